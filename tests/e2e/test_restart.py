"""Kill -9 of the bot between any two commits: nothing lost, nothing posted twice."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Final

import pytest

from storage.database.database import Database
from storage.files.files import Files
from storage.files.references import pointed_to
from tests.e2e.conftest import PATIENT
from tests.e2e.lives import living
from tests.e2e.looking import is_post
from tests.e2e.play import Play

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local_discord import LocalDiscord
    from tests.e2e.lives import Lives
    from tests.e2e.mortal import Moment
    from tests.local_discord.fixtures import OpenWorld

MOMENTS: Final[tuple[Moment, Moment]] = ("before", "after")
EVERY_COMMIT: Final = "COUPLET_TEST_EVERY_COMMIT"
"""Set in the environment, one more play for each side of each commit; it takes an hour or two."""
AT_COMMITS: Final[list[tuple[int, Moment]]] = [
    (number, moment)
    for number in range(1, 141 if EVERY_COMMIT in os.environ else 1)
    for moment in MOMENTS
]
"""More than an undisturbed play has; those that are not reached kill nothing."""


def many_lives(seed: int) -> Iterator[tuple[int, Moment]]:
    """A life after life of a few commits, each long enough for the work to get on."""
    chance = random.Random(seed)
    while True:
        yield chance.randint(16, 40), chance.choice(MOMENTS)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
async def test_killed_again_and_again_it_finishes_the_clip(
    open_world: OpenWorld, tmp_path: Path, seed: int
) -> None:
    """Whatever each life leaves behind, the next one goes on from there."""
    world = await open_world(limits=PATIENT)
    async with living(world, tmp_path, many_lives(seed)) as lives:
        await Play(world, lives).perform()
        assert lives.deaths >= 3
        await assert_whole(world, lives)


@pytest.mark.long
@pytest.mark.parametrize("at", AT_COMMITS)
async def test_killed_at_any_commit_it_goes_on(
    open_world: OpenWorld, tmp_path: Path, at: tuple[int, Moment]
) -> None:
    """No commit is the wrong one to die at."""
    world = await open_world(limits=PATIENT)
    async with living(world, tmp_path, iter([at])) as lives:
        await Play(world, lives).perform()
        await assert_whole(world, lives)


@pytest.mark.parametrize("moment", ["before", pytest.param("after", marks=pytest.mark.long)])
async def test_killed_while_a_winner_is_made_to_move_one_film_comes_of_it(
    open_world: OpenWorld, tmp_path: Path, moment: Moment
) -> None:
    """At whichever commit: asked for, painted, kept and posted once, the still beside it."""
    world = await open_world(limits=PATIENT)
    plan: list[tuple[int, Moment]] = [(0, moment), *((number, moment) for number in range(2, 12))]
    async with living(world, tmp_path, iter(plan)) as lives:
        play = Play(world, lives)
        await play.prepare()
        await lives.end()
        await play.animate()
        assert lives.deaths >= 3
        films = "SELECT t.number, t.film_frames FROM takes t JOIN rounds r ON r.id = t.round_id"
        assert lives.rows(f"{films} WHERE r.motion IS NOT NULL ORDER BY 1") == [(1, 9), (2, None)]
        assert not lives.rows("PRAGMA foreign_key_check")
        async with await Database.open(lives.database) as db, db.reading() as tx:
            report = await Files(lives.files).check(await pointed_to(tx))
        assert not report.missing
        assert not report.damaged
        seen = await world.person("Ana").sees(world.channel("clip"))
        shown = [message for message in seen if "films of the winner" in message.text]
        assert [file.filename.rpartition(".")[2] for file in shown[0].files] == ["mp4", "png"]
        assert len(shown) == 1


@pytest.mark.parametrize("moment", [pytest.param("before", marks=pytest.mark.long), "after"])
async def test_killed_while_a_clip_is_deleted_nothing_of_it_stays(
    open_world: OpenWorld, tmp_path: Path, moment: Moment
) -> None:
    """At whichever commit: in the end its messages say so, and no row and no file is left."""
    world = await open_world(limits=PATIENT)
    plan: list[tuple[int, Moment]] = [(0, moment), *((number, moment) for number in range(1, 9))]
    async with living(world, tmp_path, iter(plan)) as lives:
        play = Play(world, lives)
        shown = await play.prepare()
        await lives.end()
        await play.delete()
        assert lives.deaths >= 3
        await lives.end()
        await lives.until(lambda: True)  # a start that nobody disturbs
        seen = {one.id: one for one in await world.person("Ana").sees(world.channel("clip"))}
        for message in shown:
            assert "deleted" in seen[message.id].text
            assert not seen[message.id].files
        for table in ("lines", "takes", "votes", "posts", "jobs", "songs", "prompts"):
            assert lives.rows(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - named here
        assert lives.rows("SELECT what, person_id FROM history") == [("clip-deleted", None)]
        assert lives.rows("PRAGMA integrity_check") == [("ok",)]
        assert not lives.rows("PRAGMA foreign_key_check")
        assert not [path for path in lives.files.rglob("*") if path.is_file()]


async def assert_whole(world: LocalDiscord, lives: Lives) -> None:
    """All that was acknowledged is there, once, in the database, on the disk and in the channel."""
    rows = lives.rows
    ana, bo, cleo = (world.person(name) for name in ("Ana", "Bo", "Cleo"))
    assert rows("SELECT name, state FROM clips") == [("Minuit", "active")]
    assert rows("SELECT text FROM lines ORDER BY position") == [
        ("Le train de minuit",),
        ("part sans bruit",),
    ]
    assert rows("SELECT count(*) FROM songs") == [(1,)]
    assert rows("SELECT text FROM prompts ORDER BY id") == [("a train 1",), ("a train 2",)]
    rounds = (
        "SELECT l.position, r.number, r.state, count(t.id) FROM rounds r JOIN lines l ON l.id ="
    )
    assert rows(f"{rounds} r.line_id JOIN takes t ON t.round_id = r.id GROUP BY r.id") == [
        (1, 1, "painted", 2),
        (2, 1, "painted", 2),
        (2, 2, "painted", 2),
    ]
    votes = "SELECT b.round_id, v.person_id, v.choice FROM votes v JOIN ballots b ON b.id ="
    assert set(rows(f"{votes} v.ballot_id")) == {
        (1, ana.id, 2),
        (1, bo.id, 2),
        (1, cleo.id, 1),
        (2, ana.id, 0),
        (3, ana.id, 1),
        (3, bo.id, 2),
    }
    winners = "SELECT t.round_id, t.number FROM lines l JOIN takes t ON t.id = l.winner_take_id"
    assert rows(f"{winners} ORDER BY l.position") == [(1, 2), (3, 2)]
    assert set(rows("SELECT DISTINCT state FROM jobs")) == {("done",)}
    assert rows("SELECT kind FROM renders WHERE sha256 IS NOT NULL ORDER BY id") == [
        ("preview",),
        ("final",),
    ]
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert not rows("PRAGMA foreign_key_check")
    async with await Database.open(lives.database) as db, db.reading() as tx:
        report = await Files(lives.files).check(await pointed_to(tx))
    assert not report.missing
    assert not report.damaged
    await assert_posted_once(world, lives)


async def assert_posted_once(world: LocalDiscord, lives: Lives) -> None:
    """Each post stands in the channel as one message."""
    seen = await world.person("Ana").sees(world.channel("clip"))
    posts = [message.id for message in seen if is_post(message)]
    known = lives.rows("SELECT message_id, kind FROM posts WHERE state = 'done'")
    assert sorted(posts) == sorted(int(str(message_id)) for message_id, _ in known)
    assert sorted(str(kind) for _, kind in known) == sorted(
        ["board"]
        + ["call"] * 2
        + ["progress"] * 5
        + ["round"] * 3
        + ["decision"] * 3
        + ["run-off", "pick"]
        + ["render"] * 2
        + ["export"]
    )
