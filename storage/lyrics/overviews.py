"""Where each line of a clip stands, worked out from its rounds, ballots and prompt in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.line import Line, LineOverview, LineShot, LineState, Word
from bot.domain.votes.ballot import BallotState
from storage.database.encoding import decode

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx

_QUERY: Final = """
SELECT lines.*,
    (SELECT prompts.text FROM prompts WHERE prompts.line_id = lines.id AND undone_at IS NULL
     ORDER BY prompts.version DESC LIMIT 1) AS prompt,
    (SELECT count(*) FROM rounds
     WHERE rounds.line_id = lines.id AND NOT trial AND rounds.state = 'painted') AS painted_rounds,
    (SELECT count(*) FROM takes JOIN rounds ON rounds.id = takes.round_id
     WHERE rounds.line_id = lines.id AND NOT trial) AS takes,
    EXISTS (SELECT 1 FROM rounds
     WHERE rounds.line_id = lines.id AND NOT trial AND rounds.state = 'painting') AS painting,
    EXISTS (SELECT 1 FROM rounds
     WHERE rounds.line_id = lines.id AND NOT trial AND rounds.state = 'waiting') AS waiting,
    EXISTS (SELECT 1 FROM ballots JOIN rounds ON rounds.id = ballots.round_id
     WHERE rounds.line_id = lines.id AND NOT trial AND ballots.state = 'open') AS voting,
    (SELECT ballots.state FROM ballots JOIN rounds ON rounds.id = ballots.round_id
     WHERE rounds.line_id = lines.id AND NOT trial ORDER BY ballots.id DESC LIMIT 1) AS last_ballot
FROM lines WHERE lines.clip_id = ? AND lines.removed_at IS NULL ORDER BY lines.position
"""


def line_of(row: sqlite3.Row) -> Line:
    """A row of ``lines`` as the domain says it."""
    return Line(
        id=row["id"],
        clip_id=row["clip_id"],
        number=row["position"],
        text=row["text"],
        section=row["section"],
        start_s=row["start_s"],
        end_s=row["end_s"],
        guessed=bool(row["guessed"]),
        words=tuple(Word(*word) for word in decode(row["words"], list[tuple[str, float]])),
        winner_take_id=row["winner_take_id"],
        author_id=row["author_id"],
        shot=LineShot(row["shot"]),
        voice=row["voice"],
        cut_by_s=row["cut_by_s"],
    )


async def overview(tx: Tx, clip_id: int) -> list[LineOverview]:
    """The clip's lines in order, each with its state, newest prompt, painted rounds and takes."""
    return [
        LineOverview(
            line=line_of(row),
            state=_state(row),
            prompt=row["prompt"],
            rounds=row["painted_rounds"],
            takes=row["takes"],
        )
        for row in await tx.fetch_all(_QUERY, (clip_id,))
    ]


def _state(row: sqlite3.Row) -> LineState:
    """The first that holds: a shared shot needs nothing, a winner stays one until it is reopened,
    work in the queue is newer than the vote before it, and a tie is over once another followed.
    """
    states = (
        (row["shot"] == LineShot.SHARED, LineState.SHARED),
        (row["winner_take_id"] is not None, LineState.DECIDED),
        (row["painting"], LineState.PAINTING),
        (row["waiting"], LineState.WAITING),
        (row["voting"], LineState.VOTING),
        (row["last_ballot"] == BallotState.TIED, LineState.TIED),
        (row["takes"], LineState.UNDECIDED),
        (row["prompt"] is not None, LineState.PROMPTED),
    )
    return next((state for holds, state in states if holds), LineState.EMPTY)
