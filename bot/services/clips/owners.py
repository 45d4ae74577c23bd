"""Whose a row is: from what a button or a form names back to the clip that it belongs to.

Nothing that comes back from Discord is believed: a row of another channel's clip is refused here,
whatever is to be done with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from bot.domain.clips.clip import ClipState
from bot.domain.errors import UserError
from storage.clips import clips, servers
from storage.cut import notes, renders
from storage.handoff import exports, returns
from storage.jobs import jobs
from storage.lyrics import changes, lines
from storage.rounds import rounds
from storage.votes import ballots

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.domain.clips.clip import Clip
    from storage.database.database import Database, Tx

_MOST_DIGITS: Final = 18
"""Ids of rows have fewer, and SQLite's numbers end soon after."""


class Kind(StrEnum):
    """What a button or a form can name."""

    CLIP = "clip"  # one that is worked on
    ANY_CLIP = "any-clip"  # an archived one as well
    ROUND = "round"
    WATCHED = "watched"  # a round, from the channel where reports are read as well
    BALLOT = "ballot"
    LINE = "line"
    CHANGE = "change"  # to the lyrics
    RENDER = "render"
    EXPORT = "export"
    NOTE = "note"
    RETURNED = "returned"  # cuts that came back from an editor
    BATCH = "batch"  # of jobs asked for together


class _Owned(Protocol):
    @property
    def clip_id(self) -> int: ...


async def _round_of(tx: Tx, ballot_id: int) -> _Owned | None:
    ballot = await ballots.by_id(tx, ballot_id)
    return None if ballot is None else await rounds.by_id(tx, ballot.round_id)


_LOOK: Final[Mapping[Kind, Callable[[Tx, int], Awaitable[_Owned | None]]]] = {
    Kind.ROUND: rounds.by_id,
    Kind.WATCHED: rounds.by_id,
    Kind.BALLOT: _round_of,
    Kind.LINE: lines.by_id,
    Kind.CHANGE: changes.by_id,
    Kind.RENDER: renders.by_id,
    Kind.EXPORT: exports.by_id,
    Kind.NOTE: notes.by_id,
    Kind.RETURNED: returns.by_id,
}

_GONE: Final = {
    Kind.CLIP: "errors.form-late",
    Kind.ANY_CLIP: "errors.form-late",
    Kind.ROUND: "round.line-gone",
    Kind.WATCHED: "round.line-gone",
    Kind.BALLOT: "vote.closed-meanwhile",
    Kind.LINE: "round.line-gone",
    Kind.CHANGE: "lyrics.unmatched_gone",
    Kind.RENDER: "render.gone",
    Kind.EXPORT: "handoff.gone",
    Kind.NOTE: "render.note-gone",
    Kind.RETURNED: "handoff.edit-gone",
    Kind.BATCH: "queue.nothing-to-cancel",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody asks: the server, the channel or thread, and the channel of a thread."""

    guild_id: int | None
    channel_id: int | None
    parent_id: int | None = None


class Owners:
    """Finds the clips that rows belong to."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def clip(self, kind: Kind, row: str, place: Place) -> Clip:
        """The clip of the row that is named, in any state; it must be the clip of ``place``.

        Raises:
            UserError: there is no such row, or it belongs to another channel's clip.
        """
        async with self._db.reading() as tx:
            clip_id = await _clip_id(tx, kind, row)
            clip = None if clip_id is None else await clips.by_id(tx, clip_id)
            watch = None
            if clip is not None and kind is Kind.WATCHED:
                watch = (await servers.settings(tx, clip.guild_id)).reports_channel_id
        # A form that was opened for a clip is for nothing else than its lyrics as they grow.
        if clip is None or (kind is Kind.CLIP and clip.state is ClipState.ARCHIVED):
            raise UserError(_GONE[kind])
        here = {place.channel_id, place.parent_id}
        if clip.guild_id != place.guild_id or not here & {clip.channel_id, watch} - {None}:
            raise UserError("errors.elsewhere")
        return clip


async def _clip_id(tx: Tx, kind: Kind, row: str) -> int | None:
    if kind is Kind.BATCH:
        return next((job.clip_id for job in await jobs.of_batch(tx, row)), None)
    row = row.partition("_")[0]  # what stands behind it is nobody's
    if not (row.isascii() and row.isdecimal() and len(row) <= _MOST_DIGITS):
        return None
    if kind in {Kind.CLIP, Kind.ANY_CLIP}:
        return int(row)
    owned = await _LOOK[kind](tx, int(row))
    return None if owned is None else owned.clip_id
