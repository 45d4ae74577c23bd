"""A painter process whose model needs no torch: what it does is written in the prompt.

``python -m tests.imaging.paper_host`` starts in a moment and serves like the real one.

- ``slow``: a step takes 10 ms, so that a test can come in between
- ``hang``: the first step never ends
- ``crash``: the process aborts as on a segmentation fault
- ``gone``: the device's driver fails
- ``shout``: the model prints on standard output
- ``bug``: the model raises what nobody expects
- ``large N``: no more than N pictures fit at once, any number when memory is saved;
  ``large never``: not even one, ever
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from PIL import Image

from bot.domain.errors import ModelMissing, OutOfMemory
from bot.domain.rounds.abilities import Abilities, Guidance, Variation
from bot.domain.rounds.part import Area, Mask, boxed
from bot.imaging.host import serve
from bot.imaging.model import Batch, DeviceGone, Drawn, Model
from bot.imaging.wire import Device

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.recipe import Recipe
    from bot.imaging.host import Options
    from bot.ports.rounds import PaintItem


class PaperModel:
    """One plain colour a picture, from its seed; the first pixel's blue is the batch's size."""

    hash = "0123456789"
    sampler = "Euler"
    prepares = False
    abilities = Abilities(
        pipeline="Paper",
        variation=Variation.STRENGTH,
        negative=True,
        guidance=Guidance.CFG,
    )

    def __init__(self) -> None:
        self.saving = False
        self.batches: list[int] = []

    def kind(self, item: PaintItem, recipe: Recipe) -> str:
        """Prompts that begin with ``only`` stay among themselves."""
        del recipe
        return item.prompt if item.prompt.startswith("only") else ""

    def draw(
        self,
        batch: Batch,
        on_step: Callable[[float], None],
        on_glimpse: Callable[[int, Image.Image], None],
    ) -> list[Drawn]:
        """Behave as the first item's prompt says, then give the pictures."""
        self.batches.append(len(batch.items))
        match batch.items[0].prompt.split():
            case ["hang"]:
                threading.Event().wait()
            case ["crash"]:
                os.kill(os.getpid(), signal.SIGSEGV)
            case ["gone"]:
                raise DeviceGone("the driver said goodbye")
            case ["shout"]:
                os.write(1, b"printed by a library\n")
            case ["bug"]:
                raise ZeroDivisionError("nobody thought of this")
            case ["large", "never"]:
                raise OutOfMemory("too large a picture", weights_bytes=7, device_bytes=5)
            case ["large", most] if len(batch.items) > int(most) and not self.saving:
                raise OutOfMemory("too large a batch")
            case words:
                pause_s = 0.01 if "slow" in words else 0.0
                for step in range(batch.recipe.steps):
                    on_step(step / batch.recipe.steps)
                    _glimpse(batch, on_glimpse)
                    threading.Event().wait(pause_s)
        size = batch.recipe.width_px, batch.recipe.height_px
        pictures: list[Drawn] = []
        for item in batch.items:
            image = Image.new("RGB", size, (item.seed % 256, 100, 100))
            image.putpixel((0, 0), (item.seed % 256, 100, len(batch.items)))
            pictures.append(Drawn(image, withheld="forbidden" in item.prompt))
        return pictures

    def save_memory(self) -> bool:
        """Once."""
        saving, self.saving = self.saving, True
        return not saving

    def use_memory(self) -> bool:
        """What was saved, again."""
        saving, self.saving = self.saving, False
        return saving

    def cut(self, prompt: str) -> str | None:
        """What stands behind a bar."""
        return prompt.partition("|")[2].strip() or None

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        """Words with an x."""
        return tuple(word for word in prompt.split() if "x" in word)


class PaperModels:
    """Every model is paper, save those that are missing."""

    loaded = ()

    def spare(self, preset: Preset) -> bool:
        """There is never another."""
        del preset
        return False

    def get(self, preset: Preset, on_stage: Callable[[str], None] = lambda _: None) -> Model:
        """A fresh model each time."""
        on_stage("loading 50")
        if preset.model.endswith("missing"):
            raise ModelMissing(f"{preset.model} does not exist")
        return PaperModel()

    def find(self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]) -> Mask:
        """The left half, whatever is asked for."""
        del model, words
        on_stage("loading 0")
        with Image.open(picture) as image:
            return boxed(Area.LEFT, *image.size)

    def peak_bytes(self) -> int:
        """A mebibyte."""
        return 1024 * 1024

    def device(self) -> Device:
        """Paper."""
        return Device("cpu", "paper", 0, "float32", "0", "0")


def _glimpse(batch: Batch, on_glimpse: Callable[[int, Image.Image], None]) -> None:
    for place, item in enumerate(batch.items):
        if item.watched:
            on_glimpse(place, Image.new("RGB", (16, 9), (item.seed, 0, 0)))


def _models(_: Options) -> PaperModels:
    return PaperModels()


if __name__ == "__main__":
    serve(sys.argv[1:], _models)
