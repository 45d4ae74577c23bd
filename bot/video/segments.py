"""Segments and orders: what a render worker is told to paint, as data that travels as JSON.

A segment is the body of one shot, or the passage between two. This module knows neither how it was
planned nor how it is painted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction  # noqa: TC003 - the codec reads the annotations
from typing import Final

import msgspec

from bot.domain.cut.camera import Beat  # noqa: TC001 - the codec reads the annotations
from bot.domain.cut.source import Reel  # noqa: TC001 - the codec reads the annotations

FADE_OUT_S: Final = 1.0
"""How long the clip's end takes to become black."""


@dataclass(frozen=True, slots=True)
class Veil:
    """From frame ``start`` up to ``end`` of its shot, a picture is blurred and dark.

    It takes ``lift`` frames to close and to lift; a veil from the first frame is closed at once.
    """

    start: int
    end: int
    lift: int


@dataclass(frozen=True, slots=True)
class Layer:
    """One shot as a segment sees it: a still, film or card, and how far its camera has come.

    A film has a ``reel``; what it shows is counted from the first frame in which the shot is seen.

    ``first`` is the segment's first frame counted from the first frame in which the shot is seen
    (passages included), ``frames`` how many the shot is seen for in all.
    """

    path: str | None
    digest: str
    tint: int
    fit: str
    focus: tuple[float, float] | None
    move: str
    energy: float
    first: int
    frames: int
    veil: Veil | None
    reel: Reel | None = None
    beats: tuple[Beat, ...] = ()
    """For a pulse: in frames from the first one in which the shot is seen."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames ``start`` up to ``start + frames`` of the clip: one layer, or two and a passage.

    A morph has a third layer: the film that leads from the first one's picture to the second's.

    ``ending`` is how many frames the clip still has at the segment's first frame, when the fade
    at its end touches the segment.
    """

    start: int
    frames: int
    layers: tuple[Layer, ...]
    passage: str | None
    ending: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """Segments to render, one straight after the other: ``args`` runs ffmpeg in ``folder``.

    ``letters`` are what is drawn over them, in ASS; ``script`` is the file there that holds them.
    """

    segments: tuple[Segment, ...]
    letters: str
    width_px: int
    height_px: int
    rate: Fraction
    args: list[str]
    folder: str
    script: str | None

    def to_json(self) -> str:
        """The order as one line of text."""
        return msgspec.json.encode(self, enc_hook=str).decode()

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that ``to_json`` wrote."""
        return msgspec.json.decode(text, type=cls, dec_hook=lambda kind, told: kind(told))
