"""A painter that needs no model: each seed gives a small PNG of its own colour, at once."""

from __future__ import annotations

import asyncio
import io
import shutil
from typing import TYPE_CHECKING

from PIL import Image

from bot.ports.rounds import PaintedPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.domain.errors import PainterError
    from bot.domain.rounds.abilities import Wish as Unread
    from bot.domain.rounds.part import Mask
    from bot.ports.rounds import PaintRequest
    from tests.fakes.clock import FakeClock


class FakePainter:
    """The port ``Painter``.

    ``failing`` holds errors that the next calls raise, one each. After ``hold()`` a painting waits
    at half its way, or at ``stage``, until ``release()``; ``holding`` is set while one does. With
    ``clock`` set, each take lets ``takes_s`` seconds pass, and ``crowded_s`` for each other one
    beside it. A preview of each watched item comes at half the way. While ``stuck`` a request's
    first file cannot be removed. ``found`` is what it finds by any words.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.requests: list[PaintRequest] = []
        self.failing: list[PainterError] = []
        self.holding = asyncio.Event()
        self.takes_s = 0.0
        self.crowded_s = 0.0
        self.stuck = False
        self.clock: FakeClock | None = None
        self.stage: str | None = None
        self.ignored: tuple[Unread, ...] = ()
        self.loaded: tuple[str, ...] = ()
        self.places = 1
        self.found: Mask | None = None
        self.looked_for: list[str] = []
        self._go_on = asyncio.Event()
        self._go_on.set()

    def hold(self) -> None:
        """Make paintings wait at half their way."""
        self._go_on.clear()

    def release(self) -> None:
        """Let waiting paintings go on."""
        self._go_on.set()

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """Draw the pictures."""
        self.requests.append(request)
        self.loaded = (request.recipe.preset.weights,)
        if self.failing:
            raise self.failing.pop(0)
        if on_stage is not None and self.stage is not None:
            on_stage(self.stage)
        else:
            on_progress(0.5)
        for place, item in enumerate(request.items):
            if item.watched and on_preview is not None:
                on_preview(place, _preview(item.seed))
        if not self._go_on.is_set():
            self.holding.set()
            await self._go_on.wait()
            self.holding.clear()
        if self.clock is not None:
            count = len(request.items)
            await self.clock.advance(count * (self.takes_s + self.crowded_s * (count - 1)))
        self._folder.mkdir(parents=True, exist_ok=True)
        pictures: list[PaintedPicture] = []
        for number, item in enumerate(request.items):
            file = self._folder / f"{len(self.requests)}-{number}.png"
            if self.stuck and number == 0:
                file.mkdir()
                pictures.append(PaintedPicture(item.seed, file, 1, 1))
                continue
            seed = item.seed
            size = request.recipe.width_px, request.recipe.height_px
            Image.new("RGB", size, _colour(seed)).save(file)
            frames = _frames(file, request.recipe.frames)
            pictures.append(PaintedPicture(seed, file, *size, ignored=self.ignored, frames=frames))
        on_progress(1.0)
        return pictures

    async def find(
        self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]
    ) -> Mask:
        """What the test says that is found."""
        assert model
        assert picture.suffix == ".png"
        on_stage("loading 0")
        self.looked_for.append(words)
        if self.failing:
            raise self.failing.pop(0)
        assert self.found is not None
        return self.found


def _frames(file: Path, count: int | None) -> tuple[Path, ...]:
    """As many files as a film has frames, the first of which is there."""
    others = [file.with_stem(f"{file.stem}-{number}") for number in range(2, (count or 0) + 1)]
    for other in others:
        shutil.copy(file, other)
    return (file, *others) if count else ()


def _colour(seed: int) -> tuple[int, int, int]:
    return seed * 37 % 256, seed * 91 % 256, seed * 53 % 256


def _preview(seed: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (32, 18), _colour(seed)).save(file, "JPEG")
    return file.getvalue()
