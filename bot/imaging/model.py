"""A loaded model as the painting sees it, so that the painting need not know diffusers.

``loading`` has the real thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

    from PIL.Image import Image

    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.abilities import Abilities
    from bot.domain.rounds.drift import Drift
    from bot.domain.rounds.part import Mask
    from bot.domain.rounds.recipe import Recipe
    from bot.imaging.wire import Device
    from bot.ports.rounds import PaintItem


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures painted in one go; the fields mean what they mean in ``PaintRequest``."""

    items: Sequence[PaintItem]
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture as the model gave it; ``withheld`` when its safety checker blacked it out."""

    image: Image
    withheld: bool
    noise: tuple[Drift, ...] = ()
    """The path of its noise, when that was not its seed's alone."""
    frames: Any = None
    """Of a film: an array (frames, height, width, 3) of levels; ``image`` is the first."""


class DeviceGone(Exception):  # it is what happened
    """The accelerator or its driver failed: nothing more can be painted in this process."""


class Model(Protocol):
    """A text-to-image model in memory."""

    @property
    def hash(self) -> str:
        """The first ten hexadecimal digits of the SHA-256 of its denoiser's weights."""
        ...

    @property
    def sampler(self) -> str:
        """The sampler's name as other tools spell it ("Euler a")."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What it reads and gives."""
        ...

    @property
    def prepares(self) -> bool:
        """Whether its first painting takes minutes longer than others, as nothing was drawn yet."""
        ...

    def kind(self, item: PaintItem, recipe: Recipe) -> Hashable:
        """A value that is the same for items that may share a batch without harm to each other."""
        ...

    def draw(
        self,
        batch: Batch,
        on_step: Callable[[float], None],
        on_glimpse: Callable[[int, Image], None],
    ) -> list[Drawn]:
        """One picture an item, in order; ``on_step`` gets the share of the steps done, 0..1.

        ``on_glimpse`` gets an item's place and a small picture of what is becoming of it, for items
        that are ``watched``, now and then where the model can show it. An exception raised by
        ``on_step`` stops the drawing and comes out unchanged.

        Raises:
            OutOfMemory: this batch does not fit into the device's memory.
            PainterError: the model cannot paint what was asked.
            DeviceGone: the process has to end.
        """
        ...

    def save_memory(self) -> bool:
        """Trade speed for memory; False when nothing is left to trade."""
        ...

    def use_memory(self) -> bool:
        """Trade back what ``save_memory`` traded last; False when there is nothing to trade."""
        ...

    def cut(self, prompt: str) -> str | None:
        """The end of ``prompt`` that the model has no room to read; None when it reads it all."""
        ...

    def unknown_words(self, prompt: str) -> tuple[str, ...]:
        """The words the model is known not to understand; empty for models that cannot tell."""
        ...


class Models(Protocol):
    """Where loaded models come from."""

    def get(self, preset: Preset, on_stage: Callable[[str], None] = lambda _: None) -> Model:
        """The preset's model, from its folder, file or hub repository.

        ``on_stage`` may be called, in another thread, while it is fetched and loaded.

        Raises:
            ModelMissing: it is absent, incomplete or not a text-to-image model.
            OutOfMemory: it does not fit into memory at all.
        """
        ...

    def find(self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]) -> Mask:
        """Where ``words`` are in ``picture``, as the finder in ``model`` sees it.

        Raises:
            ModelMissing: it cannot be loaded.
        """
        ...

    @property
    def loaded(self) -> tuple[str, ...]:
        """The models in memory, by their presets' ``weights``."""
        ...

    def spare(self, preset: Preset) -> bool:
        """Drop all models from memory but the preset's; False when there is no other."""
        ...

    def peak_bytes(self) -> int:
        """The most memory taken so far: the device's own, or the process's where it has none."""
        ...

    def device(self) -> Device:
        """What models run on here."""
        ...
