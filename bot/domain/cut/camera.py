"""How the camera moves over a still picture: pure geometry and the rule that chooses a move.

A move is a path of windows over the picture. The window always has the frame's shape and always
lies inside the picture. Sub-pixel smoothness is the painter's of frames to keep: the path here is
continuous, with no velocity at either end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, assert_never

if TYPE_CHECKING:
    from collections.abc import Sequence

ZOOM_PER_S: Final = 0.03
"""How much a push grows in a second at full energy: faster reads as an effect."""

SMALLEST_ZOOM: Final = 0.035
LARGEST_ZOOM: Final = 0.16
PAN_ZOOM: Final = 1.10
"""A pan looks through a window this much smaller than the picture, to have room to travel."""

PAN_PER_S: Final = 0.045
"""How far a pan travels in a second, as a share of the window."""

LONGEST_PAN: Final = 0.6
"""A pan over a picture much wider than the frame stops at this share of a window."""

PULSE_ZOOM: Final = 0.03
"""How much a pulse grows at the song's loudest beats; at its quietest a third of that."""

PULSE_RISE_S: Final = 0.14
"""A pulse begins so long before its beat, on which it is at its height."""

PULSE_FALL_S: Final = 0.45
"""And is gone so long after it, or when the next one begins."""


class Move(StrEnum):
    """What the camera does during a shot."""

    HOLD = "hold"
    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    DRIFT = "drift"
    PULSE = "pulse"


@dataclass(frozen=True, slots=True)
class Beat:
    """When one is heard, on a scale of its owner's, and how loud it is, 0 to 1."""

    at: float
    loud: float


@dataclass(frozen=True, slots=True)
class Window:
    """What part of the picture fills the frame, in the picture's pixels.

    ``centre_x``/``centre_y`` are continuous coordinates (0 is the picture's left or top edge, not
    a pixel's middle); ``scale`` is how many of the picture's pixels one pixel of the frame covers.
    """

    centre_x: float
    centre_y: float
    scale: float


@dataclass(frozen=True, slots=True)
class Path:
    """A move over a picture: ``window(t)`` for t from 0 to 1."""

    move: Move
    picture: tuple[int, int]
    frame: tuple[int, int]
    focus: tuple[float, float] = (0.5, 0.5)
    zoom: float = LARGEST_ZOOM
    travel: float = 0.2
    seconds: float = 1.0
    beats: tuple[Beat, ...] = ()
    """For a pulse: in seconds from the move's beginning."""

    def window(self, t: float) -> Window:
        """Where the camera looks at ``t``; inside the picture at every ``t``."""
        t = min(max(t, 0.0), 1.0)
        done = pulse(self.beats, t * self.seconds) if self.move is Move.PULSE else ease(t)
        zoom, along_x, along_y = _position(self.move, done, self.zoom, self.travel)
        width, height = self.picture
        frame_w, frame_h = self.frame
        scale = min(width / frame_w, height / frame_h) / zoom
        half_w, half_h = scale * frame_w / 2, scale * frame_h / 2
        span_x, span_y = _span(self.move, self.travel)
        centre_x = _anchor(self.focus[0], width, frame_w, zoom=zoom, scale=scale, reach=abs(span_x))
        centre_y = _anchor(
            self.focus[1], height, frame_h, zoom=zoom, scale=scale, reach=abs(span_y)
        )
        return Window(
            _clamp(centre_x + along_x * half_w, half_w, width - half_w),
            _clamp(centre_y + along_y * half_h, half_h, height - half_h),
            scale,
        )


def path_of(
    move: Move,
    picture: tuple[int, int],
    frame: tuple[int, int],
    *,
    seconds: float,
    energy: float = 0.5,
    focus: tuple[float, float] = (0.5, 0.5),
    beats: tuple[Beat, ...] = (),
) -> Path:
    """The path of ``move`` in a shot of ``seconds``, livelier with the song's ``energy`` (0 to 1).

    A pulse goes with the ``beats``, in seconds from its beginning; without any it holds.
    ``picture`` and ``frame`` are width and height in pixels; ``focus`` is a point of the picture
    from (0, 0), its upper left, to (1, 1), that stays in sight.
    """
    zoom = _clamp(ZOOM_PER_S * seconds * (0.5 + energy), SMALLEST_ZOOM, LARGEST_ZOOM)
    return Path(
        move,
        picture,
        frame,
        focus,
        zoom,
        _pan_travel(move, picture, frame, seconds=seconds, energy=energy),
        seconds,
        beats,
    )


def ease(t: float) -> float:
    """Smoothstep: from 0 to 1, starting and ending at rest."""
    return t * t * (3.0 - 2.0 * t)


def pulse(beats: Sequence[Beat], at_s: float) -> float:
    """How far a pulse has grown at ``at_s``, 0 to 1: at rest on each beat, and between two pulses.

    ``beats`` are in order, in seconds.
    """
    for number, beat in enumerate(beats):
        if at_s < beat.at - PULSE_RISE_S:
            return 0.0
        height = (1.0 + 2.0 * beat.loud) / 3.0
        if at_s <= beat.at:
            return height * ease(1.0 - (beat.at - at_s) / PULSE_RISE_S)
        following = beats[number + 1].at if number + 1 < len(beats) else math.inf
        fall_s = min(PULSE_FALL_S, following - PULSE_RISE_S - beat.at)
        if at_s < beat.at + fall_s:
            return height * ease(1.0 - (at_s - beat.at) / fall_s)
    return 0.0


def choose_moves(
    energies: Sequence[float], chosen: Sequence[Move | None] | None = None
) -> tuple[Move, ...]:
    """A move a shot: what was chosen, and for the rest what suits the energy and the neighbours.

    ``energies`` holds one value a shot, 0 (silence) to 1 (the song's loudest). The rule never
    takes the same move twice running, and depends on nothing but positions and energies: painting
    another picture moves no camera.
    """
    result = list(chosen) if chosen is not None else [None] * len(energies)
    if len(result) != len(energies):
        raise ValueError("one choice, or None, for each shot")
    moves: list[Move] = []
    for index, energy in enumerate(energies):
        fixed = result[index]
        if fixed is not None:
            moves.append(fixed)
            continue
        before = moves[-2:]
        after = result[index + 1] if index + 1 < len(result) else None
        options = _suitable(energy)
        turn = [options[(index + k) % len(options)] for k in range(len(options))]
        free = [move for move in turn if move not in before[-1:] and move is not after]
        fresh = [move for move in free if move not in before]
        moves.append((fresh or free)[0])
    return tuple(moves)


def _suitable(energy: float) -> tuple[Move, ...]:
    """The moves that suit an energy, calm ones for calm passages."""
    if energy < 0.3:
        return (Move.PULL_OUT, Move.DRIFT, Move.HOLD, Move.PAN_UP, Move.PUSH_IN)
    if energy < 0.7:
        return (Move.PUSH_IN, Move.PAN_RIGHT, Move.PULL_OUT, Move.PAN_LEFT, Move.DRIFT)
    return (Move.PUSH_IN, Move.PAN_LEFT, Move.PUSH_IN, Move.PAN_RIGHT, Move.PULL_OUT)


def _position(move: Move, done: float, zoom: float, travel: float) -> tuple[float, float, float]:
    """Zoom, and the way from the anchor in half windows, after the share ``done`` of the move."""
    span_x, span_y = _span(move, travel)
    swing = 2.0 * done - 1.0
    match move:
        case Move.HOLD:
            return 1.0, 0.0, 0.0
        case Move.PUSH_IN:
            return float((1.0 + zoom) ** done), 0.0, 0.0
        case Move.PULL_OUT:
            return float((1.0 + zoom) ** (1.0 - done)), 0.0, 0.0
        case Move.PAN_LEFT | Move.PAN_RIGHT | Move.PAN_UP | Move.PAN_DOWN:
            return PAN_ZOOM, span_x * swing, span_y * swing
        case Move.PULSE:
            return 1.0 + PULSE_ZOOM * done, 0.0, 0.0
        case Move.DRIFT:
            return 1.0 + LARGEST_ZOOM / 2 + zoom * done / 3, span_x * swing, span_y * swing
        case _:
            assert_never(move)


def _span(move: Move, travel: float) -> tuple[float, float]:
    """How far from its anchor a move goes on each axis, in half windows, with its direction."""
    match move:
        case Move.HOLD | Move.PUSH_IN | Move.PULL_OUT | Move.PULSE:
            return 0.0, 0.0
        case Move.PAN_LEFT:
            return -travel, 0.0
        case Move.PAN_RIGHT:
            return travel, 0.0
        case Move.PAN_UP:
            return 0.0, -travel
        case Move.PAN_DOWN:
            return 0.0, travel
        case Move.DRIFT:
            return travel, -0.6 * travel
        case _:
            assert_never(move)


def _pan_travel(
    move: Move,
    picture: tuple[int, int],
    frame: tuple[int, int],
    *,
    seconds: float,
    energy: float,
) -> float:
    """How far a pan goes from its middle, in half windows: bounded by speed and by the picture."""
    base = min(picture[0] / frame[0], picture[1] / frame[1])
    upright = move in {Move.PAN_UP, Move.PAN_DOWN}
    zoom = 1.0 + LARGEST_ZOOM / 2 if move is Move.DRIFT else PAN_ZOOM
    side, span = (picture[1], frame[1]) if upright else (picture[0], frame[0])
    room = max(side * zoom / (base * span) - 1.0, 0.0)
    if move is Move.DRIFT:
        room = min(room, zoom - 1.0)
    return min(room, PAN_PER_S * seconds * (0.6 + 0.8 * energy), LONGEST_PAN)


def _anchor(
    focus: float, side: float, frame: float, *, zoom: float, scale: float, reach: float
) -> float:
    """The middle of the move on one axis, with room for ``reach`` half windows to both sides.

    The share of the room that lies before the window is settled once, for the unzoomed window
    centred on the focus; it then holds at every zoom. A focus near an edge so never makes the
    window bump into that edge in the middle of a move.
    """
    widest = scale * zoom * frame / 2
    room = side - 2 * widest
    share = _clamp((focus * side - widest) / room, 0.0, 1.0) if room > 1.0 else focus
    half = scale * frame / 2 * (1 + reach)
    return half + share * (side - 2 * half)


def _clamp(value: float, low: float, high: float) -> float:
    """``value`` between the bounds; their middle when they cross."""
    if low > high:
        return (low + high) / 2
    return min(max(value, low), high)
