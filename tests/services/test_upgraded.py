"""Data that version 0.1 wrote, migrated: everything is found again, and served."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.domain.clips.clip import ClipState
from bot.domain.clips.people import Person
from bot.domain.jobs.job import JobKind
from bot.domain.lyrics.changes import Change
from bot.domain.votes.ballot import BallotRules, BallotState, TieRule
from bot.services.clips.clips import Clips
from bot.services.ground.bell import Bell
from bot.services.rounds.lookup import RoundLookup
from storage.clips import clips, history
from storage.cut import looks, renders
from storage.database.database import Database
from storage.database.migration import shipped
from storage.database.upgrade import upgrade
from storage.files.files import PICTURE_SUFFIX, Files
from storage.files.references import pointed_to
from storage.jobs import jobs
from storage.lyrics import changes, lines
from storage.prompts import prompts, styles
from storage.rounds import rounds, takes
from storage.song import songs
from storage.votes import ballots, votes
from tests.fakes.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

DATA_0_1: Final = Path(__file__).parents[1] / "storage" / "data_0_1"
"""A clip that a team of three finished: the whole database, of the files one round's pictures."""

INES, BASTIEN, ZOE = range(1576402904804229120, 1576402904804229123)
TOLD_ANEW: Final = {("lines", "words"), ("ballots", "decision")}
"""Columns whose way of writing changed since; what they say is looked at through the storage."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data that may be written."""
    return shutil.copytree(DATA_0_1, tmp_path / "data")


@pytest.fixture
async def db(folder: Path) -> AsyncGenerator[Database]:
    """The database, migrated and open."""
    await upgrade(folder / "couplet.db", folder / "backups")
    async with await Database.open(folder / "couplet.db") as opened:
        yield opened


def rows_of(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, by table, as they lie there."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        return {
            str(name): [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608
            for (name,) in names.fetchall()
        }


async def test_every_row_and_value_of_0_1_is_there_after_migrating(folder: Path) -> None:
    """Whatever tables and columns came later, nothing of what people made has changed."""
    before = rows_of(folder / "couplet.db")
    change = await upgrade(folder / "couplet.db", folder / "backups")
    assert (change.before, change.after) == (1, len(shipped()))
    after = rows_of(folder / "couplet.db")
    assert {name: len(rows) for name, rows in before.items()} == {
        "clips": 1,
        "people": 3,
        "lines": 14,
        "lyric_changes": 3,
        "prompts": 15,
        "styles": 2,
        "cast_members": 1,
        "songs": 1,
        "rounds": 17,
        "takes": 48,
        "ballots": 18,
        "votes": 47,
        "jobs": 19,
        "posts": 45,
        "small_copies": 0,
        "renders": 2,
        "taps": 1,
        "speeds": 1,
        "history": 46,
        "clip_looks": 0,
        "shot_looks": 0,
        "guild_settings": 0,
    }
    for name, rows in before.items():
        known = [column for column in (rows[0] if rows else ()) if (name, column) not in TOLD_ANEW]
        assert [{c: row[c] for c in known} for row in after[name]] == [
            {c: row[c] for c in known} for row in rows
        ], name
    assert change.backup is not None
    assert rows_of(change.backup) == before


async def test_the_storage_reads_all_that_0_1_wrote(db: Database) -> None:
    """Clip, song, lines, prompts, style, cast, rounds, takes, ballots, votes, renders, undo."""
    async with db.reading() as tx:
        clip = await clips.by_id(tx, 1)
        assert clip is not None
        assert (clip.name, clip.artist) == ("Le train de minuit", "L'Heure Œillet")
        assert (clip.state, clip.director_id, clip.director_name) == (
            ClipState.ACTIVE,
            INES,
            "Inès",
        )
        assert clip.rules == BallotRules(quorum=2, tie=TieRule.RUN_OFF, first_round_decides=False)
        song = await songs.current(tx, clip.id)
        assert song is not None
        assert (round(song.duration_s), len(song.beats_s) > 50) == (60, True)
        words = await lines.all_of(tx, clip.id)
        assert [line.number for line in words] == list(range(1, 15))
        assert all(line.winner_take_id and line.start_s is not None for line in words)
        painted = 0
        for line in words:
            assert await prompts.latest(tx, line.id) is not None
            for round_ in await rounds.of_line(tx, line.id):
                there = await takes.of_round(tx, round_.id)
                painted += len(there)
                held = await ballots.of_round(tx, round_.id)
                assert all(ballot.state is not BallotState.OPEN for ballot in held)
                for ballot in held:
                    decision = await ballots.decision_of(tx, ballot.id)
                    if ballot.state is BallotState.CLOSED:
                        continue
                    assert decision is not None
                    voted = [vote.choice for vote in await votes.votes(tx, ballot.id)]
                    assert {n: voted.count(n) for n in decision.tally} == decision.tally
        assert painted == 48
        style = await styles.current(tx, clip.id)
        assert style is not None
        assert style.version == 2
        assert [member.name for member in await styles.cast(tx, clip.id)] == ["mara"]
        assert await looks.of_clip(tx, clip.id) == await looks.of_clip(tx, 999)
        films = [await renders.by_id(tx, number) for number in (1, 2)]
        assert [film and (film.kind, film.width_px, film.frames) for film in films] == [
            ("preview", 640, 1440),
            ("final", 1280, 1440),
        ]
        assert not [job for kind in JobKind for job in await jobs.waiting(tx, kind)]
        change = await changes.last(tx, clip.id)
        assert change is not None
        assert (change.what, change.person_id) == (Change.TAPPED, BASTIEN)
        assert [pair.after and pair.after.start_s for pair in change.lines] != [None]
        assert (await history.people_of(tx, clip.id)).voted == ("Inès", "Zoé", "Bastien")


async def test_a_change_of_the_lyrics_gets_an_id_that_was_never_used(db: Database) -> None:
    """Not after the last one was taken back either: old buttons and posts name it still."""
    async with db.writing() as tx:
        await changes.forget(tx, 3)
        number = await changes.add(tx, 1, ZOE, Change.TAPPED, [], now=1.0)
        await changes.forget(tx, number)
        assert await changes.add(tx, 1, ZOE, Change.TAPPED, [], now=2.0) == number + 1
    assert number == 4


async def test_services_serve_what_0_1_wrote(db: Database, folder: Path) -> None:
    """How far the clip is, and a take's picture with all about it."""
    files = Files(folder / "files")
    served = Clips(db, FakeClock(), Bell(), default_preset="sketch", default_rules=BallotRules())
    clip = await served.here(1576402904477073412)
    status = await served.status(clip)
    assert (status.counts.lines, status.counts.decided, status.counts.untimed) == (14, 14, 0)
    assert status.song is not None
    shown = await RoundLookup(db, files).takes(Person(ZOE, "Zoé"), 1)
    assert [take.name for take in shown] == ["1a", "1b", "1c"]
    assert all(files.path(each.take.sha256, PICTURE_SUFFIX).is_file() for each in shown)
    async with db.reading() as tx:
        report = await files.check(await pointed_to(tx))
    assert not report.damaged
    assert len(report.missing) == 48 + 1 + 2 - 3  # what the folder here leaves out, and no more
