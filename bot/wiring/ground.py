"""What every subject stands on, and the ports it may ask for: built first, handed to all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.services.ground.bell import Bell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.prompts.lora import Lora
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.abilities import Abilities
    from bot.ports.board import SheetDrawer
    from bot.ports.clock import Clock
    from bot.ports.cut import Encoder
    from bot.ports.handoff import Packer
    from bot.ports.lyrics import LyricsReader
    from bot.ports.marks import Classifier, Marker
    from bot.ports.posts import Gallery, Shrinker
    from bot.ports.rounds import Intake, Painter
    from bot.ports.song import Measure
    from bot.settings import Settings
    from bot.wiring.painting import Advice
    from storage.database.database import Database
    from storage.files.files import Files


@dataclass(frozen=True, slots=True)
class Ground:
    """Settings, presets, rows, files, time, and the bell that wakes loops."""

    settings: Settings
    presets: Mapping[str, Preset]
    db: Database
    files: Files
    clock: Clock
    bell: Bell = field(default_factory=Bell)

    @property
    def pictures(self) -> Mapping[str, Preset]:
        """The presets that a style can have: those whose models paint pictures."""
        return {name: preset for name, preset in self.presets.items() if preset.film is None}


@dataclass(frozen=True, slots=True)
class Ports:
    """What is slow or foreign: the real things, or fakes."""

    painter: Painter
    encoder: Encoder
    gallery: Gallery
    marker: Marker
    packer: Packer
    classifier: Classifier
    shrinker: Shrinker
    drawer: SheetDrawer
    measure: Measure
    reader: LyricsReader
    intake: Intake
    abilities: Callable[[Preset], Abilities | None] = lambda _: None
    """What a preset's model can do, where that is known."""
    advice: Advice | None = None
    """What is practical on the device that is painted on."""
    loras: Callable[[], Mapping[str, Lora]] = dict
    """The LoRA that there are, by name; it looks at the disk."""
