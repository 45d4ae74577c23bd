"""The frames of a film, one at a time, made ready for the camera.

Runs in render workers only, never in the bot: it decodes files. It opens films as this bot keeps
them (``bot.video.intake``): H.264, 4:2:0 in BT.709's video range, a constant rate, a key frame
every ``KEY_FRAMES`` frames. Played backwards a film so costs one decoding a frame, as forwards.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, cast

import av
import cv2
import numpy as np
from av.error import FFmpegError

from bot.video import pictures
from bot.video.graph import KEY_FRAMES
from bot.video.pictures import LEAST_KEPT, OVERSIZE, BrokenPicture, Plane, Prepared

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

_KEPT: Final = 2 * KEY_FRAMES + 2
"""Decoded frames in memory: two stretches between key frames."""

_BLENDED: Final = 1 / 16
"""Nearer than this to a frame, that frame alone is seen."""

Planes = tuple[Plane, Plane, Plane]


class FilmReader:
    """Frames of the film at ``path``, fitted to ``frame`` (width and height in pixels).

    With ``moving`` the planes are as much larger than the frame as the camera needs.
    """

    def __init__(
        self,
        path: Path,
        frame: tuple[int, int],
        *,
        fit: str,
        focus: tuple[float, float] | None,
        moving: bool,
    ) -> None:
        self._path = path
        self._frame = frame
        self._fit = fit
        self._focus = focus
        self._oversize = OVERSIZE if moving else 1.0
        self._decoded: OrderedDict[int, Planes] = OrderedDict()
        self._next = 0
        try:
            self._film = av.open(
                str(path), options={"protocol_whitelist": "file", "format_whitelist": "mov"}
            )
            self._stream = self._film.streams.video[0]
        except (FFmpegError, IndexError, OSError) as error:
            raise BrokenPicture(str(path), str(error)) from error
        self._stream.codec_context.thread_count = 1
        self._frames = self._film.decode(self._stream)

    def close(self) -> None:
        """Close the file."""
        self._film.close()

    def at(self, position: Fraction) -> Prepared:
        """What the film shows at ``position``, in frames: between two of them, both.

        Raises:
            BrokenPicture: the file cannot be decoded there.
        """
        index, rest = int(position), float(position - int(position))
        if rest > 1 - _BLENDED:
            index, rest = index + 1, 0.0
        planes = self._planes(index)
        if rest > _BLENDED:
            after = self._planes(index + 1)
            luma, blue, red = (
                cast("Plane", cv2.addWeighted(now, 1 - rest, then, rest, 0))
                for now, then in zip(planes, after, strict=True)
            )
            planes = luma, blue, red
        return self._fitted(planes)

    def _planes(self, index: int) -> Planes:
        planes = self._decoded.get(index)
        if planes is None:
            try:
                planes = self._decode(index)
            except (FFmpegError, OSError, ValueError, StopIteration) as error:
                raise BrokenPicture(str(self._path), f"frame {index}: {error}") from error
        return planes

    def _decode(self, index: int) -> Planes:
        """Decode up to frame ``index``, from where the reader stands or from a key frame."""
        if not self._next <= index < self._next + KEY_FRAMES:
            rate, base = self._stream.average_rate, self._stream.time_base
            if rate is None or base is None:
                raise ValueError("no rate")
            self._film.seek(round(index / rate / base), stream=self._stream, backward=True)
            self._frames = self._film.decode(self._stream)
        while True:
            frame = next(self._frames)
            if frame.pts is None or frame.time_base is None or self._stream.average_rate is None:
                raise ValueError("a frame without time")
            place = round(frame.pts * frame.time_base * self._stream.average_rate)
            self._decoded[place] = _planes_of(frame)
            self._next = place + 1
            while len(self._decoded) > _KEPT:
                self._decoded.popitem(last=False)
            if place >= index:
                return self._decoded[place]

    def _fitted(self, planes: Planes) -> Prepared:
        height, width = planes[0].shape
        frame_w, frame_h = self._frame
        base = min(width / frame_w, height / frame_h)
        kept = base * frame_w * base * frame_h / (width * height)
        if self._fit == "blur" or (
            self._fit == "auto" and self._focus is None and kept < LEAST_KEPT
        ):
            return pictures.on_blur(_rgb(planes), self._frame)
        factor = self._oversize / base
        size = _even(width * factor), _even(height * factor)
        if size != (width, height):
            way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
            halves = (size, *((size[0] // 2, size[1] // 2),) * 2)
            luma, blue, red = (
                cast("Plane", cv2.resize(plane, half, interpolation=way))
                for plane, half in zip(planes, halves, strict=True)
            )
            planes = luma, blue, red
        # Chroma lies on the left pixel of each pair; pictures have theirs between the two.
        return Prepared(*planes, self._focus or (0.5, 0.5), chroma_shift=size[0] / width / 4)


def _planes_of(frame: av.VideoFrame) -> Planes:
    if frame.format.name != "yuv420p":
        raise ValueError(f"{frame.format.name} is none of ours")
    luma, blue, red = (
        np.frombuffer(cast("Any", plane), np.uint8)
        .reshape(plane.height, plane.line_size)[:, : plane.width]
        .copy()
        for plane in frame.planes
    )
    return luma, blue, red


def _rgb(planes: Planes) -> Plane:
    """The film's frame in RGB, 0 to 255."""
    height, width = planes[0].shape
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, values in zip(frame.planes, planes, strict=True):
        padded = np.zeros((plane.height, plane.line_size), np.uint8)
        padded[:, : plane.width] = values
        plane.update(padded.tobytes())
    frame.colorspace, frame.color_range = 1, 1  # BT.709 in video range
    return cast("Plane", frame.to_ndarray(format="rgb24"))


def _even(value: float) -> int:
    return max(2 * round(value / 2), 2)
