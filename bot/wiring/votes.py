"""The services of votes: reactions taken in, ballots closed and decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.ground.large import LargePictures
from bot.services.votes.carousel import Carousel
from bot.services.votes.deadlines import Deadlines
from bot.services.votes.decisions import Decisions
from bot.services.votes.reminders import Reminders
from bot.services.votes.results import BallotResults
from bot.services.votes.votes import Votes

if TYPE_CHECKING:
    from bot.services.rounds.requests import RoundRequests
    from bot.wiring.ground import Ground, Ports


@dataclass(frozen=True, slots=True)
class VoteServices:
    """Votes as they come, people's decisions, and ballots that close by themselves."""

    votes: Votes
    decisions: Decisions
    deadlines: Deadlines
    carousel: Carousel
    reminders: Reminders


def build_votes(ground: Ground, ports: Ports, requests: RoundRequests) -> VoteServices:
    """The services of this subject; ``requests`` paints again where a ballot asks for it."""
    db, clock, bell = ground.db, ground.clock, ground.bell
    votes = Votes(db, clock, bell, ports.gallery)
    work_folder = ground.settings.work_folder
    pictures = LargePictures(ground.files, ports.shrinker, work_folder)
    results = BallotResults(clock, requests)
    return VoteServices(
        votes=votes,
        decisions=Decisions(db, clock, bell, votes, results),
        deadlines=Deadlines(db, clock, bell, votes, results),
        reminders=Reminders(db, clock, bell, votes, ports.gallery),
        carousel=Carousel(db, clock, bell, votes, pictures),
    )
