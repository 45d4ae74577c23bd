"""A graphics card that is not there: parts have declared sizes, and moving them may fail.

Everything is computed on the processor; what is counted is who is "on the card", which diffusers'
own hooks decide. Torch takes the card for a real one: what it is told to do on ``cuda`` is done
here.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

import torch
from torch.overrides import TorchFunctionMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CARD: Final = torch.device("cuda", 0)
HOME: Final = torch.device("cpu")


class Card:
    """Room for ``budget`` bytes, of which each row that a part works on takes ``work``.

    The next move of the part named ``broken`` fails, however much room there is. What is free is
    not told unless ``known``.
    """

    def __init__(
        self, budget: int, work: Mapping[str, int] | None = None, *, known: bool = True
    ) -> None:
        self.budget = budget
        self.known = known
        self.there: dict[str, int] = {}
        self.most = 0
        self.broken: str | None = None
        self._work = work or {}

    def free_bytes(self) -> int | None:
        """What is left."""
        return self._left() if self.known else None

    def total_bytes(self) -> int:
        """All there is."""
        return self.budget

    def hold(self, pipeline: Any, sizes: Mapping[str, int]) -> None:
        """Count the parts of ``pipeline``, which declare ``sizes``."""
        for name, size in sizes.items():
            self._hold(getattr(pipeline, name), name, size)
            self._let_work(getattr(pipeline, name), name)

    def _left(self) -> int:
        return self.budget - sum(self.there.values())

    def _take(self, name: str, size: int) -> None:
        if self.broken == name or size > self._left():
            self.broken = None
            raise torch.OutOfMemoryError(f"CUDA out of memory: {name} needs {size}")
        self.there[name] = size
        self.most = max(self.most, sum(self.there.values()))

    def _hold(self, part: Any, name: str, size: int) -> None:
        move, real = part.to, part.parameters

        def to(*args: Any, **kwargs: Any) -> Any:
            given = (*args, *kwargs.values())
            places = [torch.device(one) for one in given if isinstance(one, (str, torch.device))]
            if not places:
                return move(*args, **kwargs)  # to other numbers, or another order
            if places[0].type == HOME.type:
                self.there.pop(name, None)
            elif name not in self.there:
                self._take(name, size)
            return part

        def parameters(*args: Any, **kwargs: Any) -> Iterator[Any]:
            first = next(real())
            # diffusers' hooks ask the first one where the part is.
            yield SimpleNamespace(
                device=CARD if name in self.there else HOME,
                dtype=first.dtype,
                is_floating_point=lambda: True,
                dim=first.dim,
            )
            yield from real(*args, **kwargs)

        def moved(_: Any, *args: Any, **kwargs: Any) -> Any:
            return to(*args, **kwargs)

        def told(_: Any, *args: Any, **kwargs: Any) -> Any:
            return parameters(*args, **kwargs)

        # On a class of its own: accelerate takes a ``to`` of the part's own for one of its hooks.
        kind = cast("type[Any]", part.__class__)
        own: dict[str, Any] = {"declared_bytes": size, "to": moved, "parameters": told}
        part.__class__ = type(kind.__name__, (kind,), own)

    def _let_work(self, part: Any, name: str) -> None:
        inner = "decoder" if hasattr(part, "decoder") else None
        worker = part if inner is None else part.decoder
        forward = worker.forward

        def working(sample: Any, *args: Any, **kwargs: Any) -> Any:
            self._take(f"{name} at work", self._work.get(name, 0) * len(sample))
            del self.there[f"{name} at work"]
            return forward(sample, *args, **kwargs)

        worker.forward = working


class Pretence(TorchFunctionMode):
    """Within it, what is told to torch to do on a card is done on the processor."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        del types
        if func is torch.device:
            return func(*args, **(kwargs or {}))
        given: dict[str, Any] = kwargs or {}
        return func(*map(_here, args), **{name: _here(value) for name, value in given.items()})


def _here(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(CARD.type):
        return HOME
    return HOME if isinstance(value, torch.device) and value.type == CARD.type else value
