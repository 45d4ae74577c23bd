"""The noise that pictures begin as: from a seed, or on a path from one seed's to others'.

Every pipeline draws its noise from the generator it is given, each in a shape of its own. A path is
therefore followed where noise is drawn, which works for any of them: where torch is asked for
random numbers from a generator that stands for a path, the mixture comes back.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.rounds.drift import Drift

untyped: Any = torch


def generator(seed: int) -> torch.Generator:
    """Random numbers of ``seed``: on the CPU they are the same for every device."""
    return torch.Generator("cpu").manual_seed(seed)


def slerp(start: Any, end: Any, share: float) -> Any:
    """The noise ``share`` of the way (0..1) along the arc from ``start`` to ``end``.

    On a straight line there would be less of it in the middle, which models paint as mud. Both ends
    come back exactly. The angle is that between whole tensors.
    """
    if share <= 0.0:
        return start
    if share >= 1.0:
        return end
    one, other = start.double().flatten(), end.double().flatten()
    cosine = torch.dot(one, other) / (one.norm() * other.norm())
    angle = torch.acos(cosine.clamp(-1.0, 1.0))
    if float(torch.sin(angle)) < 1e-6:
        return start
    mixed = (
        torch.sin((1 - share) * angle) * start.double() + torch.sin(share * angle) * end.double()
    ) / torch.sin(angle)
    return mixed.to(start.dtype)


class Paths:
    """The generators of one painting: ``paths`` by an item's place, for items that have one."""

    def __init__(self, seeds: Sequence[int], paths: Mapping[int, Sequence[Drift]]) -> None:
        self.generators = [generator(seed) for seed in seeds]
        self._along = {
            id(self.generators[place]): [(generator(leg.seed), leg.share) for leg in path]
            for place, path in paths.items()
            if path
        }

    def followed(self) -> AbstractContextManager[Any]:
        """Within it, noise drawn from the generators is that of their paths."""
        return _Followed(self._along) if self._along else nullcontext()


class _Followed(TorchFunctionMode):
    def __init__(self, along: Mapping[int, Sequence[tuple[torch.Generator, float]]]) -> None:
        super().__init__()
        self._along = along

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        legs = self._along.get(id(kwargs.get("generator"))) if func is untyped.randn else None
        if legs is None:
            return func(*args, **kwargs)
        noise: Any = None
        for drawing, share in legs:
            drawn = func(*args, **{**kwargs, "generator": drawing})
            noise = drawn if noise is None else slerp(noise, drawn, share)
        return noise
