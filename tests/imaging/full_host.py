"""The real painter process on a disk without room: nothing it writes may be a kilobyte long."""

from __future__ import annotations

import resource
import sys
from typing import TYPE_CHECKING

from bot.imaging.host import serve
from bot.imaging.loader import DiffusersModels

if TYPE_CHECKING:
    from bot.imaging.host import Options


def _models(options: Options) -> DiffusersModels:
    return DiffusersModels(options.device, options.dtype)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    serve(sys.argv[1:], _models)
