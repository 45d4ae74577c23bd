"""Finding a part of a picture by words: CLIPSeg, which is small and reads any words, coarsely.

It is loaded for a question and let go after it: it is asked seldom, and the device is the painting
model's. Another finder is another function of the same shape.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from PIL import Image, ImageFilter

from bot.domain.errors import ModelMissing
from bot.domain.rounds.part import Mask, grid
from bot.imaging.folders import is_folder
from bot.imaging.parts import EDGE

if TYPE_CHECKING:
    from collections.abc import Callable

# Typed as they are, each of their names would need a cast of its own.
transformers: Any = import_module("transformers")
hub: Any = import_module("huggingface_hub")

_SIDE: Final = 352
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""As its pictures were prepared in training: preprocessor_config.json of clipseg-rd64-refined."""
_LEAST: Final = 0.2
"""Where it is nowhere surer than this it has found nothing."""
_HALF: Final = 0.5
"""Of its greatest certainty: what is above belongs to the part."""
_GROWN: Final = 5
"""Cells of the grid, one way, by which what it finds is too small at its edges; odd."""
_FILES: Final = ("*.json", "*.txt", "model*.safetensors")


def find(model: str, picture: Path, words: str, on_stage: Callable[[str], None]) -> Mask:
    """Where ``words`` are in ``picture``; a mask of nothing where they are not.

    Raises:
        ModelMissing: the model cannot be loaded.
    """
    network, tokenizer = _loaded(model, on_stage)
    with Image.open(picture) as file:
        image = file.convert("RGB")
    small = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC), dtype=np.float32)
    levels = (small / 255 - np.array(_MEAN)) / np.array(_SPREAD)
    pixels = torch.tensor(levels.transpose(2, 0, 1)[None], dtype=torch.float32)
    with torch.inference_mode():
        # A question longer than it reads is cut: its first words say what is looked for.
        read: Any = tokenizer([words], return_tensors="pt", truncation=True)
        found: Any = network(pixel_values=pixels, **read).logits.sigmoid()
    return _mask(found.reshape(found.shape[-2:]).float().numpy(), image.size)


def _mask(certainty: Any, size: tuple[int, int]) -> Mask:
    cells = grid(*size)
    most = float(certainty.max())
    part = certainty > _HALF * most if most > _LEAST else np.zeros_like(certainty, dtype=bool)
    image = Image.fromarray(part.astype(np.uint8) * 255).resize(cells, Image.Resampling.BILINEAR)
    grown = image.filter(ImageFilter.MaxFilter(_GROWN)).point(EDGE)
    return Mask(*cells, grown.convert("1", dither=Image.Dither.NONE).tobytes())


def _loaded(model: str, on_stage: Callable[[str], None]) -> tuple[Any, Any]:
    try:
        folder = model
        if not is_folder(model):
            on_stage("downloading 0")
            folder = hub.snapshot_download(model, allow_patterns=list(_FILES))
        on_stage("loading 0")
        network = transformers.CLIPSegForImageSegmentation.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
        )
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:
        name = Path(model).name if is_folder(model) else model
        said = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelMissing(
            f"{name}, which finds parts by words, cannot be loaded: {said}"
        ) from error
    return network.eval(), tokenizer
