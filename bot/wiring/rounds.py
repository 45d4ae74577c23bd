"""The services of rounds: asked for, performed with the painter, previewed, looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.rounds.brought import BroughtTakes
from bot.services.rounds.lookup import RoundLookup
from bot.services.rounds.performer import RoundPerformer
from bot.services.rounds.previews import Previews
from bot.services.rounds.requests import RoundRequests

if TYPE_CHECKING:
    from bot.ports.rounds import Intake, Painter
    from bot.services.marks.looking import HeldPictures
    from bot.wiring.ground import Ground


@dataclass(frozen=True, slots=True)
class RoundServices:
    """Requests for rounds, their performer, previews, lookup by id, and what people bring."""

    requests: RoundRequests
    performer: RoundPerformer
    previews: Previews
    lookup: RoundLookup
    brought: BroughtTakes


def build_rounds(
    ground: Ground, painter: Painter, intake: Intake, looking: HeldPictures
) -> RoundServices:
    """The services of this subject."""
    settings = ground.settings
    previews = Previews(wanted=settings.painter_previews)
    return RoundServices(
        requests=RoundRequests(
            ground.db,
            ground.clock,
            ground.bell,
            waiting_limit=settings.waiting_rounds_max,
            takes_max=settings.takes_max,
        ),
        performer=RoundPerformer(
            ground.db,
            ground.files,
            ground.clock,
            painter,
            ground.presets,
            previews=previews,
            looking=looking,
            most_takes=settings.painter_batch_takes,
        ),
        previews=previews,
        lookup=RoundLookup(ground.db, ground.files),
        brought=BroughtTakes(
            ground.db,
            ground.files,
            ground.clock,
            ground.bell,
            intake=intake,
            work_folder=settings.work_folder,
        ),
    )
