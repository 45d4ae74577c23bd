"""Views and posts to show in tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from bot.domain.cut.render import RenderKind
from bot.domain.jobs.job import JobKind
from bot.domain.posts.post import Post, PostKind, PostState
from bot.domain.posts.views import ClipView, ProgressView, RoundView, ShownTake
from bot.domain.votes.ballot import BallotRules, BallotState

if TYPE_CHECKING:
    from pathlib import Path


def post(kind: PostKind = PostKind.ROUND, *, message_id: int | None = None, id_: int = 7) -> Post:
    """A post to channel 5."""
    return Post(
        id=id_,
        clip_id=1,
        channel_id=5,
        kind=kind,
        subject="3",
        nonce=f"n-{id_}",
        state=PostState.PENDING,
        message_id=message_id,
        attempts=0,
        not_before=0,
        created_at=0,
    )


def picture(folder: Path, name: str = "a.png") -> Path:
    """A small picture on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    Image.new("RGB", (8, 8)).save(path)
    return path


def take(file: Path, number: int = 1, *, parent: str | None = None) -> ShownTake:
    """A take of line 12."""
    return ShownTake(
        take_id=100 + number,
        number=number,
        name=f"12{'abcdefghij'[number - 1]}",
        picture=file,
        parent=parent,
    )


def round_view(*takes: ShownTake, **changes: object) -> RoundView:
    """An open round of line 12."""
    values: dict[str, object] = {
        "locale": "en",
        "round_id": 3,
        "line_number": 12,
        "lyric": "The tide is out",
        "round_number": 2,
        "prompt": "a boat on sand",
        "author": "Ana",
        "draft": False,
        "takes": takes,
        "rules": BallotRules(),
        "state": BallotState.OPEN,
        "closes_at": None,
        "tally": {},
        **changes,
    }
    return RoundView(**values)  # type: ignore[arg-type]  # a test says what it changes


def progress_view(**changes: object) -> ProgressView:
    """A batch of three lines, one of them painted."""
    values: dict[str, object] = {
        "locale": "en",
        "kind": JobKind.PAINT,
        "asked_by": "Bo",
        "lines": (1, 2, 3),
        "done": 1,
        "total": 3,
        "share": 0.5,
        "ahead": 2,
        "remaining_s": 95.0,
        "finished": False,
        "cancelled": False,
        "failed": False,
        "batch": "abc123",
        **changes,
    }
    return ProgressView(**values)  # type: ignore[arg-type]  # as above


def clip_view(file: Path | None, **changes: object) -> ClipView:
    """A final render."""
    values: dict[str, object] = {
        "locale": "en",
        "kind": RenderKind.FINAL,
        "clip_name": "Minuit",
        "file": file,
        "full_file": file,
        "duration_s": 61.0,
        "width_px": 1280,
        "height_px": 720,
        "fitted": False,
        "asked_by_id": 1,
        "cards": (),
        "broken": (),
        "unseen": (),
        "spread": False,
        **changes,
    }
    return ClipView(**values)  # type: ignore[arg-type]  # as above
