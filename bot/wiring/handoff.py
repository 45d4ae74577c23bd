"""The service of hand-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.handoff.exports import Exports

if TYPE_CHECKING:
    from bot.services.marks.signed_copies import SignedCopies
    from bot.wiring.ground import Ground, Ports


def build_handoff(ground: Ground, ports: Ports, marks: SignedCopies) -> Exports:
    """The service of this subject; ``marks`` signs the pictures that go along."""
    return Exports(
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
