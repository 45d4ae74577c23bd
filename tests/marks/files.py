"""Small files to mark: a clip with sound, as ffmpeg makes it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]

if TYPE_CHECKING:
    from pathlib import Path


def clip_file(path: Path, seconds: float = 1.0) -> Path:
    """A clip of so many seconds."""
    args = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"]
    args += ["-f", "lavfi", "-i", f"testsrc=d={seconds}:s=128x72:r=24"]
    args += ["-f", "lavfi", "-i", f"sine=d={seconds}", "-pix_fmt", "yuv420p"]
    subprocess.run([*args, "-movflags", "+faststart", str(path)], check=True, timeout=60)
    return path
