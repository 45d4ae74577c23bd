"""The services of rounds: asked for, performed with the painter, previewed, looked up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.imaging.presets import located
from bot.services.rounds.brought import BroughtTakes
from bot.services.rounds.filming import FilmKeeper
from bot.services.rounds.films import Films
from bot.services.rounds.lookup import RoundLookup
from bot.services.rounds.parts import Parts
from bot.services.rounds.performer import RoundPerformer
from bot.services.rounds.previews import Previews
from bot.services.rounds.requests import RoundRequests

if TYPE_CHECKING:
    from bot.services.marks.looking import HeldPictures
    from bot.services.prompts.guard import Guard
    from bot.wiring.ground import Ground, Ports


@dataclass(frozen=True, slots=True)
class RoundServices:
    """Requests for rounds, their performer, previews, lookup by id, parts, what people bring."""

    requests: RoundRequests
    performer: RoundPerformer
    previews: Previews
    lookup: RoundLookup
    brought: BroughtTakes
    parts: Parts
    films: Films


def build_rounds(
    ground: Ground, ports: Ports, looking: HeldPictures, guard: Guard
) -> RoundServices:
    """The services of this subject."""
    settings = ground.settings
    finder = settings.finder_model and located(settings.finder_model, Path.cwd())
    previews = Previews(wanted=settings.painter_previews)
    requests = RoundRequests(
        ground.db,
        ground.clock,
        ground.bell,
        waiting_limit=settings.waiting_rounds_max,
        takes_max=settings.takes_max,
    )
    return RoundServices(
        requests=requests,
        performer=RoundPerformer(
            ground.db,
            ground.files,
            ground.clock,
            ports.painter,
            ground.presets,
            previews=previews,
            films=FilmKeeper(ground.files, ports.encoder, settings.work_folder),
            looking=looking,
            most_takes=settings.painter_batch_takes,
            finder=finder,
        ),
        previews=previews,
        lookup=RoundLookup(ground.db, ground.files),
        brought=BroughtTakes(
            ground.db,
            ground.files,
            ground.clock,
            ground.bell,
            intake=ports.intake,
            work_folder=settings.work_folder,
        ),
        parts=Parts(
            ground.db,
            ground.files,
            ground.clock,
            ground.bell,
            requests=requests,
            guard=guard,
            presets=ground.pictures,
            abilities=ports.abilities,
            finder=finder,
        ),
        films=Films(ground.db, ground.presets, requests, guard, settings.painter_film_preset),
    )
