"""The take that stands for a line, decided or not: winner, leader, or the first one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.board.board import Standing
from bot.domain.rounds.take import RoundState, Take
from bot.domain.votes.ballot import NONE_OF_THESE, decide
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.lyrics.line import Line
    from bot.domain.rounds.take import Round
    from storage.database.database import Tx


@dataclass(frozen=True, slots=True)
class Leading:
    """A line's take, its round, and why it is this one."""

    take: Take
    round: Round
    standing: Standing


async def leading(tx: Tx, line: Line) -> Leading | None:
    """What the line is shown by; None where nothing was painted yet.

    Who leads a vote is nobody's to know where its rules keep tallies back until it is closed.
    """
    winner = None if line.winner_take_id is None else await takes.by_id(tx, line.winner_take_id)
    made = None if winner is None else await rounds.by_id(tx, winner.round_id)
    if winner is not None and made is not None:
        return Leading(winner, made, Standing.WINNER)
    painted = [one for one in await rounds.of_line(tx, line.id) if one.state is RoundState.PAINTED]
    seen = await takes.open_of_round(tx, painted[-1].id) if painted else []
    if not seen:
        return None
    choice = await _leader(tx, painted[-1])
    ahead = next((take for take in seen if take.number == choice), None)
    if ahead is not None:
        return Leading(ahead, painted[-1], Standing.LEADER)
    return Leading(seen[0], painted[-1], Standing.FIRST)


async def _leader(tx: Tx, made: Round) -> int:
    """The choice that has most votes in the round's last ballot; 0 where there is none such."""
    held = await ballots.of_round(tx, made.id)
    if not held or (held[-1].is_open and not held[-1].rules.tallies_shown):
        return NONE_OF_THESE
    ballot = held[-1]
    votes = await ballots.votes(tx, ballot.id)
    stood = decide(votes, ballot.rules, ballot.choices, round_number=made.number)
    return stood.leaders[0] if stood.voters and len(stood.leaders) == 1 else NONE_OF_THESE
