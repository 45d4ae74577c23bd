"""About which colours latents stand for, learnt from pictures that were decoded.

Where parts are moved off the device while others work, the autoencoder is not at hand between two
steps. A cell's colour is nearly a linear function of its numbers, and least squares over the cells
of the first pictures find it, without asking anybody for weights.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from PIL import Image

# Typed as it is, each of its names would need a cast of its own.
torch: Any = import_module("torch")

_ENOUGH: Final = 4
"""Pictures, after which nothing more is learnt."""
_SLACK: Final = 1e-3


class Colours:
    """Those of one model's latents."""

    def __init__(self) -> None:
        self._pictures = 0
        self._cells: Any = 0.0
        self._colours: Any = 0.0

    @property
    def known(self) -> bool:
        """Whether anything was learnt yet."""
        return self._pictures > 0

    def learn(self, latents: Any, pictures: Any) -> None:
        """Note that ``latents``, as the autoencoder wants them, were decoded into ``pictures``.

        Shapes: (batch, channels, height, width), or with a film's frames before the
        height; pictures have three channels from -1 to 1.
        """
        if self._pictures >= _ENOUGH:
            return
        latents, pictures = _flat(latents), _flat(pictures)
        small = torch.nn.functional.adaptive_avg_pool2d(pictures.float(), latents.shape[-2:])
        cells, colours = _rows(latents, one=True), _rows(small, one=False)
        self._cells = self._cells + cells.T @ cells
        self._colours = self._colours + cells.T @ colours
        self._pictures += len(latents)

    def shown(self, latents: Any, long_side_px: int) -> Image.Image:
        """About what ``latents`` of one picture would be decoded into."""
        latents = _flat(latents)
        slack = _SLACK * self._cells.diagonal().mean() * torch.eye(len(self._cells))
        table = torch.linalg.solve(self._cells + slack, self._colours)
        colours = (_rows(latents, one=True) @ table).clamp(-1, 1).add(1).mul(127.5)
        height, width = latents.shape[-2:]
        pixels = colours.round().to(torch.uint8).reshape(height, width, 3)
        scale = long_side_px / max(width, height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        return Image.fromarray(pixels.numpy()).resize(size, Image.Resampling.BICUBIC)


def _flat(tensor: Any) -> Any:
    """Of a film the beginning, which in latents and pictures alike is one frame's alone."""
    return tensor[:, :, 0] if tensor.ndim == 5 else tensor


def _rows(tensor: Any, *, one: bool) -> Any:
    """A row for each cell, with a 1 at its end if wanted."""
    rows = tensor.detach().float().cpu().movedim(1, -1).reshape(-1, tensor.shape[1])
    return torch.cat([rows, torch.ones(len(rows), 1)], dim=1) if one else rows
