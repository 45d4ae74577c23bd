"""How the votes of a clip stand: the ballots that wait, and what each of them still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.votes.ballot import decide
from bot.services.ground.announcements import shown_by
from storage.posts import posts
from storage.rounds import placed
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.domain.rounds.take import Round
    from bot.domain.votes.ballot import Ballot, Decision
    from storage.database.database import Tx


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A ballot that waits, as ``/vote status`` lists it: for votes, or, tied, for a pick.

    ``decision`` is what the votes would come to now.
    """

    line: Line
    round: Round
    ballot: Ballot
    decision: Decision
    message_id: int | None
    channel_id: int
    voters: frozenset[int]
    """Who has voted."""

    def owed_by(self, person: Person) -> bool:
        """Whether ``person`` may vote on it and has not."""
        allowed = self.ballot.rules.may_vote(person.id, person.role_ids)
        return self.ballot.is_open and allowed and person.id not in self.voters

    @property
    def voters_missing(self) -> int:
        """How many more people must vote before it can decide anything."""
        return max(0, max(1, self.ballot.rules.quorum) - self.decision.voters)


async def waiting_ballots(tx: Tx, clip: Clip) -> list[OpenBallot]:
    """The clip's ballots that wait, by line and round."""
    waiting: list[OpenBallot] = []
    for ballot in await ballots.unsettled_of_clip(tx, clip.id):
        place = await placed.round_by_id(tx, ballot.round_id)
        if place is None:
            continue
        post = await posts.of(tx, *shown_by(ballot))
        votes = await ballots.votes(tx, ballot.id)
        decision = decide(votes, ballot.rules, ballot.choices, round_number=place.round.number)
        waiting.append(
            OpenBallot(
                line=place.line,
                round=place.round,
                ballot=ballot,
                decision=decision,
                message_id=None if post is None else post.message_id,
                channel_id=clip.channel_id if post is None else post.channel_id,
                voters=frozenset(vote.person_id for vote in votes),
            )
        )
    return waiting
