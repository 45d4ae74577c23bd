"""Clips: which one a channel is working on, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.clips.clip import Clip, ClipCounts, ClipState
from bot.domain.clips.people import Naming
from bot.domain.lyrics.line import LineState
from bot.domain.votes.ballot import BallotRules
from storage.database.encoding import decode, encode
from storage.lyrics.overviews import overview

if TYPE_CHECKING:
    import sqlite3

    from storage.database.transaction import Tx

_SELECT: Final = """SELECT clips.*, people.name AS director_name
    FROM clips JOIN people ON people.person_id = clips.director_id """


def _clip(row: sqlite3.Row) -> Clip:
    return Clip(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        name=row["name"],
        locale=row["locale"],
        director_id=row["director_id"],
        director_name=row["director_name"],
        director_role_id=row["director_role_id"],
        state=ClipState(row["state"]),
        rules=decode(row["rules"], BallotRules),
        created_at=row["created_at"],
        artist=row["artist"],
        director_first=bool(row["director_first"]),
        round_threads=bool(row["round_threads"]),
        paused=bool(row["paused"]),
        previews=bool(row["previews"]),
        calls=bool(row["calls"]),
        names=Naming(row["names"]),
        mining=None if row["mining"] is None else bool(row["mining"]),
        deleted=row["deleted_at"] is not None,
        adrift_at=row["adrift_at"],
    )


async def add(
    tx: Tx,
    *,
    guild_id: int,
    channel_id: int,
    name: str,
    artist: str,
    locale: str,
    director_id: int,
    director_role_id: int | None,
    rules: BallotRules,
    now: float,
) -> Clip:
    """Start a clip in a channel; the director must have been remembered.

    Raises:
        StorageError: the channel has an active clip already.
    """
    clip_id = await tx.insert(
        """INSERT INTO clips (guild_id, channel_id, name, artist, locale, director_id,
               director_role_id, state, rules, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            guild_id,
            channel_id,
            name,
            artist,
            locale,
            director_id,
            director_role_id,
            ClipState.ACTIVE,
            encode(rules),
            now,
        ),
    )
    (row,) = await tx.fetch_all(_SELECT + "WHERE clips.id = ?", (clip_id,))
    return _clip(row)


async def by_id(tx: Tx, clip_id: int) -> Clip | None:
    """The clip, active or archived."""
    row = await tx.fetch_one(_SELECT + "WHERE clips.id = ?", (clip_id,))
    return _clip(row) if row else None


async def in_channel(tx: Tx, channel_id: int) -> Clip | None:
    """The active clip of a channel or thread."""
    row = await tx.fetch_one(
        _SELECT + "WHERE clips.channel_id = ? AND clips.state = 'active'", (channel_id,)
    )
    return _clip(row) if row else None


async def of_guild(tx: Tx, guild_id: int) -> list[Clip]:
    """A guild's clips, active ones first, newest first among each."""
    rows = await tx.fetch_all(
        _SELECT
        + """WHERE guild_id = ? AND deleted_at IS NULL
            ORDER BY clips.state = 'archived', clips.id DESC""",
        (guild_id,),
    )
    return [_clip(row) for row in rows]


async def archive(tx: Tx, clip_id: int) -> None:
    """Free the channel for another clip; everything of this one stays."""
    await tx.update("UPDATE clips SET state = 'archived' WHERE id = ?", (clip_id,))


async def set_adrift(tx: Tx, clip_id: int, now: float) -> None:
    """Archive a clip whose channel is gone, so that it can be brought to another one."""
    await tx.update(
        "UPDATE clips SET state = 'archived', adrift_at = ? WHERE id = ?", (now, clip_id)
    )


async def settle(tx: Tx, clip_id: int, channel_id: int) -> None:
    """Let a clip that was adrift go on in this channel."""
    await tx.update(
        "UPDATE clips SET state = 'active', adrift_at = NULL, channel_id = ? WHERE id = ?",
        (channel_id, clip_id),
    )


async def direct(tx: Tx, clip_id: int, director_id: int) -> None:
    """Let a person who was remembered direct the clip."""
    await tx.update("UPDATE clips SET director_id = ? WHERE id = ?", (director_id, clip_id))


async def update(tx: Tx, clip: Clip) -> None:
    """Keep name, artist, locale, channel, director's role and all rules as in ``clip``.

    Whether it is paused is not a rule: see ``pause``.
    """
    await tx.update(
        """UPDATE clips SET name = ?, artist = ?, locale = ?, channel_id = ?,
               director_role_id = ?, rules = ?, director_first = ?, round_threads = ?,
               previews = ?, calls = ?, names = ?, mining = ?
           WHERE id = ?""",
        (
            clip.name,
            clip.artist,
            clip.locale,
            clip.channel_id,
            clip.director_role_id,
            encode(clip.rules),
            clip.director_first,
            clip.round_threads,
            clip.previews,
            clip.calls,
            clip.names,
            clip.mining,
            clip.id,
        ),
    )


async def pause(tx: Tx, clip_id: int, *, paused: bool) -> None:
    """Let the clip's painting wait, or go on."""
    await tx.update("UPDATE clips SET paused = ? WHERE id = ?", (paused, clip_id))


async def counts(tx: Tx, clip_id: int) -> ClipCounts:
    """How far the clip is: lines with a prompt, with takes, in a vote, decided, without a time.

    A line that shares the shot of another needs nothing of its own and is not counted.
    """
    every = await overview(tx, clip_id)
    lines = [overview for overview in every if overview.state is not LineState.SHARED]
    jobs = await tx.fetch_all(
        "SELECT id FROM jobs WHERE clip_id = ? AND state IN ('queued', 'running')", (clip_id,)
    )
    open_ballots = await tx.fetch_all(
        """SELECT ballots.id FROM ballots JOIN rounds ON rounds.id = ballots.round_id
           WHERE rounds.clip_id = ? AND ballots.state = 'open' ORDER BY ballots.id""",
        (clip_id,),
    )
    return ClipCounts(
        lines=len(lines),
        prompted=sum(line.prompt is not None for line in lines),
        painted=sum(line.takes > 0 for line in lines),
        voting=sum(line.state is LineState.VOTING for line in lines),
        decided=sum(line.state is LineState.DECIDED for line in lines),
        untimed=sum(line.line.start_s is None for line in every),
        waiting_jobs=len(jobs),
        open_ballots=tuple(row["id"] for row in open_ballots),
    )
