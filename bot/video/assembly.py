"""Assembly: an edit becomes a clip file, segment by segment, and only what changed is made again.

This is what the rest of the product talks to. Frames, sound and joins are made in child processes;
here is only the event loop's side of it.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Final

from bot.video import encoder, ffmpeg_process, graph, upload_fit
from bot.video.cache import Cache
from bot.video.progress import Tally
from bot.video.render import Rendering
from bot.video.shared_work import SharedWork
from bot.video.worker_pool import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from bot.domain.cut.edit import Edit
    from bot.ports.cut import Fitted, OnProgress, Rendered, RenderProgress

DEFAULT_CACHE_BYTES: Final = 4 << 30


class Assembler:
    """Makes clips; one object for the whole bot, so that renders share workers and cache.

    ``folder`` is the cache's own, ``workers`` how many encoders run at once (default: the cores),
    ``ffmpeg`` a binary to use instead of the one that came with the install.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int | None = None,
        ffmpeg: Path | None = None,
        cache_limit_bytes: int = DEFAULT_CACHE_BYTES,
    ) -> None:
        self._cache = Cache(folder.absolute(), cache_limit_bytes)
        self._workers = WorkerPool(max(1, workers if workers is not None else os.cpu_count() or 1))
        self._binary = ffmpeg
        self._opening = asyncio.Lock()
        self._shared: SharedWork | None = None

    async def render(self, edit: Edit, out: Path, *, on_progress: OnProgress) -> Rendered:
        """Render ``edit`` to ``out``; cancelling the task kills all encoders and leaves no file.

        Raises:
            UserError: ffmpeg or an encoder is missing, a folder cannot be written, the song's
                file is gone; the sentence says which.
            DiskFull: the disk had no room left; nothing half finished remains.
            EncoderError: ffmpeg failed for another reason.

        """
        shared = await self._opened()
        await encoder.require(shared.ffmpeg, edit.encoder.codec)
        async with self._workers.at_work():
            return await Rendering(shared, edit, Tally(on_progress)).run(out)

    async def still(self, edit: Edit, at: int, out: Path) -> bool:
        """Write frame ``at`` of the clip to ``out``, a JPEG; False where no shot has it.

        Raises:
            UserError, DiskFull, EncoderError: as ``render`` says.
        """
        shared = await self._opened()
        async with self._workers.at_work():
            return await Rendering(shared, edit, Tally(_unheard), still=at).take_still(out)

    async def fit(
        self, clip: Path, limit_bytes: int, out: Path, *, on_progress: OnProgress
    ) -> Fitted:
        """A copy of the finished ``clip`` at ``out`` of at most ``limit_bytes``.

        It uses at least 92 % of them; a clip that already fits is copied untouched: nothing is
        inflated. Frame size and bit rates are chosen so that it still looks well. Cancelling the
        task kills the encoder and leaves no file.

        Raises:
            UserError: ``video.cannot-fit`` if no rate that can be watched is small enough.
            DiskFull: the disk had no room left.
            EncoderError: ffmpeg failed.

        """
        shared = await self._opened()
        return await upload_fit.fit(shared, clip, limit_bytes, out, Tally(on_progress))

    async def film(
        self, pictures: Sequence[Path], rate: Fraction, out: Path, shown: Path | None = None
    ) -> None:
        """Put PNG ``pictures`` of one size together as a film at ``out``, as this bot keeps films,
        and at ``shown`` as a small one; their folder is the caller's alone.

        Raises:
            DiskFull: the disk had no room left.
            EncoderError: ffmpeg failed.

        """
        shared = await self._opened()
        await asyncio.to_thread(_numbered, pictures, out.parent)
        args = graph.film_args(shared.ffmpeg.path, "%d.png", out.name, rate)
        await ffmpeg_process.run_ffmpeg(args, folder=out.parent)
        if shown is not None:
            smaller = graph.shown_film_args(shared.ffmpeg.path, out.name, shown.name)
            await ffmpeg_process.run_ffmpeg(smaller, folder=out.parent)

    async def _opened(self) -> SharedWork:
        """What renders share, set up at the first call."""
        async with self._opening:
            if self._shared is None:
                ffmpeg = await encoder.ask(encoder.binary(self._binary))
                await asyncio.to_thread(self._cache.open)
                self._shared = SharedWork(ffmpeg, self._cache, self._workers)
        return self._shared


def _numbered(pictures: Sequence[Path], folder: Path) -> None:
    """Let the pictures be found in ``folder`` by their number, as ffmpeg counts on."""
    for number, picture in enumerate(pictures):
        (folder / f"{number}.png").symlink_to(picture.absolute())


def _unheard(progress: RenderProgress) -> None:
    """One frame has no progress to speak of."""
    del progress
