"""Clips: one active in a channel, and how far each is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.clip import ClipState
from bot.domain.errors import StorageError
from bot.domain.votes.ballot import BallotRules, TieRule, VotingMode
from storage.clips import clips, people
from storage.lyrics import lines
from storage.votes import ballots
from tests.storage.made import ANA, CHANNEL, GUILD, NOW, make_clip

if TYPE_CHECKING:
    from storage.database.database import Database
    from tests.storage.made import Made

RULES = BallotRules(
    mode=VotingMode.APPROVAL,
    deadline_s=3600.0,
    quorum=3,
    tie=TieRule.RUN_OFF,
    voter_role_id=77,
    voter_ids=frozenset({3, 1, 2}),
    pick_at_once=False,
    tallies_shown=False,
    first_round_decides=False,
    repaint_limit=1,
)


async def test_a_clip_is_found_by_its_channel(db: Database) -> None:
    """With the director's name as it is now."""
    async with db.writing() as tx:
        clip = await make_clip(tx)
        assert await clips.in_channel(tx, CHANNEL) == clip
        assert await clips.in_channel(tx, CHANNEL + 1) is None
        assert clip.director_name == "Ana"
        await people.remember(tx, ANA, "Anna", NOW + 1)
        found = await clips.by_id(tx, clip.id)
        assert found == dataclasses.replace(clip, director_name="Anna")


async def test_a_channel_has_one_active_clip(db: Database) -> None:
    """A second one needs the first archived."""
    async with db.writing() as tx:
        first = await make_clip(tx)

    async def another() -> int:
        async with db.writing() as tx:
            return (await make_clip(tx)).id

    with pytest.raises(StorageError):
        await another()
    async with db.writing() as tx:
        await clips.archive(tx, first.id)
    second_id = await another()
    async with db.reading() as tx:
        active = await clips.in_channel(tx, CHANNEL)
        assert active is not None
        assert active.id == second_id
        archived = await clips.by_id(tx, first.id)
        assert archived == dataclasses.replace(first, state=ClipState.ARCHIVED)


async def test_a_guilds_clips_are_listed_active_and_newest_first(db: Database) -> None:
    """Archived ones come after, other guilds' not at all."""
    async with db.writing() as tx:
        made = [await make_clip(tx, channel_id) for channel_id in (1, 2, 3, 4)]
        await clips.archive(tx, made[3].id)
        await clips.archive(tx, made[1].id)
        listed = await clips.of_guild(tx, GUILD)
        assert [clip.id for clip in listed] == [made[n].id for n in (2, 0, 3, 1)]
        assert await clips.of_guild(tx, GUILD + 1) == []


async def test_a_changed_clip_is_kept_with_all_its_rules(db: Database) -> None:
    """Every rule of its ballots survives the way to the disk and back."""
    async with db.writing() as tx:
        clip = await make_clip(tx)
        changed = dataclasses.replace(
            clip,
            name="La mer",
            artist="Ana & Ben",
            locale="en",
            channel_id=9,
            director_role_id=44,
            rules=RULES,
            director_first=True,
            round_threads=True,
        )
        await clips.update(tx, changed)
        assert await clips.by_id(tx, clip.id) == changed


async def test_a_pause_is_not_undone_by_a_change_of_rules(db: Database) -> None:
    """Two commands at once: the change was read before the pause and is kept after it."""
    async with db.writing() as tx:
        clip = await make_clip(tx)
        await clips.pause(tx, clip.id, paused=True)
        await clips.update(tx, clip)
        assert await clips.by_id(tx, clip.id) == dataclasses.replace(clip, paused=True)
        await clips.pause(tx, clip.id, paused=False)
        assert await clips.by_id(tx, clip.id) == clip


async def test_rules_of_an_older_row_have_defaults_for_younger_rules(db: Database) -> None:
    """A clip made before a rule existed is judged by that rule's default."""
    async with db.writing() as tx:
        clip = await make_clip(tx)
        await tx.update("UPDATE clips SET rules = '{\"quorum\": 2}' WHERE id = ?", (clip.id,))
        older = await clips.by_id(tx, clip.id)
        assert older is not None
        assert older.rules == BallotRules(quorum=2)


async def test_the_counts_say_what_the_lines_still_need(db: Database, made: Made) -> None:
    """Three lines: one in a vote, one waiting for its round, one without anything."""
    async with db.writing() as tx:
        before = await clips.counts(tx, made.clip.id)
        await ballots.withdraw_all(tx, made.ballot.id)
        await lines.set_winner(tx, made.lines[0].id, made.takes[0].id)
        after = await clips.counts(tx, made.clip.id)
        await lines.remove(tx, made.clip.id, [made.lines[2].id], NOW)
        shorter = await clips.counts(tx, made.clip.id)
    assert (before.lines, before.prompted, before.painted, before.untimed) == (3, 2, 1, 2)
    assert (before.voting, before.decided, before.waiting_jobs) == (0, 0, 1)
    assert before.open_ballots == (made.ballot.id,)
    assert (after.voting, after.decided) == (0, 1)
    assert (shorter.lines, shorter.untimed) == (2, 1)
