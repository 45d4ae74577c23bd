"""How a round is painted: all that decides its pixels but each take's own words, seed and start.

The one list of these settings. The request to the painter, what may share a batch, the names of
cached files and what a picture says of itself are all made from it, so a setting that is added here
counts in each of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.plain import to_plain
from bot.domain.prompts.lora import LoraUse  # noqa: TC001 - as above
from bot.domain.prompts.prompt import Preset  # noqa: TC001 - the codec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Mapping


class RecipeSettings(Protocol):
    """What people set of a recipe; None leaves it to the preset."""

    @property
    def width_px(self) -> int | None:
        """Pixels across."""
        ...

    @property
    def height_px(self) -> int | None:
        """Pixels down."""
        ...

    @property
    def steps(self) -> int | None:
        """Steps of the sampler."""
        ...

    @property
    def guidance(self) -> float | None:
        """How closely the words are followed."""
        ...

    @property
    def loras(self) -> tuple[LoraUse, ...]:
        """What the model wears."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Equal recipes may be painted in one go.

    ``strength`` (above 0, at most 1) is how far a variation may move away from the picture it
    starts from; None is a painting from words alone, or a film that holds on to its picture.
    """

    preset: Preset
    width_px: int
    height_px: int
    steps: int
    guidance: float
    strength: float | None = None
    frames: int | None = None
    """Of a film, at ``rate`` a second; None of a picture."""
    rate: int | None = None
    loras: tuple[LoraUse, ...] = ()

    @classmethod
    def of(cls, preset: Preset, chosen: RecipeSettings, strength: float | None = None) -> Recipe:
        """What was ``chosen``, and the rest from ``preset``."""
        return cls(
            preset=preset,
            width_px=chosen.width_px or preset.width_px,
            height_px=chosen.height_px or preset.height_px,
            steps=chosen.steps or preset.steps,
            guidance=preset.guidance if chosen.guidance is None else chosen.guidance,
            strength=strength,
            loras=chosen.loras,
        )

    @classmethod
    def of_film(
        cls, preset: Preset, size_px: tuple[int, int], frames: int, strength: float | None = None
    ) -> Recipe:
        """A film of so many frames from a picture of that size on.

        Raises:
            ValueError: the preset paints pictures.
        """
        if preset.film is None:
            raise ValueError(f"{preset.name} paints no films")
        width_px, height_px = preset.shaped(*size_px)
        return cls(
            preset=preset,
            width_px=width_px,
            height_px=height_px,
            steps=preset.steps,
            guidance=preset.guidance,
            strength=strength,
            frames=frames,
            rate=preset.film.rate,
        )

    @property
    def settings(self) -> Mapping[str, object]:
        """All but the preset, as plain values by name: what a picture tells of its painting."""
        values = to_plain(self)
        return {
            name: values[name]
            for name in values
            if name != "preset" and values[name] is not None and values[name] != []
        }

    @property
    def key(self) -> str:
        """64 hexadecimal digits that are the same for equal recipes only."""
        text = json.dumps(to_plain(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
