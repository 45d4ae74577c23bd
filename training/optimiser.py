"""How the sketch model's weights are moved: Muon for matrices, AdamW for the rest.

Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/) takes the momentum's nearest
orthogonal matrix as its step, which learns from markedly fewer pictures than AdamW; that is what
counts where a picture costs a fiftieth of a second and hours are few. Convolutions count as
matrices of (out, in x height x width).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import torch

from training.seams import advance, length

if TYPE_CHECKING:
    from collections.abc import Iterable

_NS: Final = (3.4445, -4.7750, 2.0315)
"""Coefficients of the quintic Newton-Schulz iteration, from the page above."""


class Optimiser:
    """Both optimisers behind one step; `progress` from 0 to 1 sets the learning rate."""

    def __init__(
        self,
        named: Iterable[tuple[str, torch.nn.Parameter]],
        *,
        muon_lr: float,
        adam_lr: float,
        adam_only: tuple[str, ...] = (),
        warmup: float = 0.02,
        weight_decay: float = 0.01,
    ) -> None:
        self._muon_lr, self._adam_lr, self._warmup = muon_lr, adam_lr, warmup
        self._decay = weight_decay
        self._matrices: list[torch.nn.Parameter] = []
        rest: list[torch.nn.Parameter] = []
        for name, one in named:
            inner = one.ndim >= 2 and not any(part in name for part in adam_only)
            (self._matrices if inner else rest).append(one)
        self._momenta = [torch.zeros_like(one) for one in self._matrices]
        self._adam = torch.optim.AdamW(
            rest, lr=adam_lr, betas=(0.9, 0.98), weight_decay=0.0, foreach=True
        )

    def step(self, progress: float) -> None:
        """Move the weights along their gradients and forget these."""
        rate = self._rate(progress)
        for group in self._adam.param_groups:
            group["lr"] = self._adam_lr * rate
        advance(self._adam)
        self._adam.zero_grad(set_to_none=True)
        with torch.no_grad():
            for one, momentum in zip(self._matrices, self._momenta, strict=True):
                if one.grad is None:
                    continue
                momentum.mul_(0.95).add_(one.grad, alpha=0.05)
                ahead = one.grad.mul(0.05).add_(momentum, alpha=0.95)
                update = _orthogonal(ahead.reshape(len(one), -1))
                rows, columns = update.shape
                scale = 0.2 * math.sqrt(max(rows, columns))
                lr = self._muon_lr * rate
                one.mul_(1.0 - lr * self._decay)
                one.add_(update.reshape(one.shape).to(one.dtype), alpha=-lr * scale)
                one.grad = None

    def _rate(self, progress: float) -> float:
        """Linear warm-up, then level, then a linear fall over the last 40 %."""
        rise = min(1.0, (progress + 1e-4) / self._warmup)
        return rise * min(1.0, max(0.02, (1.0 - progress) / 0.4))

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"momenta": self._momenta, "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint's `state`."""
        for own, stored in zip(self._momenta, state["momenta"], strict=True):
            own.copy_(stored)
        self._adam.load_state_dict(state["adam"])


def _orthogonal(matrix: torch.Tensor) -> torch.Tensor:
    """The nearest semi-orthogonal matrix, roughly (five Newton-Schulz steps)."""
    a, b, c = _NS
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = (x / (length(x) + 1e-7)).to(torch.bfloat16)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    nearest: torch.Tensor = (x.T if tall else x).to(torch.float32)
    return nearest
