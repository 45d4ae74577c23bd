"""What the page is told as JSON, and what it says back, which is checked here to the last field."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from bot.domain.errors import UserError
from bot.domain.lyrics.taps import LineTap, LineTaps
from bot.domain.texts import Safe, catalogue, closest, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.taps import Meanwhile
    from bot.services.lyrics.taps import Opened, Saved

_NAMED: Final = 5
"""As many lines a sentence names; the rest is an ellipsis, for it stays one sentence."""

_KINDS: Final = (
    (b"RIFF", 0, "audio/wav"),
    (b"fLaC", 0, "audio/flac"),
    (b"OggS", 0, "audio/ogg"),
    (b"ftyp", 4, "audio/mp4"),
    (b"FORM", 0, "audio/aiff"),
)


def texts(locale: str, subject: str = "tap") -> dict[str, str | dict[str, str]]:
    """A page's own texts in one language, by their keys without the subject."""
    return {
        key.removeprefix(f"{subject}."): text
        for key, text in catalogue(closest(locale)).items()
        if key.startswith(f"{subject}.")
    }


def state(session: Opened, now: float) -> dict[str, Any]:
    """Everything that the page shows; times in seconds."""
    song, tap = session.song, session.tap
    return {
        "draft": f"{tap.id}-{tap.made_at}",
        "person": session.person_name,
        "clip": session.clip.name,
        "artist": session.clip.artist,
        "locale": closest(tap.locale),
        "texts": texts(tap.locale),
        "left_s": tap.expires_at - now,
        "duration_s": song.duration_s,
        "energy": song.energy,
        "beats_s": song.beats_s,
        "bars_s": song.bars_s,
        "lines": [
            {
                "id": line.id,
                "number": line.number,
                "text": line.text,
                "section": line.section,
                "start_s": line.start_s,
                "guessed": line.guessed,
            }
            for line in session.lines
        ],
    }


def read_marks(body: bytes) -> LineTaps:
    """What the page sends to be saved.

    Raises:
        UserError: ``tap.unreadable`` where it is anything else.
    """
    try:
        plain: Any = json.loads(body)
        marks = tuple(_mark(entry) for entry in _list(plain["marks"]))
        return LineTaps(marks, frozenset(integer(entry) for entry in _list(plain["shown"])))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        raise UserError("tap.unreadable") from None


def saved_text(saved: Saved, locale: str) -> str:
    """What the person is told: how many lines have their time, and what others did meanwhile."""
    done = say(locale, "tap.saved", n=len(saved.numbers))
    others = _meanwhile(saved.meanwhile, locale)
    return f"{done} {others}" if others else done


def kind_of(head: bytes) -> str:
    """The media type of a song by its first bytes; players are particular about it."""
    return next((kind for mark, at, kind in _KINDS if head[at:].startswith(mark)), "audio/mpeg")


def _meanwhile(meanwhile: Meanwhile, locale: str) -> str:
    changes: list[str] = []
    if meanwhile.other_song:
        changes.append(say(locale, "tap.meanwhile-song"))
    for kind, numbers in (
        ("reworded", meanwhile.reworded),
        ("retimed", meanwhile.retimed),
        ("added", meanwhile.added),
        ("beyond", meanwhile.beyond),
    ):
        if numbers:
            few = Safe(_few([str(number) for number in numbers]))
            changes.append(say(locale, f"tap.meanwhile-{kind}", n=len(numbers), numbers=few))
    if meanwhile.removed:
        few = Safe(_few([f"“{text[:60]}”" for text in meanwhile.removed]))
        removed = len(meanwhile.removed)
        changes.append(say(locale, "tap.meanwhile-removed", n=removed, texts=few))
    if not changes:
        return ""
    return say(locale, "tap.meanwhile", changes=Safe("; ".join(changes)))


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")


def _mark(plain: Any) -> LineTap:
    shown_s = plain["shown_start_s"]
    text = plain["shown_text"]
    if not isinstance(text, str):
        raise TypeError(text)
    return LineTap(
        line_id=integer(plain["line"]),
        start_s=_time(plain["start_s"]),
        shown_text=text,
        shown_start_s=None if shown_s is None else _time(shown_s),
    )


def _list(plain: Any) -> list[Any]:
    if not _is_list(plain):
        raise TypeError(plain)
    return plain


def _is_list(plain: object) -> TypeGuard[list[Any]]:
    return isinstance(plain, list)


def integer(plain: Any) -> int:
    """``plain``, if it is a whole number.

    Raises:
        TypeError: it is anything else.
    """
    if type(plain) is not int:
        raise TypeError(plain)
    return plain


def _time(plain: Any) -> float:
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise TypeError(plain)
    if not math.isfinite(plain) or plain < 0:
        raise ValueError(plain)
    return float(plain)
