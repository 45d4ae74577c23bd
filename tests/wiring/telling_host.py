"""The painter process with no model at all: its device is called what its command line said."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bot.imaging.host import serve
from bot.imaging.wire import Device
from tests.imaging.paper_host import PaperModels

if TYPE_CHECKING:
    from bot.imaging.host import Options

_TEN_GIB = 10 * 2**30
_NAMES = ("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS")


class TellingModels(PaperModels):
    """Paper models on a device that is called what ``options`` say."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def device(self) -> Device:
        """A device of the kind that was asked for."""
        told = [f"{name}={os.environ.get(name)}" for name in _NAMES]
        name = " ".join((str(self._options), *told))
        return Device(self._options.device, name, _TEN_GIB, "float32", "0", "0")


if __name__ == "__main__":
    serve(sys.argv[1:], TellingModels)
