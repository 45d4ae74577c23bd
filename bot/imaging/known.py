"""What a preset's model can do, before it was ever loaded and without torch.

``abilities.json`` lists it by the pipeline's class, as ``tools.abilities`` read it from diffusers;
a model that has painted says it more exactly itself.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.errors import ModelMissing
from bot.domain.plain import from_plain
from bot.domain.rounds.abilities import Abilities
from bot.imaging.on_disk import pipeline_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.prompts.prompt import Preset

LIST: Final = Path(__file__).with_name("abilities.json")


class KnownAbilities:
    """Abilities by preset; ``painted`` are those of models that have painted, by ``weights``."""

    def __init__(self, painted: Mapping[str, Abilities]) -> None:
        self._painted = painted

    def of(self, preset: Preset) -> Abilities | None:
        """What the preset's model can do; None where nobody knows yet."""
        return self._painted.get(preset.weights) or _by_class().get(_pipeline(preset))


@cache
def _by_class() -> dict[str, Abilities]:
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    return {name: from_plain(Abilities, entry) for name, entry in listed.items()}


@cache
def _pipeline(preset: Preset) -> str:
    try:
        return pipeline_of(preset)
    except ModelMissing:
        return ""
