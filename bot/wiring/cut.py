"""The services of the cut: its look, and renders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.cut.edit import Codec
from bot.services.cut.looks import Looks
from bot.services.cut.morphs import Morphs
from bot.services.cut.notes import Notes
from bot.services.cut.renders import Renders
from bot.services.cut.stills import Stills
from bot.wiring.marks import stamp_bytes

if TYPE_CHECKING:
    from bot.ports.cut import Encoder
    from bot.ports.posts import Gallery
    from bot.ports.rounds import Painter
    from bot.wiring.ground import Ground


@dataclass(frozen=True, slots=True)
class CutServices:
    """How the clip and its shots look, the files made of it, and what people note on them."""

    looks: Looks
    notes: Notes
    stills: Stills
    renders: Renders


def build_cut(ground: Ground, encoder: Encoder, gallery: Gallery, painter: Painter) -> CutServices:
    """The services of this subject; ``gallery`` says how large a posted file may be."""
    return CutServices(
        looks=Looks(ground.db, ground.clock),
        notes=Notes(ground.db, ground.clock, ground.bell),
        stills=Stills(
            ground.db,
            ground.files,
            ground.clock,
            encoder=encoder,
            presets=ground.presets,
            work_folder=ground.settings.work_folder,
        ),
        renders=Renders(
            ground.db,
            ground.files,
            ground.clock,
            ground.bell,
            encoder=encoder,
            morphs=Morphs(
                ground.db,
                ground.files,
                ground.clock,
                painter=painter,
                encoder=encoder,
                presets=ground.presets,
                work_folder=ground.settings.work_folder,
            ),
            gallery=gallery,
            presets=ground.presets,
            work_folder=ground.settings.work_folder,
            codec=Codec(ground.settings.render_encoder),
            stamp_bytes=stamp_bytes(ground.settings),
        ),
    )
