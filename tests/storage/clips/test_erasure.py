"""Erasing a clip or a person: nothing of them is left in any table, and all else stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest

from bot.domain.clips.clip import ClipState
from bot.domain.clips.steps import LookChanged
from bot.domain.cut.credits import CreditRole
from bot.domain.cut.look import ClipLook, ShotLook
from bot.domain.errors import StorageError
from bot.domain.lyrics.changes import Change, Changed
from bot.domain.marks.claim import Claim, Deed, Source
from bot.domain.votes.ballot import BallotRules, BallotState, Vote
from storage.clips import clips, erasure, history, people, steps
from storage.cut import looks
from storage.lyrics import changes, lines
from storage.marks import claims
from storage.posts import copies, posts
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.song import songs
from storage.votes import ballots
from tests.storage.conftest import dump
from tests.storage.made import ANA, BEN, CHANNEL, CLEO, GUILD, NOW, Made, make

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database.database import Database
    from storage.database.transaction import Tx

ZOE: Final = 1576402904804229122
"""An id as long as Discord's: in texts, shorter numbers are taken for numbers."""


def _counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            str(name): connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for (name,) in names
            if not str(name).startswith("sqlite")
        }


async def _furnish(tx: Tx, made: Made) -> None:
    """Rows in the tables that ``make`` leaves empty, circles among them."""
    await lines.set_winner(tx, made.lines[0].id, made.takes[0].id)
    await copies.keep(tx, made.post.id, {made.takes[0].id: "c" * 64})
    await looks.set_shot(tx, made.lines[0].id, ShotLook())
    await claims.keep(tx, made.render.id, Claim("Port", "video/mp4", Source.COMPOSITE))
    await changes.add(tx, made.clip.id, BEN, Change.TIMED, [Changed(None, made.lines[0])], now=NOW)
    await tx.update("UPDATE rounds SET parent_take_id = ?", (made.takes[0].id,))


async def test_all_of_a_deleted_clip_goes_but_for_an_empty_row_and_one_of_history(
    db: Database, made: Made
) -> None:
    """Whatever tables there are; its id is no other clip's, and the list knows it no more."""
    async with db.writing() as tx:
        await _furnish(tx, made)
        await erasure.mark_deleted(tx, made.clip.id, NOW)
        assert await clips.of_guild(tx, GUILD) == []
        await erasure.clip(tx, made.clip.id, NOW + 1)
    left = {name: count for name, count in _counts(db.path).items() if count}
    assert left == {"clips": 1, "history": 1, "people": 4}
    text = "\n".join(dump(db.path))
    assert "Le port" not in text
    assert str(CHANNEL) not in text
    async with db.writing() as tx:
        assert not await tx.fetch_all("PRAGMA foreign_key_check")
        assert await erasure.due(tx, NOW + 2) == []
        assert not await erasure.waiting(tx)
        (row,) = await tx.fetch_all("SELECT clip_id, person_id, what FROM history")
        assert tuple(row) == (made.clip.id, None, "clip-deleted")
        again = await clips.add(
            tx,
            guild_id=GUILD,
            channel_id=CHANNEL,
            name="Neuf",
            artist="",
            locale="fr",
            director_id=ANA,
            director_role_id=None,
            rules=BallotRules(),
            now=NOW,
        )
        assert again.id > made.clip.id


async def test_another_clip_stays_as_it_was(db: Database, made: Made) -> None:
    """Row by row, in every table."""
    async with db.writing() as tx:
        await tx.update("UPDATE clips SET channel_id = 1")
        await tx.update("UPDATE posts SET subject = 'x', message_id = 5")
        await tx.update("UPDATE jobs SET subject_id = 99")
        before = _counts(db.path)
        await make(tx)
    both = _counts(db.path)
    async with db.writing() as tx:
        await erasure.mark_deleted(tx, made.clip.id + 1, NOW)
        await erasure.clip(tx, made.clip.id + 1, NOW)
    after = _counts(db.path)
    assert both["takes"] == 2 * before["takes"]
    assert {name: count for name, count in after.items() if count != before[name]} == {
        "clips": 2,
        "history": 2,
        "people": 4,
    }


async def test_a_clip_waits_for_its_posts_and_for_running_work(db: Database, made: Made) -> None:
    """A post under way would name rows that are gone; after a day nobody waits for Discord."""
    async with db.writing() as tx:
        await posts.sent(tx, made.post.id, 900)
        await posts.done(tx, made.post.id)
        await erasure.mark_deleted(tx, made.clip.id, NOW)
        post = await posts.by_id(tx, made.post.id)
        assert post is not None
        assert post.state == "sent"
        assert await erasure.due(tx, NOW + 1) == []
        assert len(await erasure.due(tx, NOW + 90_000)) == 1
        await posts.done(tx, made.post.id)
        await tx.update("UPDATE jobs SET state = 'running', started_at = ?", (NOW - 1,))
        assert await erasure.due(tx, NOW + 90_000) == []
        await tx.update("UPDATE jobs SET state = 'cancelled'")
        assert await erasure.due(tx, NOW + 1) == [erasure.Deleted(made.clip.id, NOW)]
        ballot = await ballots.by_id(tx, made.ballot.id)
        assert ballot is not None
        assert ballot.state is BallotState.CLOSED


async def test_history_is_append_only_but_for_an_erasure(db: Database, made: Made) -> None:
    """The way is shut again behind it."""
    async with db.writing() as tx:
        await erasure.forget(tx, CLEO, NOW)
    for sql in ("UPDATE history SET at = 0", "DELETE FROM history"):
        with pytest.raises(StorageError, match="append-only"):
            async with db.writing() as tx:
                await tx.update(sql)
    assert made.clip.id


async def test_a_forgotten_person_is_in_no_row_any_more(db: Database, made: Made) -> None:
    """Neither name nor id: not as author, voter, listed voter or asker, not in undo or claims."""
    async with db.writing() as tx:
        await people.remember(tx, ZOE, "Zoé Nomade", NOW)
        added = await lines.append(tx, made.clip.id, [], ZOE, NOW)
        assert added == []
        await prompts.add(tx, made.lines[0].id, "a quay", ZOE, NOW)
        line = await lines.by_id(tx, made.lines[1].id)
        assert line is not None
        await tx.update("UPDATE lines SET author_id = ? WHERE id = ?", (ZOE, line.id))
        line = await lines.by_id(tx, line.id)
        await changes.add(tx, made.clip.id, ZOE, Change.TIMED, [Changed(line, None)], now=NOW)
        await ballots.reopen(tx, made.ballot.id, None, BallotRules(voter_ids=frozenset({ZOE, BEN})))
        await ballots.place(tx, made.ballot.id, Vote(ZOE, 2, NOW))
        await history.add(tx, made.clip.id, ZOE, "prompt-written", NOW, by=f"<@{ZOE}>")
        claim = Claim(
            "Port", "video/mp4", Source.COMPOSITE, deeds=(Deed("asked", ("Zoé Nomade",)),)
        )
        await claims.keep(tx, made.render.id, claim)
        credited = ClipLook(roles=(CreditRole("Words", ("Zoé Nomade", "Ben")),))
        await looks.set_clip(tx, made.clip.id, credited)
        await steps.add(tx, made.clip.id, BEN, LookChanged(ClipLook(), credited), NOW)
        assert await erasure.known(tx, "zoé nomade") == [(ZOE, "Zoé Nomade")]
        assert await erasure.known(tx, str(ZOE)) == [(ZOE, "Zoé Nomade")]
    async with db.writing() as tx:
        assert await erasure.forget(tx, ZOE, NOW) == (made.clip.id,)
    text = "\n".join(dump(db.path))
    assert str(ZOE) not in text
    assert "Zoé" not in text
    async with db.reading() as tx:
        assert not await tx.fetch_all("PRAGMA foreign_key_check")
        prompt = await prompts.latest(tx, made.lines[0].id)
        assert prompt is not None
        assert (prompt.text, await people.name_of(tx, prompt.author_id)) == ("a quay", "—")
        ballot = await ballots.by_id(tx, made.ballot.id)
        assert ballot is not None
        assert BEN in ballot.rules.voter_ids
        assert len(ballot.rules.voter_ids) == 2
        assert [vote.person_id for vote in await ballots.votes(tx, ballot.id)] == [CLEO]
        assert (await changes.last(tx, made.clip.id)) is not None
        roles = (await looks.of_clip(tx, made.clip.id)).roles
        assert roles == (CreditRole("Words", ("Ben",)),)
        assert "—" not in (await history.people_of(tx, made.clip.id)).prompts
        rows = await tx.fetch_all("SELECT what, person_id FROM history ORDER BY id DESC LIMIT 1")
        assert [tuple(row) for row in rows] == [("person-forgotten", None)]
        assert await erasure.known(tx, "Zoé Nomade") == []


async def test_two_forgotten_people_stay_two(db: Database, made: Made) -> None:
    """Their votes in ballots that are over count as they counted."""
    async with db.writing() as tx:
        await ballots.place(tx, made.ballot.id, Vote(BEN, 1, NOW))
        await ballots.close(tx, made.ballot.id, BallotState.CLOSED, None, None, NOW)
        await erasure.forget(tx, BEN, NOW)
        await erasure.forget(tx, CLEO, NOW)
        votes = await ballots.votes(tx, made.ballot.id)
    assert [(vote.person_id, vote.choice) for vote in votes] == [(-2, 1), (-1, 1)]


async def test_what_a_forgotten_person_uploaded_is_deleted(db: Database, made: Made) -> None:
    """The song goes with the links to tap along; the lines keep their times."""
    async with db.writing() as tx:
        await erasure.forget(tx, ANA, NOW)
        assert await songs.current(tx, made.clip.id) is None
        assert (await lines.all_of(tx, made.clip.id))[0].start_s == 1.0
        clip = await clips.by_id(tx, made.clip.id)
    assert clip is not None
    assert (clip.director_id, clip.director_name, clip.state) == (-1, "—", ClipState.ACTIVE)


async def test_an_erased_vote_is_not_counted_again_until_it_is_placed_anew(
    db: Database, made: Made
) -> None:
    """The reaction still stands on Discord after the person was forgotten."""
    standing = [Vote(CLEO, 1, NOW), Vote(BEN, 2, NOW)]
    async with db.writing() as tx:
        await erasure.forget(tx, CLEO, NOW)
        assert await ballots.without_erased(tx, made.ballot.id, standing) == standing[1:]
        assert await ballots.without_erased(tx, made.ballot.id + 1, standing) == standing
        await ballots.welcome(tx, [(made.ballot.id, CLEO)])
        assert await ballots.without_erased(tx, made.ballot.id, standing) == standing


async def test_rejected_takes_of_archived_clips_are_dropped(db: Database, made: Made) -> None:
    """Those that are old, won nothing and led to nothing."""
    first, second = made.takes
    async with db.writing() as tx:
        await copies.keep(tx, made.post.id, {first.id: "c" * 64, second.id: "d" * 64})
        await lines.set_winner(tx, made.lines[0].id, first.id)
        assert await takes.drop_rejected(tx, NOW + 1) == 0
        await clips.archive(tx, made.clip.id)
        assert await takes.drop_rejected(tx, NOW) == 0
        await tx.update("UPDATE rounds SET parent_take_id = ?", (second.id,))
        assert await takes.drop_rejected(tx, NOW + 1) == 0
        await tx.update("UPDATE rounds SET parent_take_id = NULL")
        assert await takes.drop_rejected(tx, NOW + 1) == 1
        assert await takes.of_round(tx, made.round.id) == [first]
        assert await copies.of_post(tx, made.post.id) == {first.id: "c" * 64}
        assert await rounds.by_id(tx, made.round.id) == made.round
