"""Frames painted: the camera's window over a picture, and one shot giving way to another.

Runs in render workers only. A frame is one flat buffer, luma then both chroma planes, as ffmpeg's
``rawvideo`` reads it. The camera samples the planes themselves with exact linear interpolation:
measured, that is the cheapest way without visible steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import cv2
import numpy as np

from bot.domain.cut.camera import Beat, Move, Window, ease, path_of
from bot.domain.cut.camera import Path as CameraPath
from bot.domain.cut.transitions import Transition
from bot.video import pictures
from bot.video.films import FilmReader
from bot.video.segments import FADE_OUT_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bot.video.pictures import Plane, Prepared
    from bot.video.segments import Layer, Segment

WHIP_TRAVEL: Final = 1.1
"""How many frame widths a whip passes, half of them on each side of the cut."""

WHIP_BLUR: Final = 0.15
"""How far a whip smears at full speed, in frame widths: about the way it goes in a frame."""

WIPE_SOFTNESS: Final = 0.22
BLACK: Final = 16
WHITE: Final = 235


@dataclass(slots=True)
class Canvas:
    """One frame's memory: ``data`` as it is piped, and its three planes as views of it."""

    data: Plane
    planes: tuple[Plane, Plane, Plane]


def canvas(width: int, height: int) -> Canvas:
    """An empty frame of 4:2:0 planes; both sides must be even."""
    luma, chroma = width * height, width * height // 4
    data = np.zeros(luma + 2 * chroma, dtype=np.uint8)
    half = (height // 2, width // 2)
    return Canvas(
        data,
        (
            data[:luma].reshape(height, width),
            data[luma : luma + chroma].reshape(half),
            data[luma + chroma :].reshape(half),
        ),
    )


class FramePainter:
    """Paints segments; keeps the last few prepared pictures, which neighbours share."""

    def __init__(self, frame: tuple[int, int], *, kept: int = 3) -> None:
        self._frame = frame
        self._kept = kept
        self._pictures: dict[tuple[object, ...], Prepared] = {}
        self._films: dict[tuple[object, ...], FilmReader] = {}

    def paint(self, segment: Segment, rate: float) -> Iterator[Canvas]:
        """Every frame of ``segment`` in turn, each in the same memory as the one before.

        Raises:
            BrokenPicture: if a picture or film cannot be read; with a picture, before any frame.

        """
        shots = [_Seen(self, layer, self._frame, rate, segment.frames) for layer in segment.layers]
        film = shots.pop() if len(shots) > 2 else None  # a morph's own
        result = canvas(*self._frame)
        other = canvas(*self._frame) if len(shots) > 1 else None
        still = len(shots) == 1 and shots[0].still and segment.ending is None
        passage = Transition(segment.passage or Transition.CUT)
        wipe = _ramp(self._frame) if passage is Transition.LUMA_WIPE else None
        for index in range(segment.frames):
            if other is None:
                if not (still and index):
                    shots[0].paint(index, result)
            elif film is not None:
                _morph(film, (shots[0], shots[1]), (index, segment.frames), (result, other))
            else:
                done = (index + 1) / (segment.frames + 1)
                _pass(passage, (index, done), (shots[0], shots[1]), (result, other), wipe)
            if segment.ending is not None:
                _fade(result, (segment.ending - index - 1) / rate)
            yield result

    def picture(self, layer: Layer, *, veiled: bool) -> Prepared:
        """The layer's picture made ready, from memory where it was just used."""
        name = (layer.digest, layer.tint, layer.fit, layer.focus, veiled)
        found = self._pictures.pop(name, None)
        if found is None:
            if veiled:
                found = pictures.veiled(self.picture(layer, veiled=False))
            elif layer.path is None:
                found = pictures.card(layer.tint, self._frame)
            else:
                found = pictures.prepare(
                    Path(layer.path), self._frame, fit=layer.fit, focus=layer.focus
                )
        self._pictures[name] = found
        while len(self._pictures) > self._kept:
            self._pictures.pop(next(iter(self._pictures)))
        return found

    def film(self, layer: Layer) -> FilmReader:
        """The layer's film, opened already where the segment before showed it."""
        name = (layer.path, layer.fit, layer.focus, layer.move == Move.HOLD)
        reader = self._films.pop(name, None)
        if reader is None:
            reader = FilmReader(
                Path(layer.path or ""),
                self._frame,
                fit=layer.fit,
                focus=layer.focus,
                moving=layer.move != Move.HOLD,
            )
        self._films[name] = reader
        while len(self._films) > self._kept:
            self._films.pop(next(iter(self._films))).close()
        return reader


class _Seen:
    """One shot in front of the camera, during one segment."""

    def __init__(
        self, painter: FramePainter, layer: Layer, frame: tuple[int, int], rate: float, frames: int
    ) -> None:
        self._layer = layer
        self._frame = frame
        self._rate = Fraction(rate).limit_denominator(1001)
        amounts = {_veil_at(layer, layer.first + k) for k in range(frames)}
        self._film = painter.film(layer) if layer.reel is not None else None
        self._veiled: Prepared | None = None
        if self._film is None:
            self._clear = painter.picture(layer, veiled=False)
            if amounts - {0.0}:
                self._veiled = painter.picture(layer, veiled=True)
        else:
            self._clear = self._film.at(self.position(0)[0])
        self._path: CameraPath = path_of(
            Move(layer.move),
            self._clear.size,
            frame,
            seconds=layer.frames / rate,
            energy=layer.energy,
            focus=self._clear.focus,
            # A move is done from its first frame to its last: a frame less than its length.
            beats=tuple(
                Beat(beat.at / max(layer.frames - 1, 1) * layer.frames / rate, beat.loud)
                for beat in layer.beats
            ),
        )
        self._spare: Canvas | None = None
        self.still = layer.move == Move.HOLD and len(amounts) == 1 and self._film is None

    def position(self, index: int) -> tuple[Fraction, int]:
        """The film's frame seen ``index`` frames after the segment's start, and its last one."""
        reel = self._layer.reel
        assert reel is not None  # noqa: S101 - asked of films only
        at = self._layer.first + index
        return reel.position(at, self._layer.frames, self._rate), reel.frames - 1

    def window(self, index: int) -> Window:
        """Where the camera looks ``index`` frames after the segment's start."""
        return self._path.window((self._layer.first + index) / max(self._layer.frames - 1, 1))

    def paint_through(self, window: Window, into: Canvas, position: Fraction | None = None) -> None:
        """The picture, or the film at ``position``, through a window of others, without veil."""
        if self._film is not None and position is not None:
            self._clear = self._film.at(position)
        _look(self._clear, window, self._frame, into, 0.0)

    def paint(self, index: int, into: Canvas, *, shift: float = 0.0) -> None:
        """The shot as seen ``index`` frames after the segment's start, moved aside by ``shift``.

        ``shift`` counts frame widths; beyond its edge a picture is mirrored.
        """
        at = self._layer.first + index
        window = self.window(index)
        veil = _veil_at(self._layer, at)
        if self._film is not None:
            self._clear = self._film.at(self.position(index)[0])
            self._veiled = pictures.veiled(self._clear) if veil > 0.0 else None
        if self._veiled is None or veil <= 0.0:
            _look(self._clear, window, self._frame, into, shift)
        elif veil >= 1.0:
            _look(self._veiled, window, self._frame, into, shift)
        else:
            if self._spare is None:
                self._spare = canvas(*self._frame)
            _look(self._clear, window, self._frame, into, shift)
            _look(self._veiled, window, self._frame, self._spare, shift)
            cv2.addWeighted(into.data, 1 - veil, self._spare.data, veil, 0, dst=into.data)


def _look(
    picture: Prepared, window: Window, frame: tuple[int, int], into: Canvas, shift: float
) -> None:
    """Sample the picture's planes where the camera looks.

    Chroma samples lie on the left pixel of each pair and between two rows (MPEG's siting); the
    prepared planes hold averages in the middle of four pixels. Both are accounted for, so that
    colour does not slide against light while the camera moves.
    """
    scale = window.scale
    left = window.centre_x + (shift - 0.5) * frame[0] * scale
    top = window.centre_y - 0.5 * frame[1] * scale
    border = cv2.BORDER_REFLECT_101 if shift else cv2.BORDER_REPLICATE
    places = (
        (left + 0.5 * scale - 0.5, top + 0.5 * scale - 0.5),
        *[((left + 0.5 * scale) / 2 - 0.5 + picture.chroma_shift, (top + scale) / 2 - 0.5)] * 2,
    )
    sources = (picture.luma, picture.blue, picture.red)
    for source, target, (x, y) in zip(sources, into.planes, places, strict=True):
        matrix = np.array([[scale, 0.0, x], [0.0, scale, y]])
        cv2.warpAffine(
            source,
            matrix,
            (target.shape[1], target.shape[0]),
            dst=target,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=border,
        )


def _pass(
    kind: Transition,
    moment: tuple[int, float],
    shots: tuple[_Seen, _Seen],
    canvases: tuple[Canvas, Canvas],
    wipe: NDArray[np.float32] | None,
) -> None:
    """One frame of a passage: its index, and how much is done (0 to 1, never quite either).

    The frame is painted into the first canvas; the second is for what is mixed in.
    """
    index, done = moment
    into, other = canvases
    leaving, arriving = shots
    match kind:
        case Transition.CROSSFADE | Transition.CUT | Transition.MORPH:
            leaving.paint(index, into)
            arriving.paint(index, other)
            share = ease(done)
            cv2.addWeighted(into.data, 1 - share, other.data, share, 0, dst=into.data)
        case Transition.DIP_BLACK | Transition.DIP_WHITE:
            (leaving if done < 0.5 else arriving).paint(index, into)
            level = BLACK if kind is Transition.DIP_BLACK else WHITE
            _towards(into, level, 1.0 - abs(2.0 * done - 1.0))
        case Transition.WHIP:
            _whip(leaving, arriving, index, done, into)
        case Transition.LUMA_WIPE:
            leaving.paint(index, into)
            arriving.paint(index, other)
            _wipe(into, other, wipe, done)


def _morph(
    film: _Seen,
    shots: tuple[_Seen, _Seen],
    moment: tuple[int, int],
    canvases: tuple[Canvas, Canvas],
) -> None:
    """One frame of a morph, ``moment`` of so many: its film, while the camera goes from one
    shot's window to the next's.

    Towards its ends the film gives way to the two shots' pictures themselves, so that the first
    frame follows and the last one leads on without a seam.
    """
    index, frames = moment
    into, other = canvases
    share = ease(index / max(frames - 1, 1))
    leaving, arriving = (shot.window(index) for shot in shots)
    window = Window(
        *(
            (1 - share) * now + share * then
            for now, then in zip(
                (leaving.centre_x, leaving.centre_y, leaving.scale),
                (arriving.centre_x, arriving.centre_y, arriving.scale),
                strict=True,
            )
        )
    )
    position, last = film.position(index)
    if position < 1:
        end, weight, position = shots[0], 1 - position, Fraction(1)
    elif position > last - 1:
        end, weight, position = shots[1], position - (last - 1), Fraction(last - 1)
    else:
        end, weight = None, Fraction(0)
    film.paint_through(window, into, position)
    if end is not None:
        end.paint_through(window, other)
        share = float(weight)
        cv2.addWeighted(into.data, 1 - share, other.data, share, 0, dst=into.data)


def _whip(leaving: _Seen, arriving: _Seen, index: int, done: float, into: Canvas) -> None:
    """A fast pan that leaves one shot and lands on the next, with the blur of its speed."""
    way, speed = ease(done), 6.0 * done * (1.0 - done)
    if done < 0.5:
        leaving.paint(index, into, shift=WHIP_TRAVEL * way)
    else:
        arriving.paint(index, into, shift=WHIP_TRAVEL * (way - 1.0))
    for plane in into.planes:
        reach = int(plane.shape[1] * WHIP_BLUR * speed) | 1
        cv2.blur(plane, (reach, 1), dst=plane, borderType=cv2.BORDER_REFLECT_101)


def _wipe(into: Canvas, other: Canvas, ramp: NDArray[np.float32] | None, done: float) -> None:
    """The arriving shot grows along a soft slope of light."""
    assert ramp is not None  # noqa: S101 - painted together with this passage
    edge = ease(done) * (1.0 + WIPE_SOFTNESS)
    share = np.clip((edge - ramp) / WIPE_SOFTNESS, 0.0, 1.0)
    half = cast(
        "NDArray[np.float32]",
        cv2.resize(share, (into.planes[1].shape[1], into.planes[1].shape[0])),
    )
    for index, (a, b) in enumerate(zip(into.planes, other.planes, strict=True)):
        weight = half if index else share
        a[:] = cast("Plane", cv2.blendLinear(a, b, cast("Any", 1.0 - weight), cast("Any", weight)))


def _ramp(frame: tuple[int, int]) -> NDArray[np.float32]:
    """The order in which a wipe reaches the pixels, 0 to 1: a slant with a soft, uneven front."""
    width, height = frame
    noise = np.random.default_rng(11).normal(size=(9, 16)).astype(np.float32)
    uneven = cast("NDArray[np.float32]", cv2.resize(noise, frame, interpolation=cv2.INTER_CUBIC))
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    slope = across + 0.35 * down + 0.10 * uneven
    low, high = float(slope.min()), float(slope.max())
    return np.asarray((slope - low) / (high - low), dtype=np.float32)


def _towards(frame: Canvas, level: int, share: float) -> None:
    """Pull a frame towards a grey ``level`` by ``share``."""
    for plane, goal in zip(frame.planes, (level, 128, 128), strict=True):
        cv2.addWeighted(plane, 1 - share, plane, 0.0, goal * share, dst=plane)


def _fade(frame: Canvas, left_s: float) -> None:
    """The fade at the clip's end: black is reached with the last frame."""
    if left_s < FADE_OUT_S:
        _towards(frame, BLACK, 1.0 - left_s / FADE_OUT_S)


def _veil_at(layer: Layer, frame: int) -> float:
    """How closed the layer's veil is at a frame of its shot, 0 to 1."""
    veil = layer.veil
    if veil is None or not veil.start <= frame < veil.end + veil.lift:
        return 0.0
    closing = 1.0 if veil.start == 0 else min((frame - veil.start + 1) / veil.lift, 1.0)
    lifting = min((veil.end + veil.lift - frame) / veil.lift, 1.0)
    return ease(max(min(closing, lifting), 0.0))
