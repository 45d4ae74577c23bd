"""A post whose pictures are too large for its channel gets smaller copies to show.

The pictures themselves stay as they are: copies belong to the post, never to the take.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.posts.views import DecisionView, RoundView
from bot.services.marks.signed_copies import TAKE_ROOM_BYTES
from storage.files.files import CLIP_SUFFIX, COPY_SUFFIX
from storage.posts import copies

if TYPE_CHECKING:
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import ShownTake, View
    from bot.ports.posts import Gallery, Shrinker
    from storage.database.database import Database, Tx
    from storage.files.files import Files

log = logging.getLogger(__name__)

COPIES_PREFIX: Final = "copies-"
"""Begins the names of folders in which copies are made; what a killed bot left is thrown away."""
MOST_TRIES: Final = 4
"""Each refusal halves the largest picture: after so many it has a sixteenth of its bytes."""


class SmallCopies:
    """Makes a post's pictures smaller."""

    def __init__(
        self, db: Database, files: Files, gallery: Gallery, shrinker: Shrinker, work_folder: Path
    ) -> None:
        self._db = db
        self._files = files
        self._gallery = gallery
        self._shrinker = shrinker
        self._work_folder = work_folder

    async def shrink(self, post: Post, view: View | None) -> bool:
        """Let ``post`` show smaller copies from now on; False where that was tried enough.

        Raises:
            PainterError: a picture cannot be made small enough to be sent and worth a look.
            DiskFull, StorageError: the copies cannot be kept.
        """
        takes = _pictures(view)
        if not takes or post.faults >= MOST_TRIES:
            return False
        largest = await asyncio.to_thread(_largest_bytes, takes)
        limit = self._gallery.upload_limit_bytes(post.channel_id, len(takes)) - TAKE_ROOM_BYTES
        limit = min(limit, largest // 2)
        with tempfile.TemporaryDirectory(prefix=COPIES_PREFIX, dir=self._work_folder) as folder:
            files = await self._shrinker.shrink(
                [take.whole or take.picture for take in takes], limit, Path(folder)
            )
            sums = {
                take.take_id: await self._files.keep(copy, COPY_SUFFIX)
                for take, copy in zip(takes, files, strict=True)
            }
        async with self._db.writing() as tx:
            await copies.keep(tx, post.id, sums)
        log.info("post %d shows copies of at most %d bytes", post.id, limit)
        return True


async def with_copies(tx: Tx, files: Files, post: Post, view: View | None) -> View | None:
    """``view`` with the smaller copies that ``post`` has."""
    shown_takes = _shown(view)
    copied = await copies.of_post(tx, post.id) if shown_takes else {}
    if not copied:
        return view
    takes = tuple(
        replace(take, picture=files.path(copied[take.take_id], COPY_SUFFIX), whole=take.picture)
        if take.take_id in copied
        else take
        for take in shown_takes
    )
    match view:
        case RoundView():
            return replace(view, takes=takes)
        case DecisionView():
            return replace(view, winner=takes[0])
        case _:
            return view


def _shown(view: View | None) -> tuple[ShownTake, ...]:
    """All takes of a view; a film's is a small copy from its beginning."""
    match view:
        case RoundView():
            return view.takes
        case DecisionView(winner=winner) if winner is not None:
            return (winner,)
        case _:
            return ()


def _pictures(view: View | None) -> tuple[ShownTake, ...]:
    return tuple(take for take in _shown(view) if take.picture.suffix != CLIP_SUFFIX)


def _largest_bytes(takes: tuple[ShownTake, ...]) -> int:
    return max(take.picture.stat().st_size for take in takes)
