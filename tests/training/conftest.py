"""The real weights through the real loader, once for all tests of the model."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from diffusers.pipelines.auto_pipeline import AutoPipelineForText2Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

STEPS = 8


@pytest.fixture(scope="session")
def pipeline() -> Any:
    """The bundled model as any diffusers folder is loaded."""
    loader: Any = AutoPipelineForText2Image
    folder = files("bot.imaging.sketch").joinpath("model")
    loaded: Any = loader.from_pretrained(str(folder))
    loaded.set_progress_bar_config(disable=True)
    return loaded


@pytest.fixture
def paint(pipeline: Any) -> Callable[..., NDArray[np.float32]]:
    """Paint one take: shape (288, 512, 3), from 0 to 1."""

    def painted(
        prompt: str, *, seed: int = 1, guidance: float = 3.5, negative: str = ""
    ) -> NDArray[np.float32]:
        images = pipeline(
            prompt,
            negative_prompt=negative,
            width=512,
            height=288,
            num_inference_steps=STEPS,
            guidance_scale=guidance,
            generator=torch.Generator("cpu").manual_seed(seed),
            output_type="np",
        ).images
        return np.asarray(images[0], np.float32)

    return painted
