"""Which ffmpeg there is, and what it can do: asked once, answered in sentences when it cannot."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.cut.edit import Codec
from bot.domain.errors import EncoderError, UserError
from bot.processes.children import end
from bot.video import ffmpeg_process, graph

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg that answered: where it is, what it calls itself, its encoders."""

    path: str
    version: str
    encoders: frozenset[str]


def binary(path: Path | None) -> str:
    """The ffmpeg to use: the one named, or the one that came with the install.

    Raises:
        UserError: ``video.ffmpeg-missing`` if there is none.

    """
    if path is not None:
        return str(path)
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise UserError("video.ffmpeg-missing", path="imageio-ffmpeg") from error


async def ask(path: str) -> Ffmpeg:
    """Ask the binary for its version and encoders.

    Raises:
        UserError: ``video.ffmpeg-missing`` if it cannot be started.

    """
    version, listing = await asyncio.gather(
        _said(path, "-version"), _said(path, "-hide_banner", "-encoders")
    )
    named = version.split("\n", 1)[0].split()
    encoders = {
        parts[1]
        for parts in (line.split() for line in listing.splitlines())
        if len(parts) > 1 and parts[0][:1] in {"V", "A"} and len(parts[0]) == 6
    }
    if len(named) < 3 or named[0] != "ffmpeg":
        raise UserError("video.ffmpeg-missing", path=path)
    return Ffmpeg(path, named[2], frozenset(encoders))


async def require(ffmpeg: Ffmpeg, codec: Codec) -> None:
    """Make sure that ``codec`` and AAC can really be encoded.

    An NVENC encoder is listed by every build that knows it, so it is tried on one frame.

    Raises:
        UserError: ``video.encoder-missing`` if not.

    """
    for needed in (codec.value, "aac"):
        if needed not in ffmpeg.encoders:
            raise UserError("video.encoder-missing", encoder=needed)
    if codec is Codec.NVENC:
        try:
            await ffmpeg_process.run_ffmpeg(graph.trial_args(ffmpeg.path, codec))
        except EncoderError as error:
            raise UserError("video.encoder-missing", encoder=codec.value) from error


async def _said(path: str, *args: str) -> str:
    process = await ffmpeg_process.start([path, *args])
    try:
        out, _ = await process.communicate()
    finally:
        await end(process)
    return out.decode(errors="replace")
