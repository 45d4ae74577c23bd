"""The posted copy of a picture or a clip: signed once, kept until it is delivered, then removed.

What is stored stays unsigned, and so do the keys of caches. A post whose files cannot be signed
goes out all the same, and a clip says so: nobody's evening waits for a certificate.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.posts.views import ClipView, DecisionView, ReportView, RoundView
from bot.ports.marks import ToMark
from bot.services.marks.claims import of_take
from storage.files.files import CLIP_SUFFIX, COPY_SUFFIX
from storage.marks import claims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.domain.marks.claim import Claim
    from bot.domain.marks.report import Report
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import ShownTake, View
    from bot.domain.prompts.prompt import Preset
    from bot.ports.marks import Marker
    from storage.database.database import Database

log = logging.getLogger(__name__)

_KINDS: Final = {COPY_SUFFIX: "image/webp", CLIP_SUFFIX: "video/mp4"}
_AT_ONCE: Final = 100
"""So many pictures are signed by one child."""

TAKE_ROOM_BYTES: Final = 16 * 1024
"""What marks add to a picture at most: some 4 KB, and its prompt."""


class SignedCopies:
    """Gives views the signed copies of their files; ``folder`` holds those on their way."""

    def __init__(
        self,
        db: Database,
        marker: Marker,
        folder: Path,
        presets: Mapping[str, Preset],
        *,
        words: bool = True,
    ) -> None:
        self._db = db
        self._marker = marker
        self._folder = folder
        self._presets = presets
        self._words = words

    async def marked(self, post: Post, view: View) -> View:
        """``view`` with signed copies in place of its files; those made before are used again."""
        match view:
            case RoundView():
                return replace(
                    view,
                    takes=await self._takes(post, view.takes),
                    held=await self._takes(post, view.held),
                )
            case DecisionView(winner=winner) if winner is not None:
                (signed,) = await self._takes(post, (winner,))
                return replace(view, winner=signed)
            case ReportView():
                return replace(view, takes=await self._takes(post, view.takes))
            case ClipView(file=file) if file is not None:
                async with self._db.reading() as tx:
                    claim = await claims.of_render(tx, int(post.subject))
                signed_file = (await self._signed(post, {file: claim}))[file]
                return replace(view, file=signed_file, unsigned=signed_file == file)
            case _:
                return view

    async def signed_takes(self, takes: Mapping[Path, int], folder: Path) -> Mapping[Path, Path]:
        """Signed copies of pictures in ``folder``, each by its take's id; itself if there is none.

        They are not this service's: whoever asked removes them.
        """
        async with self._db.reading() as tx:
            claims_ = {
                file: await of_take(
                    tx, take_id, self._presets, words=self._words, media_type="image/png"
                )
                for file, take_id in takes.items()
            }
        found = {file: file for file in takes}
        to_mark = [
            ToMark(file, folder / file.name, claim, without_words=not self._words)
            for file, claim in claims_.items()
            if claim is not None
        ]
        for since in range(0, len(to_mark), _AT_ONCE):
            batch = to_mark[since : since + _AT_ONCE]
            try:
                await self._marker.mark(batch)
            except UserError as error:
                log.warning("%d pictures go out unsigned: %s", len(batch), error)
            else:
                found |= {one.source: one.out for one in batch}
        return found

    async def read(self, path: Path) -> Report:
        """What any file says of itself."""
        return await self._marker.read(path)

    async def delivered(self, post: Post) -> None:
        """Remove the copies of a post that has arrived."""
        await asyncio.to_thread(self._remove, f"{post.id}-*")

    async def sweep(self) -> None:
        """Remove what an earlier run left; what is still to be posted is signed again."""
        await asyncio.to_thread(self._remove, "*")

    async def _takes(self, post: Post, takes: Sequence[ShownTake]) -> tuple[ShownTake, ...]:
        claims_by_file: dict[Path, Claim | None] = {}
        async with self._db.reading() as tx:
            for take in takes:
                if take.brought_by is not None:
                    continue  # no machine made it: what people bring says of itself what they like
                kind = _KINDS.get(take.picture.suffix, "image/png")
                claims_by_file[take.picture] = await of_take(
                    tx, take.take_id, self._presets, words=self._words, media_type=kind
                )
        signed = await self._signed(post, claims_by_file)
        return tuple(
            replace(take, picture=signed.get(take.picture, take.picture)) for take in takes
        )

    async def _signed(
        self, post: Post, claims_by_file: Mapping[Path, Claim | None]
    ) -> Mapping[Path, Path]:
        """Where the signed copy of each file is; the file itself where there can be none."""
        copies = {file: self._folder / f"{post.id}-{file.name}" for file in claims_by_file}
        missing = await asyncio.to_thread(self._missing, copies)
        to_mark = [
            ToMark(file, copies[file], claim, without_words=not self._words)
            for file, claim in claims_by_file.items()
            if claim is not None and file in missing
        ]
        if to_mark:
            try:
                await self._marker.mark(to_mark)
            except UserError as error:
                log.warning("post %d goes out unsigned: %s", post.id, error)
                return {file: file for file in claims_by_file}
        unclaimed = {file for file, claim in claims_by_file.items() if claim is None}
        return {file: file if file in unclaimed else copy for file, copy in copies.items()}

    def _missing(self, copies: Mapping[Path, Path]) -> set[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        return {file for file, copy in copies.items() if not copy.exists()}

    def _remove(self, pattern: str) -> None:
        for file in self._folder.glob(pattern):
            file.unlink(missing_ok=True)
