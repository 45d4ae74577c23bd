"""The board: what it shows, and its place in the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.board.shots import ShotLookup
from bot.services.board.upkeep import BoardUpkeep
from bot.services.board.views import BoardViews

if TYPE_CHECKING:
    from bot.wiring.ground import Ground, Ports


@dataclass(frozen=True, slots=True)
class BoardServices:
    """Boards as they are shown, their messages, and one shot of them looked at closely."""

    views: BoardViews
    upkeep: BoardUpkeep
    shots: ShotLookup


def build_board(ground: Ground, ports: Ports) -> BoardServices:
    """The services of this subject."""
    return BoardServices(
        views=BoardViews(ground.db, ground.files, ports.drawer),
        upkeep=BoardUpkeep(ground.db, ground.clock, ground.bell, ports.gallery),
        shots=ShotLookup(ground.db, ground.files, ports.shrinker, ground.settings.work_folder),
    )
