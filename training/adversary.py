"""A critic that tells decoded squares from drawn ones, so that the decoder learns crisp edges.

Absolute errors alone are smallest where a picture is blurred: wherever the latents leave an edge's
place open. The critic sees squares of about 46 pixels, knows nothing of words, and is thrown
away after training.
"""

from __future__ import annotations

from typing import Any, Final

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import parametrizations

from training.seams import advance, gradient, length

WEIGHT: Final = 0.25
"""How strongly the critic pulls at the decoder's last layer, against all errors together (1)."""
_FEATURES: Final = 0.05
_ALIKE_AFTER: Final = 300
"""Steps over which its word comes to count: before, it knows nothing yet."""


class Critic:
    """The critic, its optimiser, and how strongly its word counts at this step."""

    def __init__(self, device: str) -> None:
        layers: Any = nn.ModuleList(
            [
                _halving(3, 32),
                _halving(32, 64),
                _halving(64, 128),
                parametrizations.spectral_norm(nn.Conv2d(128, 128, 3, padding=1)),
                parametrizations.spectral_norm(nn.Conv2d(128, 1, 3, padding=1)),
            ]
        )
        self._layers = layers.to(device).to(memory_format=torch.channels_last)
        self._optimiser = torch.optim.AdamW(
            self._layers.parameters(), lr=3e-4, betas=(0.5, 0.98), weight_decay=0.0, foreach=True
        )
        self._device = device
        self._balance = 0.05
        self._steps = 0

    def blame(
        self, seen: torch.Tensor, meant: torch.Tensor, error: torch.Tensor, last: nn.Parameter
    ) -> torch.Tensor:
        """What the critic adds to the decoder's `error`; `last` is the last layer's weight.

        Of `seen`, the first len(meant) pictures are decoded from the latents of `meant`; what
        follows was painted and has no original. Its features are compared where there is one.
        """
        self._layers.requires_grad_(requires_grad=False)
        with torch.autocast(self._device, torch.bfloat16):
            score, features = self._look(seen)
            with torch.no_grad():
                _, right = self._look(meant)
        self._layers.requires_grad_(requires_grad=True)
        adverse = -score.float().mean()
        if self._steps % 10 == 0:  # as in VQGAN (Esser et al. 2021), with a running mean
            ratio = length(gradient(error, last)) / (length(gradient(adverse, last)) + 1e-6)
            self._balance = 0.9 * self._balance + 0.1 * float(ratio.clamp(0.0, 1.0))
        unlike = torch.stack(
            [
                (a[: len(meant)].float() - b.float()).abs().mean() / b.float().abs().mean()
                for a, b in zip(features, right, strict=True)
            ]
        ).mean()
        counts = min(1.0, self._steps / _ALIKE_AFTER)
        return counts * (WEIGHT * self._balance * adverse + _FEATURES * unlike)

    def learn(self, seen: torch.Tensor, meant: torch.Tensor) -> None:
        """Take one step toward telling the decoded pictures from the drawn ones (hinge loss)."""
        with torch.autocast(self._device, torch.bfloat16):
            score, _ = self._look(torch.cat([meant, seen.detach()]))
        drawn, decoded = score[: len(meant)].float(), score[len(meant) :].float()
        wrong = functional.relu(1 - drawn).mean() + functional.relu(1 + decoded).mean()
        torch.autograd.backward(wrong)
        advance(self._optimiser)
        self._optimiser.zero_grad(set_to_none=True)
        self._steps += 1

    def _look(self, pictures: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """A score for each square, and what was seen on the way."""
        x = pictures.contiguous(memory_format=torch.channels_last)
        features: list[torch.Tensor] = []
        *inner, last = self._layers
        for layer in inner:
            x = functional.leaky_relu(layer(x), 0.2)
            features.append(x)
        return last(x), features


def _halving(given: int, kept: int) -> nn.Module:
    layer: nn.Module = parametrizations.spectral_norm(nn.Conv2d(given, kept, 4, 2, 1))
    return layer
