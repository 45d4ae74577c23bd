"""The child process that makes smaller copies of pictures: less quality first, then less size.

python -m bot.imaging.copies LIMIT_BYTES FOLDER PICTURE...    writes FOLDER/0.webp, 1.webp, ...

It knows Pillow and nothing of painting. WebP, because at the same size it keeps more of a picture
than JPEG, and every Discord client shows it.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.processes.disk import FULL_STATUS, is_full
from bot.processes.errands import confine

if TYPE_CHECKING:
    from PIL import Image

COPY_SUFFIX: Final = ".webp"
_QUALITIES: Final = (92, 85, 75, 65)
_SCALE: Final = 0.8
"""Where the least quality is not enough, each further try has this share of the width."""
LEAST_PX: Final = 128
"""A shorter side below this is not worth a look."""


def smaller(picture: Path, limit_bytes: int) -> bytes:
    """``picture`` as WebP of at most ``limit_bytes``, as good as that allows.

    Raises:
        ValueError: it would have to be smaller than ``LEAST_PX``.
        OSError: it is no picture, or it is broken.
    """
    from PIL import Image  # noqa: PLC0415 - the bot's side needs the suffix alone

    with Image.open(picture) as opened:
        whole = opened.convert("RGB") if opened.mode[0] != "I" else _shallow(opened)
    scale = 1.0
    shown = whole
    while True:
        for quality in _QUALITIES if scale == 1 else _QUALITIES[-2:]:
            encoded = io.BytesIO()
            shown.save(encoded, "WEBP", quality=quality, method=4)
            if encoded.tell() <= limit_bytes:
                return encoded.getvalue()
        scale *= _SCALE
        size = (round(whole.width * scale), round(whole.height * scale))
        if min(size) < LEAST_PX:
            raise ValueError(f"{picture.name} cannot be shown in {limit_bytes} bytes")
        shown = whole.resize(size, Image.Resampling.LANCZOS)


def _shallow(deep: Image.Image) -> Image.Image:
    """16-bit grey in 8 bits; Pillow's own way cuts it off, which turns most of it white."""
    whole = deep.convert("I")
    return whole.point([round(value / 257) for value in range(65_536)], "L").convert("RGB")


def main() -> int:
    """Copy what the command line names; 1 where one cannot be copied, another for want of room."""
    confine()
    limit_bytes, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(sys.argv[3:]):
        try:
            copy = smaller(Path(picture), limit_bytes)
        except (OSError, ValueError) as error:
            sys.stderr.write(f"{error}\n")
            return 1
        try:
            (folder / f"{number}{COPY_SUFFIX}").write_bytes(copy)
        except OSError as error:
            if not is_full(error):
                raise
            return FULL_STATUS
    return 0


if __name__ == "__main__":
    sys.exit(main())
