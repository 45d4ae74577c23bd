"""The painter process: ``python -m bot.imaging``, started by ``painter`` and ended with the bot."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bot.imaging.host import serve

if TYPE_CHECKING:
    from bot.imaging.host import Options
    from bot.imaging.model import Models


def main() -> None:
    """Serve with diffusers."""
    for library in ("DIFFUSERS", "TRANSFORMERS"):
        # Their warnings are for people who write models, and would hide a crash's last words.
        os.environ.setdefault(f"{library}_VERBOSITY", "error")
    # Threads that spin while they wait for each other are three times slower as soon as ffmpeg or
    # the bot want the same cores. Read when torch is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    serve(sys.argv[1:], _models)


def _models(options: Options) -> Models:
    # Importing torch takes seconds: the host listens, and can be cancelled, before.
    from bot.imaging.loader import DiffusersModels  # noqa: PLC0415
    from bot.imaging.speed import Speed  # noqa: PLC0415

    speed = Speed(options.compiled, options.attention, options.channels_last)
    return DiffusersModels(options.device, options.dtype, speed=speed, loras=options.loras)


if __name__ == "__main__":
    main()
