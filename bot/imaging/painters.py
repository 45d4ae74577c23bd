"""Several painter processes as one: a request goes to a free one, the one that has its model first.

Each has a card of its own, or a part of the processor.
"""

from __future__ import annotations

import asyncio
from collections import ChainMap
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from bot.ports.rounds import Painter

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
    from pathlib import Path

    from bot.domain.rounds.abilities import Abilities
    from bot.domain.rounds.part import Mask
    from bot.imaging.wire import Device
    from bot.ports.rounds import PaintedPicture, PaintRequest


class OnePainter(Painter, Protocol):
    """A painter that paints one request after the other, and can be asked and closed."""

    abilities: dict[str, Abilities]

    async def describe_device(self) -> Device:
        """What it paints on."""
        ...

    async def aclose(self) -> None:
        """End it."""
        ...


class Painters:
    """The port ``Painter`` by one or more ``painters``."""

    def __init__(self, painters: Sequence[OnePainter]) -> None:
        self._painters = tuple(painters)
        self._idle = list(self._painters)
        self._free = asyncio.Semaphore(len(self._painters))

    @property
    def places(self) -> int:
        """How many requests are painted at the same time."""
        return len(self._painters)

    @property
    def loaded(self) -> Sequence[str]:
        """The models in memory of those who are free; of all where nobody is."""
        asked = self._idle or self._painters
        return tuple({model for painter in asked for model in painter.loaded})

    @property
    def abilities(self) -> Mapping[str, Abilities]:
        """What the models can do that have painted, by their presets' ``weights``."""
        return ChainMap(*(painter.abilities for painter in self._painters))

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """Paint as the port promises, as soon as somebody is free."""
        async with self._free_one(request.recipe.preset.weights) as painter:
            return await painter.paint(request, on_progress, on_preview, on_stage)

    async def find(
        self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]
    ) -> Mask:
        """Look as the port promises, as soon as somebody is free."""
        async with self._free_one(model) as painter:
            return await painter.find(model, picture, words, on_stage)

    @asynccontextmanager
    async def _free_one(self, model: str) -> AsyncGenerator[OnePainter]:
        """One that does nothing else meanwhile; best one that has ``model``, or no other."""
        async with self._free:
            painter = min(self._idle, key=lambda one: (model not in one.loaded, len(one.loaded)))
            self._idle.remove(painter)
            try:
                yield painter
            finally:
                self._idle.append(painter)

    async def describe_device(self) -> Device:
        """What the first one paints on: the others have the like.

        Raises:
            PainterDied, PainterError: as it says.
        """
        return await self._painters[0].describe_device()

    async def describe_devices(self) -> Sequence[Device]:
        """What each of them paints on.

        Raises:
            PainterDied, PainterError: as one of them says.
        """
        return await asyncio.gather(*(painter.describe_device() for painter in self._painters))

    async def aclose(self) -> None:
        """End them all; what they were painting is given up."""
        await asyncio.gather(*(painter.aclose() for painter in self._painters))
