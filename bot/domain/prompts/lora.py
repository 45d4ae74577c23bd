"""LoRA: small files that teach a model a look or a subject; pure.

Which there are is read from a folder by ``bot.imaging.loras``. What is kept with a style or a take
carries its title and licence along, so that it can be told when the file is long gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.prompts.prompt import Preset

MOST_WORN: Final = 4
"""As many a style can have at once."""
HEAVIEST: Final = 2.0

FAMILIES: Final[Mapping[str, str]] = {
    "StableDiffusionPipeline": "sd",
    "StableDiffusionXLPipeline": "sdxl",
    "StableDiffusion3Pipeline": "sd3",
    "FluxPipeline": "flux",
    "Flux2Pipeline": "flux2",
    "Flux2KleinPipeline": "flux2",
    "ZImagePipeline": "z-image",
    "QwenImagePipeline": "qwen-image",
    "ChromaPipeline": "chroma",
    "SanaPipeline": "sana",
}
"""Which models a LoRA can be for, by their pipeline's class: those of one family share their parts'
shape. 1.5 and 2.1 do not, which only their weights tell: the painter does."""


@dataclass(frozen=True, slots=True)
class LoraUse:
    """A LoRA as a style wears it; its ``name`` is that of its file, without the ending."""

    name: str
    weight: float
    title: str = ""
    licence: str = ""

    @property
    def told(self) -> str:
        """What it is called, and under which licence it is."""
        called = self.title or self.name
        return f"{called} ({self.licence})" if self.licence else called


@dataclass(frozen=True, slots=True)
class Lora:
    """One that can be worn; what nobody wrote down is empty."""

    name: str
    title: str
    family: str = ""
    """One of ``FAMILIES``, where that is known."""
    trigger: str = ""
    """The words by which prompts call it."""
    licence: str = ""
    weight: float = 1.0

    def worn(self, weight: float | None) -> LoraUse:
        """It, as strongly as asked, or as its owner says."""
        chosen = self.weight if weight is None else weight
        return LoraUse(self.name, chosen, self.title, self.licence)

    def fits(self, preset: Preset) -> bool:
        """Whether it may be for the preset's model; where nobody knows it may."""
        family = FAMILIES.get(preset.pipeline, "")
        return not family or not self.family or family == self.family


def changed(worn: tuple[LoraUse, ...], new: LoraUse) -> tuple[LoraUse, ...]:
    """``worn`` with ``new``, also in the place of another weight of it."""
    return (*(use for use in worn if use.name != new.name), new)
