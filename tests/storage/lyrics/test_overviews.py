"""Where each line stands, from its first prompt to its winner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.lyrics.line import LineState, NewLine
from bot.domain.rounds.take import RoundState
from bot.domain.votes.ballot import BallotRules, BallotState
from storage.lyrics import lines
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.votes import ballots
from tests.storage.made import BEN, NOW, make_clip, make_round, new_take

if TYPE_CHECKING:
    from storage.database.database import Database, Tx
    from tests.storage.made import Made


async def _state(tx: Tx, clip_id: int) -> LineState:
    (seen,) = await lines.overview(tx, clip_id)
    return seen.state


async def test_a_line_goes_through_its_states(db: Database) -> None:
    """From nothing to decided, by way of a tie and a second round."""
    seen: list[LineState] = []
    async with db.writing() as tx:
        clip = await make_clip(tx)
        (line,) = await lines.append(tx, clip.id, [NewLine("Au port")], BEN, NOW)

        async def look() -> None:
            seen.append(await _state(tx, clip.id))

        await look()
        await prompts.add(tx, line.id, "a harbour", BEN, NOW)
        await look()
        first = await make_round(tx, clip, line)
        await look()
        await rounds.set_state(tx, first.id, RoundState.PAINTING)
        await look()
        await rounds.set_state(tx, first.id, RoundState.PAINTED)
        (take,) = await takes.add_all(tx, first.id, [new_take(1)], NOW)
        ballot = await ballots.open_(
            tx,
            round_id=first.id,
            rules=BallotRules(),
            choices=(1,),
            opened_at=NOW,
            closes_at=None,
        )
        await look()
        await ballots.close(tx, ballot.id, BallotState.TIED, None, None, NOW)
        await look()
        second = await make_round(tx, clip, line)
        await look()
        await rounds.set_state(tx, second.id, RoundState.FAILED)
        await ballots.close(tx, ballot.id, BallotState.CLOSED, None, None, NOW)
        await look()
        await lines.set_winner(tx, line.id, take.id)
        await make_round(tx, clip, line)
        await look()
    assert seen == [
        LineState.EMPTY,
        LineState.PROMPTED,
        LineState.WAITING,
        LineState.PAINTING,
        LineState.VOTING,
        LineState.TIED,
        LineState.WAITING,
        LineState.UNDECIDED,
        LineState.DECIDED,
    ]


async def test_a_run_off_is_a_vote_again(db: Database, made: Made) -> None:
    """A tie is over once another ballot follows it."""
    async with db.writing() as tx:
        await rounds.set_state(tx, made.round.id, RoundState.PAINTED)
        await ballots.close(tx, made.ballot.id, BallotState.TIED, None, None, NOW)
        await ballots.open_(
            tx,
            round_id=made.round.id,
            rules=BallotRules(),
            choices=(1, 2),
            opened_at=NOW,
            closes_at=None,
            run_off_of=made.ballot.id,
        )
        first, *_ = await lines.overview(tx, made.clip.id)
    assert first.state is LineState.VOTING


async def test_an_overview_has_the_newest_prompt_and_counts_what_was_painted(
    db: Database, made: Made
) -> None:
    """Rounds that wait, failed or were cancelled are not counted; removed lines not shown."""
    async with db.writing() as tx:
        await rounds.set_state(tx, made.round.id, RoundState.PAINTED)
        await prompts.add(tx, made.lines[0].id, "a quay at night", BEN, NOW)
        await lines.remove(tx, made.clip.id, [made.lines[2].id], NOW)
        seen = await lines.overview(tx, made.clip.id)
        stored = await lines.all_of(tx, made.clip.id)
    assert [one.line for one in seen] == stored
    assert [(one.prompt, one.rounds, one.takes) for one in seen] == [
        ("a quay at night", 1, 2),
        ("a harbour", 0, 0),
    ]
