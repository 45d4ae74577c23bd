"""The painter process: ``python -m bot.imaging``, started by ``painter`` and ended with the bot."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bot.imaging.host import Host, quiet_channel

if TYPE_CHECKING:
    from bot.imaging.model import Models


def main() -> None:
    """Answer on the real standard output what comes in on standard input."""
    channel = quiet_channel()
    for library in ("DIFFUSERS", "TRANSFORMERS"):
        # Their warnings are for people who write models, and would hide a crash's last words.
        os.environ.setdefault(f"{library}_VERBOSITY", "error")
    Host(_models, sys.stdin.buffer, channel).run(sys.argv[1:])


def _models() -> Models:
    # Importing torch takes seconds: the host listens, and can be cancelled, before.
    from bot.imaging.loading import DiffusersModels  # noqa: PLC0415

    return DiffusersModels()


if __name__ == "__main__":
    main()
