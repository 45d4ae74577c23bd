"""Rounds and takes together with the rows above them: their line and their clip.

None stands for all that can be missing: the row itself, its line (removed), its clip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.rounds.take import PlacedRound, PlacedTake
from storage.clips import clips, history
from storage.lyrics import lines
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.votes.ballot import Ballot
    from storage.database.transaction import Tx


async def round_by_id(tx: Tx, round_id: int) -> PlacedRound | None:
    """The round of this id."""
    round_ = await rounds.by_id(tx, round_id)
    if round_ is None:
        return None
    line, clip = await lines.by_id(tx, round_.line_id), await clips.by_id(tx, round_.clip_id)
    return None if line is None or clip is None else PlacedRound(round_, line, clip)


async def round_of_ballot(tx: Tx, ballot_id: int) -> tuple[Ballot, PlacedRound] | None:
    """The ballot of this id, and the round that it votes on."""
    ballot = await ballots.by_id(tx, ballot_id)
    if ballot is None:
        return None
    place = await round_by_id(tx, ballot.round_id)
    return None if place is None else (ballot, place)


async def take_by_id(tx: Tx, take_id: int | None) -> PlacedTake | None:
    """The take of this id; None as well where there is no id."""
    if take_id is None or (take := await takes.by_id(tx, take_id)) is None:
        return None
    place = await round_by_id(tx, take.round_id)
    return None if place is None else PlacedTake(place.round, place.line, place.clip, take)


async def take_picked(tx: Tx, entry_id: int) -> PlacedTake | None:
    """The take that this entry of the history says was picked."""
    entry = await history.by_id(tx, entry_id)
    return None if entry is None else await take_by_id(tx, int(entry.details["take"]))
