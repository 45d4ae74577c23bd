"""Text encoders that read each distinct prompt once.

A round is one prompt four times over, and its variations are the same prompt again, while a text
encoder may be larger than the denoiser. So what a text encoder makes of a row of tokens is kept.
Each row is read alone: what becomes of it then depends on nothing that happens to be read beside
it. Kept in main memory, the least lately used go first. It knows nothing of pipelines' calls.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

MOST_BYTES: Final = 512 * 1024 * 1024
"""One prompt of a large language model, every layer of it, is about 70 MB."""

_NOT_KEPT: Final = frozenset({"logits", "past_key_values", "attentions", "cross_attentions"})
"""Large, and read by no pipeline that paints."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of tokens as an encoder is asked for it; equal ones have an equal ``key``."""

    key: tuple[Any, ...]
    tensors: Mapping[Any, Any] = field(compare=False)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be alike of two rows, so that something lies between their answers."""
        return (*self.key[:2], *(tuple(one.shape) for one in self.tensors.values()))


class ReadOnce:
    """What the text encoders of one pipeline made of rows of tokens."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[Any, ...], tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._encoders: dict[str, tuple[Any, Callable[..., Any]]] = {}
        self._heard: list[Row] | None = None
        self._partners: dict[tuple[Any, ...], Row] = {}
        self._shares: Sequence[float] = ()
        self.read = 0
        """Rows that an encoder read."""

    def watch(self, pipeline: Any) -> None:
        """Stand before every text encoder of ``pipeline``, offloading hooks and all.

        To be called again after hooks were set, which otherwise move an encoder that is not needed.
        """
        for name, part in pipeline.components.items():
            if "text_encoder" in name and isinstance(part, torch.nn.Module):
                module: Any = part
                if getattr(module.forward, "reads_once", None) is not self:
                    module.forward = self._forward(name, module.forward)

    def unwatch(self, pipeline: Any) -> None:
        """Step aside, for those who set hooks or adapters on the encoders themselves."""
        for name, part in pipeline.components.items():
            if "text_encoder" in name and getattr(
                getattr(part, "forward", None), "reads_once", None
            ):
                part.forward = part.forward.behind

    @contextmanager
    def overheard(self) -> Generator[list[Row]]:
        """The rows of tokens that are asked for within the block, in order."""
        heard: list[Row] = []
        self._heard = heard
        try:
            yield heard
        finally:
            self._heard = None

    @contextmanager
    def mixed(
        self, first: Sequence[Row], second: Sequence[Row], shares: Sequence[float]
    ) -> Generator[None]:
        """Within the block, rows of one prompt are answered with some of the other's answer.

        ``first`` and ``second`` are what was overheard of the two prompts; the ``shares`` (0..1)
        are those of a call's rows of either prompt, in order. Both are of one shape, row by row.
        """
        pairs = [(one, other) for one, other in zip(first, second, strict=True) if one != other]
        self._partners = {one.key: other for one, other in pairs} | {
            other.key: one for one, other in pairs
        }
        self._shares = shares
        try:
            yield
        finally:
            self._partners, self._shares = {}, ()

    def forget(self) -> None:
        """Keep nothing: the encoders' weights were changed."""
        self._kept.clear()
        self._bytes = 0

    def _forward(self, name: str, behind: Callable[..., Any]) -> Callable[..., Any]:
        def forward(*args: Any, **kwargs: Any) -> Any:
            given: dict[Any, Any] = dict(enumerate(args)) | kwargs
            tensors = {key: one for key, one in given.items() if isinstance(one, torch.Tensor)}
            rows = {len(one) for one in tensors.values() if one.dim()}
            if len(rows) != 1 or any(one.dim() != 2 for one in tensors.values()):
                return behind(*args, **kwargs)  # more than tokens and their masks
            rest = repr(sorted((str(key), one) for key, one in given.items() if key not in tensors))
            device = next(iter(tensors.values())).device

            def answer(asked: Row) -> Any:
                own = asked.tensors
                return self._answer(
                    asked.key,
                    lambda: behind(
                        *(own.get(at, one) for at, one in enumerate(args)),
                        **{key: own.get(key, one) for key, one in kwargs.items()},
                    ),
                    device,
                )

            answers: list[Any] = []
            shares = itertools.cycle(self._shares)
            for number in range(rows.pop()):
                own = {key: one[number : number + 1] for key, one in tensors.items()}
                row = Row(
                    (name, rest, *((str(key), *_bytes(one)) for key, one in own.items())), own
                )
                if self._heard is not None:
                    self._heard.append(row)
                partner = self._partners.get(row.key)
                said = answer(row)
                if partner is not None:
                    said = _between(said, answer(partner), next(shares))
                answers.append(said)
            return _joined(answers)

        wrapper: Any = forward
        wrapper.reads_once, wrapper.behind = self, behind
        return forward

    def _answer(self, key: tuple[Any, ...], read: Callable[[], Any], device: Any) -> Any:
        if key in self._kept:
            self._kept.move_to_end(key)
            return _moved(self._kept[key][0], device)
        self.read += 1
        answer = _bared(read())
        size = sum(one.numel() * one.element_size() for one in _tensors(answer))
        if size <= self._most_bytes:
            self._kept[key] = _moved(answer, torch.device("cpu")), size
            self._bytes += size
            while self._bytes > self._most_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]
        return answer


def _bytes(row: Any) -> tuple[Any, ...]:
    return str(row.dtype), tuple(row.shape), row.cpu().contiguous().numpy().tobytes()


def _bared(answer: Any) -> Any:
    """``answer`` without what nobody reads."""
    if not isinstance(answer, dict):
        return answer
    found = cast("Mapping[str, Any]", answer)
    kind = cast("Any", type(found))
    return kind(**{key: one for key, one in found.items() if key not in _NOT_KEPT})


def _mapped(change: Callable[[Any], Any], answer: Any) -> Any:
    if isinstance(answer, torch.Tensor):
        return change(answer)
    if isinstance(answer, dict):
        found = cast("Mapping[str, Any]", answer)
        kind = cast("Any", type(found))
        return kind(**{key: _mapped(change, one) for key, one in found.items()})
    if isinstance(answer, (tuple, list)):
        return tuple(_mapped(change, one) for one in cast("Iterable[Any]", answer))
    return answer


def _between(answer: Any, other: Any, share: float) -> Any:
    """``share`` of the way on the straight line from one answer to the other."""
    others = iter(_tensors(other))

    def lerp(tensor: Any) -> Any:
        end = next(others)
        return torch.lerp(tensor, end, share) if tensor.is_floating_point() else tensor

    return _mapped(lerp, answer)


def _moved(answer: Any, device: Any) -> Any:
    return _mapped(lambda tensor: tensor.to(device), answer)


def _tensors(answer: Any) -> list[Any]:
    found: list[Any] = []
    _mapped(found.append, answer)
    return found


def _joined(answers: list[Any]) -> Any:
    """The rows' answers as one, in order."""
    if len(answers) == 1:
        return answers[0]
    places = [iter(_tensors(answer)) for answer in answers]
    return _mapped(lambda _: torch.cat([next(place) for place in places]), answers[0])
