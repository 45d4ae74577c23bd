"""Pictures made ready for the camera: decoded, fitted to the frame's shape, split into planes.

Runs in render workers only, never in the bot: it decodes files. It refuses to know shots, times
and ffmpeg.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from pathlib import Path

Plane = NDArray[np.uint8]

OVERSIZE: Final = 1.3
"""A picture is prepared this much larger than the frame, so that no move ever magnifies it, and
linear sampling stays sharp (measured: jitter 0.002 px; 0.007 px without)."""

LEAST_KEPT: Final = 0.27
"""A crop that would keep less of the picture than this becomes a whole picture on blur. A 16:9
picture in a 9:16 frame keeps 0.32."""

_DARK: Final = 60
"""Luma below which the steps of 8 bits are seen as bands."""
_GRAIN: Final = 0.8
_BAND_PX: Final = 8.0
"""How far bands are smoothed before the grain is laid over them."""

_DEEP: Final = 257
"""What makes 16 bits 8."""
MOST_PIXELS: Final = 100_000_000
FORMATS: Final = ("PNG", "JPEG", "WEBP")

# RGB (0 to 255) to BT.709 in video range; rows Y, U, V with their offsets.
_BT709: Final = np.array(
    [
        [0.182586, 0.614231, 0.062007, 16.0],
        [-0.100644, -0.338572, 0.439216, 128.0],
        [0.439216, -0.398942, -0.040274, 128.0],
    ],
    dtype=np.float32,
)

_TINTS: Final = (
    ((26, 22, 38), (58, 44, 86)),
    ((14, 30, 38), (26, 70, 84)),
    ((38, 20, 24), (92, 44, 52)),
    ((18, 30, 24), (44, 78, 62)),
    ((34, 28, 16), (92, 72, 40)),
    ((20, 24, 40), (46, 60, 104)),
)


class BrokenPicture(Exception):
    """The file at ``path`` cannot be read as a picture."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Prepared:
    """Three planes, 4:2:0 with chroma averaged over 2 x 2, and the focus within them.

    ``chroma_shift`` is how far right of there the chroma lies, in its own pixels.
    """

    luma: Plane
    blue: Plane
    red: Plane
    focus: tuple[float, float]
    chroma_shift: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the luma plane in pixels."""
        return self.luma.shape[1], self.luma.shape[0]


def prepare(
    path: Path, frame: tuple[int, int], *, fit: str, focus: tuple[float, float] | None
) -> Prepared:
    """The picture at ``path`` for a frame of that size.

    Raises:
        BrokenPicture: if the file is missing, is no PNG, JPEG or WebP, is damaged or too large.

    """
    rgb = decode(path)
    height, width = rgb.shape[:2]
    frame_w, frame_h = frame
    base = min(width / frame_w, height / frame_h)
    kept = base * frame_w * base * frame_h / (width * height)
    if fit == "blur" or (fit == "auto" and focus is None and kept < LEAST_KEPT):
        return on_blur(rgb, frame)
    factor = OVERSIZE / base
    size = (
        max(round(width * factor), round(frame_w * OVERSIZE)),
        max(round(height * factor), round(frame_h * OVERSIZE)),
    )
    return _planes(_resized(rgb, size), focus or (0.5, 0.5))


def card(tint: int, frame: tuple[int, int]) -> Prepared:
    """The ground of a shot without a picture: a dark slope of two colours, by the line's number."""
    width, height = round(frame[0] * OVERSIZE), round(frame[1] * OVERSIZE)
    dark, light = (np.array(colour, dtype=np.float32) for colour in _TINTS[tint % len(_TINTS)])
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    slope = 0.55 * down + 0.45 * across
    glow = np.exp(-(((across - 0.7) / 0.5) ** 2) - ((down - 0.85) / 0.6) ** 2)
    mix = (0.55 * slope + 0.45 * glow)[..., None]
    # A little grain hides the steps that 8 bits leave in a slow slope.
    grain = np.random.default_rng(tint).normal(0, 0.8, (height, width, 1)).astype(np.float32)
    rgb = np.clip(dark + (light - dark) * mix + grain, 0, 255).astype(np.uint8)
    return _planes(rgb, (0.5, 0.5))


def veiled(clear: Prepared) -> Prepared:
    """The same picture far out of focus and dark, a ground for letters."""
    width, height = clear.size

    def soft(plane: Plane) -> Plane:
        small = _array(
            cv2.resize(plane, (64, max(64 * height // width, 8)), interpolation=cv2.INTER_AREA)
        )
        small = _array(cv2.GaussianBlur(small, (0, 0), 2.2, borderType=cv2.BORDER_REPLICATE))
        size = (plane.shape[1], plane.shape[0])
        return _array(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC))

    grain = np.random.default_rng(7).normal(0, 0.9, clear.luma.shape).astype(np.float32)
    luma = 16 + (soft(clear.luma).astype(np.float32) - 16) * 0.42 + grain
    return Prepared(
        np.clip(luma, 16, 235).astype(np.uint8),
        _array(cv2.addWeighted(soft(clear.blue), 0.8, clear.blue, 0.0, 128 * 0.2)),
        _array(cv2.addWeighted(soft(clear.red), 0.8, clear.red, 0.0, 128 * 0.2)),
        clear.focus,
    )


def decode(path: Path, formats: tuple[str, ...] = FORMATS) -> Plane:
    """The picture's pixels in RGB, upright, what is transparent over black.

    Raises:
        BrokenPicture: as ``prepare`` says.
    """
    try:
        with Image.open(path, formats=formats) as image:
            if image.width * image.height > MOST_PIXELS or min(image.size) < 2:
                raise BrokenPicture(str(path), f"{image.width} x {image.height} pixels")
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I"):
                # Pillow cuts 16-bit grey off at 255, which turns all but the darkest white.
                deep = np.asarray(upright).astype(np.float32) / _DEEP
                upright = Image.fromarray(np.clip(np.rint(deep), 0, 255).astype(np.uint8))
            if upright.has_transparency_data:
                ground = Image.new("RGBA", upright.size, (0, 0, 0, 255))
                upright = Image.alpha_composite(ground, upright.convert("RGBA"))
            return np.asarray(upright.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BrokenPicture(str(path), str(error)) from error


def on_blur(rgb: Plane, frame: tuple[int, int]) -> Prepared:
    """The whole picture in the middle of a frame filled with a blurred copy of it."""
    height, width = rgb.shape[:2]
    wide, high = round(frame[0] * OVERSIZE), round(frame[1] * OVERSIZE)
    cover = max(wide / width, high / height)
    ground = _resized(rgb, (max(round(width * cover), wide), max(round(height * cover), high)))
    top, left = (ground.shape[0] - high) // 2, (ground.shape[1] - wide) // 2
    ground = ground[top : top + high, left : left + wide]
    small = _array(
        cv2.resize(ground, (max(wide // 16, 8), max(high // 16, 8)), interpolation=cv2.INTER_AREA)
    )
    small = _array(cv2.GaussianBlur(small, (0, 0), 2.5, borderType=cv2.BORDER_REPLICATE))
    canvas = _array(cv2.resize(small, (wide, high), interpolation=cv2.INTER_CUBIC))
    canvas = _array(cv2.convertScaleAbs(canvas, alpha=0.55))
    contain = min(wide / width, high / height)
    inner = _resized(rgb, (min(round(width * contain), wide), min(round(height * contain), high)))
    top, left = (high - inner.shape[0]) // 2, (wide - inner.shape[1]) // 2
    canvas[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return _planes(canvas, (0.5, 0.5))


def _resized(rgb: Plane, size: tuple[int, int]) -> Plane:
    shrinking = size[0] < rgb.shape[1]
    way = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return _array(cv2.resize(rgb, size, interpolation=way))


def _planes(rgb: Plane, focus: tuple[float, float]) -> Prepared:
    even = rgb[: rgb.shape[0] // 2 * 2, : rgb.shape[1] // 2 * 2]
    yuv = _array(cv2.transform(even, _BT709))
    luma = _dithered(yuv[..., 0])
    half = (even.shape[1] // 2, even.shape[0] // 2)
    chroma = _array(cv2.resize(yuv, half, interpolation=cv2.INTER_AREA))
    return Prepared(
        luma,
        np.ascontiguousarray(chroma[..., 1]),
        np.ascontiguousarray(chroma[..., 2]),
        focus,
    )


def _dithered(luma: Plane) -> Plane:
    """The luma with grain where it is dark: there slopes would stand in bands."""
    if not (luma < _DARK).any():
        return np.ascontiguousarray(luma)
    smooth = np.empty(luma.shape, np.float32)
    cv2.GaussianBlur(luma.astype(np.float32), (0, 0), _BAND_PX, dst=smooth)
    # Only where the blur changes less than a step is it a slope, no detail.
    slope = np.abs(smooth - luma) < 1.0
    grain = np.random.default_rng(11).normal(0, _GRAIN, luma.shape).astype(np.float32)
    mixed = np.where(slope & (luma < _DARK), smooth + grain, luma)
    return np.clip(np.rint(mixed), 16, 235).astype(np.uint8)


def _array(value: Any) -> Plane:
    """OpenCV's stubs speak of matrices of any kind; ours are bytes."""
    return cast("Plane", value)
