"""The real painter process on a device where memory runs out beyond two pictures at once.

The pipelines are real; only their call raises what torch's allocator would raise. A prompt that
begins with ``monstrous`` never fits.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

import torch

from bot.imaging.host import serve
from bot.imaging.loader import DiffusersModels
from bot.imaging.opening import open_pipeline

if TYPE_CHECKING:
    from bot.imaging.folders import ModelFolder
    from bot.imaging.host import Options

MOST = 2


def open_stingy(folder: ModelFolder, dtype: torch.dtype, quantise: str = "") -> Any:
    """The folder's pipeline, with the limit put in front of its call."""
    pipeline = open_pipeline(folder, dtype, quantise)
    kind: Any = pipeline.__class__

    @functools.wraps(kind.__call__)
    def limited(self: Any, *, prompt: list[str], **more: Any) -> Any:
        if len(prompt) > MOST or prompt[0].startswith("monstrous"):
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return kind.__call__(self, prompt=prompt, **more)

    pipeline.__class__ = type(kind.__name__, (kind,), {"__call__": limited})
    return pipeline


def _models(options: Options) -> DiffusersModels:
    return DiffusersModels(options.device, options.dtype, opener=open_stingy)


if __name__ == "__main__":
    serve(sys.argv[1:], _models)
