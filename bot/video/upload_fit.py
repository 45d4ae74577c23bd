"""A finished clip made to fit an upload limit: as large as allowed, never larger.

Two passes at a bit rate counted from the bytes that are left after the sound and the container.
No rate control keeps a limit by itself, so the result is measured and corrected.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import uuid
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from bot.domain.cut.edit import PEAK_CEILING_DBFS, EncoderSettings
from bot.domain.errors import EncoderError, UserError
from bot.domain.song.song import HEARD_HZ
from bot.ports.cut import Fitted, RenderStage
from bot.processes.children import child_environment, end
from bot.video import ffmpeg_process, graph
from bot.video.cache import trouble
from bot.video.graph import Shrink, SoundCut
from bot.video.render import settle
from bot.video.sound import encode_file

if TYPE_CHECKING:
    from pathlib import Path

    from bot.video.progress import Tally
    from bot.video.shared_work import SharedWork

AIM: Final = 0.975
"""The share of the limit that is aimed at: two passes miss by up to about one per cent."""

LEAST_USED: Final = 0.92
"""A clip that uses less of its limit than this was made worse than it needed to be."""

CORRECTIONS: Final = 3
BYTES_A_FRAME: Final = 14
"""What MP4 spends on a frame besides its bits: size, time and place of each packet."""

BYTES_AT_ALL: Final = 6_000
LEAST_VIDEO_BPS: Final = 12_000
LEAST_BITS_A_PIXEL: Final = 0.028
"""Below this, moving stills at x264's medium preset fall apart; a smaller frame looks better."""

_HEIGHTS: Final = (1.0, 0.8, 2 / 3, 0.6, 0.5, 0.4, 1 / 3, 0.25)
_AUDIO_KBPS: Final = (160, 128, 96, 80, 64, 48, 32)


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A finished clip file of ours, as it is on the disk."""

    path: Path
    size_bytes: int
    frames: int
    rate: Fraction
    width_px: int
    height_px: int

    @property
    def duration_s(self) -> float:
        """Its length in seconds."""
        return float(self.frames / self.rate)


def choose(clip: ClipFile, limit_bytes: int) -> tuple[Shrink, int]:
    """The frame size and bit rates for a clip in a limit; the second is the sound's, in kb/s."""
    total_bps = (limit_bytes * AIM - BYTES_AT_ALL) * 8 / clip.duration_s
    audio = next((kbps for kbps in _AUDIO_KBPS if kbps * 1000 <= total_bps * 0.22), 32)
    rate = float(clip.rate)
    video_bps = total_bps - audio * 1000 - BYTES_A_FRAME * 8 * rate
    sizes = [(_even(clip.width_px * share), _even(clip.height_px * share)) for share in _HEIGHTS]
    width, height = next(
        (size for size in sizes if video_bps >= LEAST_BITS_A_PIXEL * size[0] * size[1] * rate),
        sizes[-1],
    )
    return Shrink(width, height, int(video_bps), clip.rate), audio


async def fit(shared: SharedWork, path: Path, limit_bytes: int, out: Path, tally: Tally) -> Fitted:
    """Make ``out`` from the clip at ``path``; see ``Assembler.fit`` for what is promised."""
    clip = await look_at(path)
    if clip.size_bytes <= limit_bytes:
        await asyncio.to_thread(_copy, clip.path, out)
        return Fitted(out, clip.size_bytes, clip.width_px, clip.height_px, untouched=True)
    shrink, kbps = choose(clip, limit_bytes)
    if shrink.video_bps < LEAST_VIDEO_BPS:
        raise _cannot(limit_bytes)
    bench = _Bench(shared, clip, uuid.uuid4().hex, tally)
    try:
        beside_video = await bench.sound(kbps) + BYTES_AT_ALL + BYTES_A_FRAME * clip.frames
        room = limit_bytes * AIM - beside_video
        shrink = replace(shrink, video_bps=max(int(room * 8 / clip.duration_s), LEAST_VIDEO_BPS))
        best = await closest(bench, shrink, clip, beside_video, limit_bytes)
        if best is None:
            raise _cannot(limit_bytes)
        shrink, size = best
        await asyncio.to_thread(_copy, bench.file("best"), out)
        return Fitted(out, size, shrink.width_px, shrink.height_px, untouched=False)
    finally:
        await asyncio.to_thread(bench.clear)


class Encoding(Protocol):
    """Where a clip is encoded again and again."""

    async def video(self, shrink: Shrink) -> int:
        """Encode it; its bytes."""
        ...

    async def keep(self) -> None:
        """Keep what was encoded last as the best so far."""
        ...


async def closest(
    bench: Encoding, shrink: Shrink, clip: ClipFile, beside_video: int, limit_bytes: int
) -> tuple[Shrink, int] | None:
    """The largest encoding within the limit of a few tries, kept, and its bytes; None for none."""
    best: tuple[Shrink, int] | None = None
    for tried in range(CORRECTIONS + 1):
        size = await bench.video(shrink)
        if size <= limit_bytes and (best is None or size > best[1]):
            best = shrink, size
            await bench.keep()
        if LEAST_USED * limit_bytes <= size <= limit_bytes or tried == CORRECTIONS:
            break
        shrink = _corrected(shrink, clip, size, beside_video, limit_bytes)
    return best


async def look_at(path: Path) -> ClipFile:
    """What the clip file at ``path`` is.

    Raises:
        EncoderError: if it is no clip that we could have made.

    """
    process = await ffmpeg_process.start(
        [sys.executable, "-m", "bot.video.probe", str(path)], environment=child_environment()
    )
    try:
        out, said = await process.communicate()
    finally:
        await end(process)
    if process.returncode:
        raise EncoderError(said.decode(errors="replace")[-ffmpeg_process.TAIL_CHARS :])
    told = cast("dict[str, Any]", json.loads(out))
    return ClipFile(
        path=path,
        size_bytes=await asyncio.to_thread(_size, path),
        frames=int(told["frames"]),
        rate=Fraction(told["rate"]),
        width_px=int(told["width_px"]),
        height_px=int(told["height_px"]),
    )


@dataclass(slots=True)
class _Bench:
    """Where one clip is being fitted: its intermediate files, in the cache's folder."""

    shared: SharedWork
    clip: ClipFile
    name: str
    tally: Tally
    looked_at: tuple[int, int] | None = None

    def file(self, kind: str) -> Path:
        """The intermediate file of that kind; left-overs are swept at the next start."""
        return self.shared.cache.folder / f"{self.name}.{kind}.part"

    def clear(self) -> None:
        """Remove everything intermediate, the passes' logs too."""
        for left in self.shared.cache.folder.glob(f"{self.name}.*"):
            left.unlink(missing_ok=True)

    async def sound(self, kbps: int) -> int:
        """Encode the clip's sound anew; the bytes it takes."""
        total = round(self.clip.duration_s * HEARD_HZ)
        cut = SoundCut(0, 0, total, ceiling_db=PEAK_CEILING_DBFS)
        settings, out = EncoderSettings(audio_kbps=kbps), self.file("audio")
        await encode_file(self.shared.ffmpeg.path, self._source(), out, cut, settings)
        return await asyncio.to_thread(_size, out)

    async def video(self, shrink: Shrink) -> int:
        """Encode the video and put the sound to it; the bytes of both together.

        The first pass is only repeated when the frame's size has changed.
        """
        binary, clip = self.shared.ffmpeg.path, str(self._source())
        log, out = self.file("log"), self.file("video")
        size = (shrink.width_px, shrink.height_px)
        if self.looked_at != size:
            await self._pass(graph.first_pass_args(binary, shrink, clip=clip, log=log.name))
            self.looked_at = size
        await self._pass(
            graph.second_pass_args(
                binary,
                shrink,
                clip=clip,
                audio=self.file("audio").name,
                log=log.name,
                out=out.name,
            )
        )
        return await asyncio.to_thread(_size, out)

    async def keep(self) -> None:
        """Keep what was encoded last as the best so far."""
        await asyncio.to_thread(self.file("video").replace, self.file("best"))

    async def _pass(self, args: list[str]) -> None:
        self.tally.enter(RenderStage.FITTING, self.clip.frames)
        await ffmpeg_process.run_ffmpeg(
            args,
            folder=self.shared.cache.folder,
            on_progress=lambda told: self.tally.progressed("pass", int(told.get("frame", "0"))),
        )

    def _source(self) -> Path:
        return self.clip.path.absolute()


def _corrected(
    shrink: Shrink, clip: ClipFile, size: int, beside_video: int, limit_bytes: int
) -> Shrink:
    """The next try: the rate changed by what was missed, a larger frame when bits are left over."""
    spent = max(size - beside_video, 1)
    wanted = limit_bytes * AIM - beside_video
    bps = max(int(shrink.video_bps * wanted / spent), LEAST_VIDEO_BPS)
    if size < limit_bytes:
        return replace(shrink, video_bps=bps, width_px=clip.width_px, height_px=clip.height_px)
    return replace(shrink, video_bps=bps)


def _copy(source: Path, out: Path) -> None:
    """A copy in place at once or not at all."""
    partial = out.with_name(f".{out.stem}.{uuid.uuid4().hex}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, partial)
        settle(partial, out)
    except OSError as error:
        raise trouble(error, out.parent) from error
    finally:
        partial.unlink(missing_ok=True)


def _cannot(limit_bytes: int) -> UserError:
    return UserError("video.cannot-fit", limit_mb=round(limit_bytes / 1_000_000, 1))


def _size(path: Path) -> int:
    return path.stat().st_size


def _even(length: float) -> int:
    return max(2 * round(length / 2), 16)
