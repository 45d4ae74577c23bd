"""The service of hand-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.handoff.exports import Exports
from bot.services.handoff.making import MakingOfs
from bot.services.handoff.returns import Returns

if TYPE_CHECKING:
    from bot.services.marks.signed_copies import SignedCopies
    from bot.wiring.ground import Ground, Ports


@dataclass(frozen=True, slots=True)
class HandoffServices:
    """Packs for editors, timelines that come back, and how the clip was made."""

    exports: Exports
    returns: Returns
    makings: MakingOfs


def build_handoff(ground: Ground, ports: Ports, marks: SignedCopies) -> HandoffServices:
    """The services of this subject; ``marks`` signs the pictures that go along."""
    exports = Exports(
        ground.db,
        ground.files,
        ground.clock,
        ground.bell,
        encoder=ports.encoder,
        packer=ports.packer,
        gallery=ports.gallery,
        marking=marks,
        presets=ground.presets,
        work_folder=ground.settings.work_folder,
    )
    returns = Returns(
        ground.db, ground.files, ground.clock, packer=ports.packer, presets=ground.presets
    )
    makings = MakingOfs(
        ground.db,
        ground.files,
        packer=ports.packer,
        presets=ground.presets,
        work_folder=ground.settings.work_folder,
    )
    return HandoffServices(exports, returns, makings)
