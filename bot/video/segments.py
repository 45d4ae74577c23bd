"""Segments and orders: what a render worker is told to paint, as data that travels as JSON.

A segment is the body of one shot, or the passage between two. This module knows neither how it was
planned nor how it is painted.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final, cast

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
    """One shot as a segment sees it: a picture or card, and how far its camera has come.

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


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames ``start`` up to ``start + frames`` of the clip: one layer, or two and a passage.

    ``ending`` is how many frames the clip still has at the segment's first frame, when the fade
    at its end touches the segment.
    """

    start: int
    frames: int
    layers: tuple[Layer, ...]
    passage: str | None
    ending: int | None

    def to_json(self) -> str:
        """The segment as one line of text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Segment:
        """The segment that ``to_json`` wrote."""
        told = cast("dict[str, Any]", json.loads(text))
        layers: list[Layer] = []
        for layer in told.pop("layers"):
            veil, focus = layer.pop("veil"), layer.pop("focus")
            layers.append(
                Layer(
                    **layer,
                    veil=Veil(**veil) if veil else None,
                    focus=(focus[0], focus[1]) if focus else None,
                )
            )
        return cls(**told, layers=tuple(layers))


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
        return json.dumps(
            {
                "segments": [segment.to_json() for segment in self.segments],
                "letters": self.letters,
                "width_px": self.width_px,
                "height_px": self.height_px,
                "rate": str(self.rate),
                "args": self.args,
                "folder": self.folder,
                "script": self.script,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Order:
        """The order that ``to_json`` wrote."""
        told = json.loads(text)
        return cls(
            segments=tuple(Segment.from_json(one) for one in told["segments"]),
            letters=told["letters"],
            width_px=told["width_px"],
            height_px=told["height_px"],
            rate=Fraction(told["rate"]),
            args=told["args"],
            folder=told["folder"],
            script=told["script"],
        )
