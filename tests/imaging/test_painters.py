"""Several painters as one: each request goes to a free one, best to one that has its model."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing
from bot.imaging.painters import Painters
from bot.imaging.wire import Device
from tests.imaging.conftest import request, seeds
from tests.imaging.test_painter import quiet, started

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.rounds.abilities import Abilities
    from bot.domain.rounds.part import Mask
    from bot.ports.rounds import PaintedPicture, PaintRequest


class Easel:
    """A painter that paints nothing, and as long as it is told to."""

    places = 1

    def __init__(self, name: str) -> None:
        self.name = name
        self.loaded: tuple[str, ...] = ()
        self.abilities: dict[str, Abilities] = {}
        self.models: list[str] = []
        self.begun = asyncio.Event()
        self.finish = asyncio.Event()
        self.finish.set()
        self.closed = False

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """Nothing, once ``finish`` is set."""
        del on_progress, on_preview, on_stage
        self.models.append(request.recipe.preset.model)
        self.loaded = (request.recipe.preset.weights,)
        self.begun.set()
        await self.finish.wait()
        return ()

    async def find(
        self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]
    ) -> Mask:
        """Whatever the model is called."""
        del picture, words, on_stage
        self.models.append(model)
        raise ModelMissing(self.name)

    async def describe_device(self) -> Device:
        """Called by its name."""
        return Device("cuda", self.name, 0, "float32", "0", "0")

    async def aclose(self) -> None:
        """Note it."""
        self.closed = True


async def test_as_many_paint_at_a_time_as_there_are() -> None:
    """One more waits until the first is free."""
    easels = [Easel("a"), Easel("b")]
    painters = Painters(easels)
    assert painters.places == 2
    for easel in easels:
        easel.finish.clear()
    wishes = [
        asyncio.create_task(painters.paint(request(f"/{name}", *seeds("sea", 1)), quiet))
        for name in ("one", "two", "three")
    ]
    async with asyncio.timeout(10):
        await asyncio.gather(*(easel.begun.wait() for easel in easels))
        assert [easel.models for easel in easels] == [["/one"], ["/two"]]
        easels[1].finish.set()
        await asyncio.gather(*wishes[1:])
        assert easels[1].models == ["/two", "/three"]
        easels[0].finish.set()
        await wishes[0]
    await painters.aclose()
    assert all(easel.closed for easel in easels)


async def test_a_request_goes_to_whoever_has_its_model() -> None:
    """A new one to whoever has none; so models stay where they are."""
    easels = [Easel("a"), Easel("b")]
    painters = Painters(easels)
    for model in ("/one", "/two", "/two", "/one", "/two"):
        await painters.paint(request(model, *seeds("sea", 1)), quiet)
    assert {tuple(easel.models) for easel in easels} == {("/one",) * 2, ("/two",) * 3}
    assert set(painters.loaded) == {"/one", "/two"}
    assert (await painters.describe_device()).name in {"a", "b"}


async def test_what_is_looked_for_goes_to_a_free_one_too() -> None:
    """Its error comes out, and the painter is free again."""
    easels = [Easel("a"), Easel("b")]
    painters = Painters(easels)
    for _ in range(3):
        with pytest.raises(ModelMissing):
            await painters.find("/finder", Path("sea.png"), "a boat", lambda _: None)
    assert sum(len(easel.models) for easel in easels) == 3


async def test_what_is_loaded_is_what_the_free_ones_have() -> None:
    """A model on a card that is busy is no reason to go first."""
    easels = [Easel("a"), Easel("b")]
    painters = Painters(easels)
    for model in ("/one", "/two"):
        await painters.paint(request(model, *seeds("sea", 1)), quiet)
    busy = next(easel for easel in easels if easel.loaded == ("/one",))
    busy.finish.clear()
    busy.begun.clear()
    wish = asyncio.create_task(painters.paint(request("/one", *seeds("sea", 1)), quiet))
    await busy.begun.wait()
    assert painters.loaded == ("/two",)
    wish.cancel()
    await asyncio.wait({wish})
    assert set(painters.loaded) == {"/one", "/two"}


async def test_every_painter_paints_the_same(tiny_models: Path, tmp_path: Path) -> None:
    """The same seed gives the same bytes in two processes that paint side by side."""
    painters = Painters([started(tmp_path / name) for name in ("a", "b")])
    try:
        both = await asyncio.gather(
            *(painters.paint(request(tiny_models / "sd", *seeds("sea", 2)), quiet) for _ in "ab")
        )
        files = [[one.file for one in pictures] for pictures in both]
    finally:
        await painters.aclose()
    assert {file.parent.name for pictures in files for file in pictures} == {"a", "b"}
    assert [one.read_bytes() for one in files[0]] == [one.read_bytes() for one in files[1]]
