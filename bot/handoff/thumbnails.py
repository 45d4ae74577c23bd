"""Small copies of pictures for the making-of: JPEG bytes, or nothing where one cannot be read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from pathlib import Path

_MOST_PIXELS: Final = 100_000_000


def opened(path: Path, size: tuple[int, int]) -> Image.Image | None:
    """The picture cut to ``size`` around its middle; None where it is gone or broken."""
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            return ImageOps.fit(picture.convert("RGB"), size)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def jpeg(path: Path, size: tuple[int, int]) -> bytes | None:
    """The same as a JPEG."""
    picture = opened(path, size)
    if picture is None:
        return None
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=72)
    return out.getvalue()
