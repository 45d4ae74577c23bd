"""One render from its edit to its file: plan, render what is missing, join by copying."""

from __future__ import annotations

import asyncio
import itertools
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.cut.captions import captions_of
from bot.domain.cut.edit import Codec
from bot.domain.errors import EncoderError
from bot.ports.cut import Rendered, RenderStage
from bot.video import faces, ffmpeg_process, fonts, graph, plan, sound
from bot.video.cache import digest_of, trouble
from bot.video.segments import Order
from bot.video.work_shares import divide, work_off
from bot.video.worker_pool import PictureBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.cut.edit import Edit
    from bot.video.plan import Planned
    from bot.video.progress import Tally
    from bot.video.shared_work import SharedWork
    from bot.video.work_shares import Run


@dataclass(slots=True)
class Rendering:
    """The state of one render."""

    shared: SharedWork
    edit: Edit
    tally: Tally
    made: int = 0
    still: int | None = None
    """The one frame that is wanted, if it is not the whole edit."""

    async def run(self, out: Path) -> Rendered:
        """Render the edit to ``out``; see ``Assembler.render`` for what is raised."""
        edit = self.edit
        self.tally.enter(RenderStage.PREPARING)
        # A folder that cannot be written is better found before the work than after it.
        await asyncio.to_thread(_make_room_for, out)
        digests = await asyncio.to_thread(_digests, edit)
        whole = await asyncio.to_thread(self._planned, digests)
        frames = sum(one.segment.frames for one in whole)
        cut = sound.sound_cut(edit, whole[0].segment.start, frames)
        hearing = asyncio.create_task(sound.encode(self.shared, edit.song, cut, edit.encoder))
        try:
            segments = await self._fill(whole, digests)
            self.tally.enter(RenderStage.SOUND)
            sound_key = await hearing
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
        self.tally.enter(RenderStage.JOINING)
        size = await self._join(segments, sound_key, out, frames)
        await asyncio.to_thread(self.shared.cache.trim, {sound_key, *(key for key, _ in segments)})
        self.tally.enter(RenderStage.DONE)
        first, last = whole[0].segment.start, whole[-1].end
        lines = [
            (cut.shot.line, cut.source)
            for cut in edit.cuts
            if cut.shot.line is not None and cut.shot.start < last and cut.shot.end > first
        ]
        return Rendered(
            path=out,
            frames=frames,
            duration_s=float(frames / edit.format.rate),
            width_px=edit.format.width_px,
            height_px=edit.format.height_px,
            size_bytes=size,
            carded=tuple(line.number for line, source in lines if line and source is None),
            broken=tuple(
                line.number
                for line, source in lines
                if line and source is not None and source.path not in digests
            ),
            undrawn=await asyncio.to_thread(_undrawn, edit, range(first, last)),
            segments=len(segments),
            made=self.made,
        )

    async def take_still(self, out: Path) -> bool:
        """Write the frame that is wanted to ``out``, a JPEG; False where no shot has it."""
        digests = await asyncio.to_thread(_digests, self.edit)
        segments = await self._fill(await asyncio.to_thread(self._planned, digests), digests)
        for key, _ in segments:
            clip = str(self.shared.cache.path(key))
            await ffmpeg_process.run_ffmpeg(
                graph.still_args(self.shared.ffmpeg.path, clip, str(out))
            )
        return bool(segments)

    def _planned(self, digests: dict[Path, str]) -> tuple[Planned, ...]:
        planned = plan.plan(self.edit, digests)
        return planned if self.still is None else plan.still(planned, self.still)

    async def _fill(
        self, whole: tuple[Planned, ...], digests: dict[Path, str]
    ) -> list[tuple[str, int]]:
        """Make what the cache lacks; the keys in order with the frames of each.

        A picture that turns out broken is taken out of ``digests``, and the plan is made anew: its
        shot becomes a card. That ends, since there is one picture less each time.
        """
        while True:
            planned = await asyncio.to_thread(self._keyed, whole)
            broken = await self._attempt(planned)
            if not broken:
                return [(key, one.segment.frames) for key, one in planned]
            for path in broken:
                digests.pop(path, None)
            whole = await asyncio.to_thread(self._planned, digests)

    async def _attempt(self, planned: Run) -> set[Path]:
        """Make what is missing; the pictures that were found broken, whose segments still are."""
        todo = await asyncio.to_thread(self._missing, planned)
        self.tally.enter(RenderStage.PAINTING, sum(one.segment.frames for _, one in todo))
        broken: set[Path] = set()

        async def make(run: Run) -> None:
            keys = [key for key, _ in run]
            try:
                if await self.shared.once(keys, lambda: self._paint(run)):
                    self.made += len(run)
            except PictureBroken as error:
                broken.add(Path(error.path))
            self.tally.progressed(keys[0], sum(one.segment.frames for _, one in run))

        await work_off(
            divide(
                todo,
                self.shared.workers.size,
                float(self.edit.format.rate),
                joinable=self.edit.encoder.codec is Codec.X264,
            ),
            make,
        )
        return broken

    def _keyed(self, whole: tuple[Planned, ...]) -> list[tuple[str, Planned]]:
        """Each segment with the name of its file."""
        args, version = self._args("", None, None)[1:], self.shared.ffmpeg.version
        return [(plan.key_of(one, self.edit.format, args, version), one) for one in whole]

    def _missing(self, wanted: Sequence[tuple[str, Planned]]) -> Run:
        """Those that the cache does not hold whole, each once."""
        return [(key, one) for key, one in dict(wanted).items() if not self.shared.cache.has(key)]

    def _args(
        self,
        out: str,
        script: str | None,
        font_folder: str | None,
        bounds: Sequence[int] = (),
    ) -> list[str]:
        return graph.segment_args(
            self.shared.ffmpeg.path,
            self.edit.format,
            self.edit.encoder,
            out,
            script=script,
            fonts=font_folder,
            bounds=bounds,
        )

    async def _paint(self, run: Run) -> None:
        """Have the segments of a run rendered into the cache's partial files by one encoder."""
        cache = self.shared.cache
        name = f"{uuid.uuid4().hex}.part"
        segments = tuple(one.segment for _, one in run)
        script = font_folder = None
        letters, used = plan.letters([one for _, one in run], self.edit.format)
        if letters:
            script = f"{name}.ass"
            laid = await asyncio.to_thread(faces.lay_down, used, cache.folder / "fonts")
            font_folder = f"fonts/{laid}"
        order = Order(
            segments=segments,
            letters=letters,
            width_px=self.edit.format.width_px,
            height_px=self.edit.format.height_px,
            rate=self.edit.format.rate,
            args=self._args(
                f"{name}.%03d" if len(run) > 1 else f"{name}.000",
                script,
                font_folder,
                list(itertools.accumulate(one.frames for one in segments))[:-1],
            ),
            folder=str(cache.folder),
            script=script,
        )
        try:
            await self.shared.workers.do(
                order, lambda count: self.tally.progressed(run[0][0], count)
            )
            await asyncio.to_thread(self._hand_over, name, [key for key, _ in run])
        finally:
            await asyncio.to_thread(self._clear, name)

    def _hand_over(self, name: str, keys: Sequence[str]) -> None:
        """Give the files of a run the names of the segments' partial files."""
        cache = self.shared.cache
        for index, key in enumerate(keys):
            try:
                (cache.folder / f"{name}.{index:03d}").replace(cache.partial(key))
            except FileNotFoundError as error:
                raise EncoderError(f"the encoder made {index} files, not {len(keys)}") from error
            except OSError as error:
                raise trouble(error, cache.folder) from error

    def _clear(self, name: str) -> None:
        for left in self.shared.cache.folder.glob(f"{name}*"):
            left.unlink(missing_ok=True)

    async def _join(
        self, segments: Sequence[tuple[str, int]], sound_key: str, out: Path, frames: int
    ) -> int:
        """Copy segments and sound into one file, check its frames, put it in place; its bytes."""
        cache, edit = self.shared.cache, self.edit
        listing = cache.folder / f"{uuid.uuid4().hex}.part.txt"
        partial = out.with_name(f".{out.stem}.{uuid.uuid4().hex}.part")
        try:
            await asyncio.to_thread(self._list, segments, listing)
            report = await ffmpeg_process.run_ffmpeg(
                graph.join_args(
                    self.shared.ffmpeg.path,
                    edit.format,
                    edit.encoder.codec,
                    listing=listing.name,
                    audio=cache.path(sound_key).name,
                    out=str(partial.absolute()),
                    metadata=edit.metadata,
                ),
                folder=cache.folder,
            )
            if int(report.get("frame", "0")) != frames:
                raise EncoderError(f"the clip has {report.get('frame')} frames, not {frames}")
            return await asyncio.to_thread(settle, partial, out)
        finally:
            listing.unlink(missing_ok=True)
            partial.unlink(missing_ok=True)

    def _list(self, segments: Sequence[tuple[str, int]], listing: Path) -> None:
        """Write the concat script: our own names only, each with its exact length."""
        lines = ["ffconcat version 1.0"]
        for key, frames in segments:
            seconds = float(frames / self.edit.format.rate)
            lines += [f"file {self.shared.cache.path(key).name}", f"duration {seconds:.6f}"]
        try:
            listing.write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise trouble(error, listing.parent) from error


def settle(partial: Path, out: Path) -> int:
    """Give a complete file its name, once it is surely on the disk; its size in bytes."""
    try:
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(out)
        return out.stat().st_size
    except OSError as error:
        raise trouble(error, out.parent) from error


def _make_room_for(out: Path) -> None:
    probe = out.with_name(f".{out.stem}.{uuid.uuid4().hex}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise trouble(error, out.parent) from error


def _digests(edit: Edit) -> dict[Path, str]:
    """The content of every picture and film that can be opened, by path."""
    shown = (edit.poster, *(cut.source for cut in edit.cuts), *edit.morphs.values())
    paths = {source.path for source in shown if source is not None}
    return {path: digest for path in paths if (digest := digest_of(path)) is not None}


def _undrawn(edit: Edit, shown: range) -> tuple[tuple[int, str], ...]:
    """Lines with a caption in the frames ``shown`` that have letters no face has, with these."""
    if edit.captions is None:
        return ()
    found = (
        (caption.line, " ".join(fonts.undrawable(caption.text)))
        for caption in captions_of(edit.timeline)
        if caption.end > shown.start and caption.start < shown.stop
    )
    return tuple((number, letters) for number, letters in found if letters)
