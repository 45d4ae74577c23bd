"""Looks: how a whole picture is restyled, first colour by colour, then as a finished sheet.

`tone` sees each colour before it is laid down; `finish` sees the drawn picture. `accent` marks
the colour that was asked for a subject: noir, sepia's sterner cousins, keep it as their one ink.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from training.scenes.palette import Colour, brightness, mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAGENTA: Final[Colour] = (1.0, 0.16, 0.62)
_CYAN: Final[Colour] = (0.10, 0.90, 1.0)
_VIOLET: Final[Colour] = (0.09, 0.03, 0.19)


def tone(look: str, colour: Colour, *, accent: bool) -> Colour:
    """The colour as the look lays it down."""
    grey = brightness(colour)
    if look == "neon":
        return mix(colour, _VIOLET, 0.45 if accent else 0.84)
    if look == "noir":
        if accent:
            return colour
        level = min(1.0, max(0.0, (grey - 0.5) * 1.25 + 0.45))
        return (level, level, level)
    if look == "woodcut":
        level = 0.24 + 0.72 * grey
        return colour if accent else (level, level, level)
    if look == "pastel":
        return mix(mix(colour, (grey, grey, grey), 0.15), (1.0, 0.96, 0.98), 0.55)
    if look == "watercolour":
        return mix(colour, (0.97, 0.95, 0.90), 0.30)
    return colour


def outline(look: str, colour: Colour, *, accent: bool) -> tuple[Colour, float] | None:
    """The contour a look draws around a shape of this colour: its colour and width in units."""
    if look == "neon":
        if accent:
            peak = max(*colour, 0.05)
            glow = mix((colour[0] / peak, colour[1] / peak, colour[2] / peak), (1, 1, 1), 0.12)
        else:
            glow = mix(_MAGENTA, _CYAN, 1.0 if colour[2] >= colour[0] else 0.0)
        return glow, 0.055
    if look == "woodcut":
        return (0.04, 0.04, 0.04), 0.07
    if look == "watercolour":
        return mix(mix(colour, (0.2, 0.2, 0.35), 0.45), (1, 1, 1), 0.1), 0.035
    return None


def finish(look: str, picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """The drawn sheet (height, width, 3; 0 to 1) with the look's paper, screen or lens."""
    height, width = picture.shape[:2]
    if look == "noir":
        return np.asarray(picture * _vignette(height, width, 0.75), np.float32)
    if look == "sepia":
        grey = picture @ np.array([0.299, 0.587, 0.114], np.float32)
        ramp = np.array(
            [[0.16, 0.09, 0.04], [0.62, 0.42, 0.24], [0.97, 0.89, 0.73]], dtype=np.float32
        )
        low = ramp[0] + (ramp[1] - ramp[0]) * (grey[..., None] * 2.0)
        high = ramp[1] + (ramp[2] - ramp[1]) * (grey[..., None] * 2.0 - 1.0)
        dark = np.asarray(grey[..., None] < 0.5, np.float32)
        toned = (dark * low + (1 - dark) * high) * _vignette(height, width, 0.45)
        return np.asarray(toned, np.float32)
    if look == "watercolour":
        paper = np.array([0.98, 0.97, 0.93], np.float32)
        mask, grain = _paper(height, width)
        return np.asarray(paper + (picture * grain - paper) * mask, np.float32)
    if look == "woodcut":
        grey = picture @ np.array([0.299, 0.587, 0.114], np.float32)
        vivid = np.clip((picture.max(2) - picture.min(2) - 0.25) * 6.0, 0.0, 1.0)[..., None]
        cut = np.clip((grey - _screen(height, width)) * 5.0 + 0.5, 0.0, 1.0)[..., None]
        print_ = np.array([0.07, 0.06, 0.06], np.float32) * (1 - cut) + cut * np.array(
            [0.95, 0.90, 0.78], np.float32
        )
        return np.asarray(print_ * (1 - vivid) + picture * vivid, np.float32)
    return picture


@cache
def _vignette(height: int, width: int, depth: float) -> NDArray[np.float32]:
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    far = np.clip((x * x * 0.8 + y * y * 0.6 - 0.35) * 0.9, 0.0, 1.0)
    return np.asarray(1.0 - depth * far, np.float32)[..., None]


@cache
def _screen(height: int, width: int) -> NDArray[np.float32]:
    """Thresholds of slightly waving engraved lines, 36 from top to bottom."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    lines = np.abs(((y * 36 + 0.35 * np.sin(x * 9.0)) % 1.0) * 2.0 - 1.0)
    return np.asarray(0.16 + 0.62 * lines, np.float32)


@cache
def _paper(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The painted area with its ragged white border, and the paper's grain."""
    y, x = np.mgrid[0 : 9 : height * 1j, 0 : 16 : width * 1j]
    ragged = 0.12 * np.sin(x * 2.3) + 0.10 * np.sin(y * 3.1 + 1) + 0.06 * np.sin(x * 7 + y * 5)
    edge = np.minimum(np.minimum(x, 16 - x), np.minimum(y, 9 - y)) - 0.42 + ragged
    mask = np.clip(edge * 6.0, 0.0, 1.0)[..., None]
    blots = np.sin(x * 1.1 + 0.7 * np.sin(y * 1.7)) * np.sin(y * 1.3 + 0.8 * np.sin(x * 0.9))
    grain = 1.0 + 0.07 * blots[..., None] - 0.10 * np.exp(-np.abs(edge) * 3.0)[..., None]
    return mask.astype(np.float32), grain.astype(np.float32)
