"""Calls into torch and its relatives whose types are only half known, given whole ones once."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, cast

import torch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from numpy.typing import NDArray

_torch: Any = torch
_safetensors: Any = importlib.import_module("safetensors.torch")
_tiny: Any = importlib.import_module("diffusers.models.autoencoders.autoencoder_tiny")


def as_tensor(array: NDArray[np.generic]) -> torch.Tensor:
    """A tensor that shares the array's memory."""
    return cast("torch.Tensor", _torch.from_numpy(array))


def seed_all(seed: int) -> None:
    """Fix torch's own chance."""
    _torch.manual_seed(seed)


def compiled(module: torch.nn.Module) -> Any:
    """The module compiled to run faster with the same weights."""
    return _torch.compile(module)


def lerp_all(means: list[torch.Tensor], values: list[torch.Tensor], amount: float) -> None:
    """Move each of the means toward its value, in place and in one call."""
    _torch._foreach_lerp_(means, values, amount)  # the one fast way over hundreds of tensors


def solve(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """The solution of a system of linear equations."""
    return cast("torch.Tensor", _torch.linalg.solve(left, right))


def length(of: torch.Tensor) -> torch.Tensor:
    """The Euclidean norm over all entries."""
    return cast("torch.Tensor", _torch.linalg.vector_norm(of))


def gradient(of: torch.Tensor, by: torch.Tensor) -> torch.Tensor:
    """The derivative; the graph is kept for what follows."""
    found: torch.Tensor = _torch.autograd.grad(of, by, retain_graph=True)[0]
    return found


def advance(optimiser: torch.optim.Optimizer) -> None:
    """Take the optimiser's step."""
    untyped: Any = optimiser
    untyped.step()


def save_tensors(tensors: Mapping[str, torch.Tensor], path: Path) -> None:
    """Write a safetensors file."""
    _safetensors.save_file(dict(tensors), path)


def load_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Read a safetensors file."""
    return cast("dict[str, torch.Tensor]", _safetensors.load_file(path))


def load_autoencoder(folder: Path) -> AutoencoderTiny:
    """The autoencoder stored in a diffusers folder."""
    return cast("AutoencoderTiny", _tiny.AutoencoderTiny.from_pretrained(folder))


def save_model(model: object, folder: Path) -> None:
    """Write a model of diffusers as its folder."""
    untyped: Any = model
    untyped.cpu().save_pretrained(folder, safe_serialization=True)
