"""The child process that takes in a picture or film which somebody brought: checked, made ours.

python -m bot.video.intake FFMPEG UPLOAD FOLDER START_S

Writes FOLDER/still.png, and of a film FOLDER/film.mp4 (see ``bot.video.films``) and
FOLDER/shown.mp4, small enough for any channel. Prints what they are as the JSON of
``bot.domain.rounds.brought.Brought``; or, with status 1, the key of a sentence and its values. It
opens local files of known containers only, and gives up memory and time before it touches one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av
from av.error import FFmpegError
from PIL import Image

from bot.domain.rounds.brought import LONGEST_FILM_S, LONGEST_SIDE_PX, SHORTEST_SIDE_PX
from bot.processes.errands import confine
from bot.video import graph
from bot.video.pictures import BrokenPicture, decode

if TYPE_CHECKING:
    from av.video.stream import VideoStream

CPU_S: Final = 240
FASTEST: Final = Fraction(30)
_FORMATS: Final = "mov,matroska,webm,gif,avi,mpegts,apng,webp_pipe"
_MOST_PIXELS: Final = 8192 * 8192
_STILL, _FILM, _SHOWN, _FRAMES = "still.png", "film.mp4", "shown.mp4", "frames.png"


class Refused(Exception):
    """It is no picture or film that can be used; ``args`` are a sentence's key and its values."""


def taken_in(binary: str, upload: Path, folder: Path, start_s: float) -> dict[str, Any]:
    """What was written into ``folder``.

    Raises:
        Refused: it cannot be used.
    """
    picture = _picture(upload, folder / _STILL)
    return picture or _film(binary, _readable(upload, folder), folder, start_s)


def _picture(upload: Path, still: Path) -> dict[str, Any] | None:
    """The still that the file is; None when it is no picture, or one that moves."""
    try:
        with Image.open(upload, formats=("PNG", "JPEG", "WEBP", "GIF")) as image:
            if getattr(image, "n_frames", 1) > 1:
                return None
        pixels = Image.fromarray(decode(upload, ("PNG", "JPEG", "WEBP", "GIF")))
    except BrokenPicture as error:
        raise Refused("brought.broken", {}) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    if min(pixels.size) < SHORTEST_SIDE_PX:
        raise Refused("brought.small", {"least": SHORTEST_SIDE_PX})
    pixels.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    pixels.save(still)
    return {"still": str(still), "width_px": pixels.width, "height_px": pixels.height}


def _readable(upload: Path, folder: Path) -> Path:
    """The file itself, or an animated PNG of an animated WebP, which ffmpeg does not read."""
    try:
        with Image.open(upload, formats=("WEBP",)) as image:
            image.save(folder / _FRAMES, save_all=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return upload
    except MemoryError as error:
        raise Refused("brought.huge", {}) from error
    return folder / _FRAMES


def _film(binary: str, upload: Path, folder: Path, start_s: float) -> dict[str, Any]:
    rate, length_s, options = _glance(upload)
    if length_s is not None and start_s >= length_s:
        raise Refused("brought.starts-late", {"length": length_s})
    film = folder / _FILM
    args = graph.intake_args(
        binary, str(upload), str(film), rate, start_s=start_s, formats=_FORMATS, **options
    )
    failed = subprocess.run(args, capture_output=True, check=False).returncode != 0
    frames, size = _written(film, folder / _STILL)
    if not frames:
        raise Refused("brought.broken", {})
    if min(size) < SHORTEST_SIDE_PX:
        raise Refused("brought.small", {"least": SHORTEST_SIDE_PX})
    told = {"still": str(folder / _STILL), "width_px": size[0], "height_px": size[1]}
    if frames == 1:
        return told
    missing_s = 0.0
    if length_s is not None:
        wanted_s = min(length_s - start_s, LONGEST_FILM_S)
        missing_s = wanted_s - float(frames / rate)
    shown = folder / _SHOWN
    smaller = graph.shown_film_args(binary, str(film), str(shown))
    if subprocess.run(smaller, capture_output=True, check=False).returncode:
        raise Refused("brought.broken", {})
    return told | {
        "film": str(film),
        "shown": str(shown),
        "frames": frames,
        "rate": str(rate),
        "whole_s": length_s,
        "damaged": failed or missing_s > max(0.5, float(2 / rate)),
    }


def _glance(upload: Path) -> tuple[Fraction, float | None, dict[str, bool]]:
    """The rate a film will have, its length in seconds, what must be done to its pixels."""
    try:
        with av.open(
            str(upload), options={"protocol_whitelist": "file", "format_whitelist": _FORMATS}
        ) as container:
            if not container.streams.video:
                raise Refused("brought.no-picture", {})
            stream = container.streams.video[0]
            if stream.width * stream.height > _MOST_PIXELS:
                raise Refused("brought.huge", {})
            length = container.duration
            first = next(container.decode(stream))
    except (FFmpegError, OSError, ValueError, StopIteration) as error:
        raise Refused("brought.unknown", {}) from error
    name = first.format.name
    return (
        _rate_of(stream),
        None if length is None else length / 1_000_000,
        {"deep": first.color_trc in {16, 18}, "alpha": "a" in name and name != "gray"},
    )


def _rate_of(stream: VideoStream) -> Fraction:
    """The film's own rate, halved until it is at most ``FASTEST``; of one that varies, its mean."""
    rate = Fraction(stream.average_rate or stream.guessed_rate or 24)
    if not Fraction(1) <= rate <= Fraction(1000):
        rate = Fraction(24)
    while rate > FASTEST + 1:
        rate /= 2
    return rate.limit_denominator(1001)


def _written(film: Path, still: Path) -> tuple[int, tuple[int, int]]:
    """How many frames the film has, and their size; its first one is written to ``still``."""
    try:
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            frames = sum(1 for packet in container.demux(stream) if packet.size)
            container.seek(0)
            first = Image.fromarray(next(container.decode(stream)).to_ndarray(format="rgb24"))
    except (FFmpegError, OSError, IndexError, StopIteration):
        return 0, (0, 0)
    first.save(still)
    return frames, first.size


def main() -> int:
    """Take in what the command line names; 1 where it is refused."""
    confine(cpu_s=CPU_S)
    binary, upload, folder, start_s = sys.argv[1:]
    try:
        told = taken_in(binary, Path(upload), Path(folder), float(start_s))
    except Refused as refusal:
        key, values = refusal.args
        sys.stdout.write(json.dumps({"refused": key, "values": values}))
        return 1
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
