"""Deleting a clip: at once for people, then its posts say so, then rows and files go."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ChannelClosed, NotAllowed, UserError
from bot.domain.posts.views import GoneView
from bot.services.clips.erasure import Erasure
from bot.services.rounds.requests import Wish
from storage.clips import erasure
from storage.files.files import Swept
from storage.votes import ballots
from tests.services.conftest import BASTIEN, CHANNEL, INES, ZOE

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio


def erasing(studio: Studio, *, rejected_days: int = 0) -> Erasure:
    """The service on the studio's data."""
    return Erasure(studio.db, studio.files, studio.clock, studio.bell, rejected_days=rejected_days)


async def rows(studio: Studio, table: str) -> int:
    """How many rows the table has."""
    async with studio.db.reading() as tx:
        ((count,),) = await tx.fetch_all(f"SELECT count(*) FROM {table}")  # noqa: S608
    return int(count)


def kept(studio: Studio) -> list[Path]:
    """All kept files."""
    return sorted(path for path in studio.files.root.rglob("*") if path.is_file())


async def deleted(studio: Studio, clip: Clip) -> None:
    """Have Inès delete the clip once its files are some moments old by the clock."""
    old = studio.clock.now() - 5
    for path in kept(studio):
        os.utime(path, (old, old))
    await erasing(studio).delete(INES, clip)


async def test_only_the_director_deletes_and_only_once(studio: Studio) -> None:
    """What was deleted is not there any more for anybody."""
    clip = await studio.clip("La ville")
    with pytest.raises(NotAllowed):
        await erasing(studio).delete(BASTIEN, clip)
    await erasing(studio).delete(INES, clip)
    with pytest.raises(UserError, match=r"clip\.none-here|no clip"):
        await erasing(studio).delete(INES, clip)
    with pytest.raises(UserError):
        await studio.clips.here(CHANNEL)
    assert await studio.clips.of_guild(1) == []


async def test_posts_say_so_before_rows_and_files_go(studio: Studio) -> None:
    """In the order in which a crash at any point leaves nothing wrong."""
    clip = await studio.clip("La ville", "La nuit")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"))
    assert len(kept(studio)) == 3
    await deleted(studio, clip)
    service = erasing(studio)
    await service.finish_due()
    assert await rows(studio, "takes") == 3
    await studio.deliver()
    assert {type(one.view) for one in studio.gallery.messages.values()} == {GoneView}
    await service.finish_due()
    assert (await rows(studio, "takes"), await rows(studio, "posts")) == (0, 0)
    assert kept(studio) == []


async def test_what_waits_is_cancelled_and_never_posted(studio: Studio) -> None:
    """The round in the queue ends, its progress message does not appear any more."""
    clip = await studio.clip("La ville")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2, seed=7))
    await deleted(studio, clip)
    assert not await studio.worker.work_once()
    await studio.deliver()
    assert studio.gallery.messages == {}
    await erasing(studio).finish_due()
    assert await rows(studio, "jobs") == 0


async def test_a_channel_that_is_gone_keeps_nothing_back(studio: Studio) -> None:
    """Its messages are gone with it."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip)
    await deleted(studio, clip)
    studio.gallery.closed["edit"] = ChannelClosed("deleted")
    await studio.deliver()
    await erasing(studio).finish_due()
    assert await rows(studio, "takes") == 0


async def test_a_file_that_another_clip_names_stays(studio: Studio) -> None:
    """The same content is kept once for all clips."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip)
    async with studio.db.writing() as tx:
        row = await tx.fetch_one("SELECT sha256 FROM takes LIMIT 1")
        assert row is not None
        await tx.update(
            """INSERT INTO clips (id, guild_id, channel_id, name, locale, director_id, state, rules,
               created_at) SELECT 77, guild_id, 9, name, locale, director_id, state, rules,
               created_at FROM clips"""
        )
        await tx.update(
            """INSERT INTO songs VALUES (1, 77, ?, '', 1, 1, 1, NULL, NULL, '[]', '[]', '[]', NULL,
               101, 1)""",
            (row["sha256"],),
        )
    await deleted(studio, clip)
    await studio.deliver()
    await erasing(studio).finish_due()
    assert [path.name[:64] for path in kept(studio)] == [row["sha256"]]


async def test_files_left_by_a_crash_after_the_rows_went_are_swept(studio: Studio) -> None:
    """At the next start nobody writes yet, so their age does not matter."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip)
    sizes = sum(path.stat().st_size for path in kept(studio))
    await deleted(studio, clip)
    await studio.deliver()
    async with studio.db.writing() as tx:
        await erasure.clip(tx, clip.id, studio.clock.now())
    old = time.time() - 1
    for path in kept(studio):
        os.utime(path, (old, old))
    assert await erasing(studio).sweep() == Swept()
    assert await erasing(studio).sweep(settled_s=0) == Swept(3, sizes)
    assert kept(studio) == []


async def test_rejected_takes_go_when_a_setting_says_so(studio: Studio) -> None:
    """After so many days, of archived clips; with their files."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip)
    await studio.clips.archive(INES, clip)
    old = time.time() - 7200
    for path in kept(studio):
        os.utime(path, (old, old))
    await studio.clock.advance(9 * 86400)
    assert await erasing(studio).sweep() == Swept()
    assert await erasing(studio, rejected_days=10).sweep() == Swept()
    swept = await erasing(studio, rejected_days=8).sweep()
    assert swept.files == 3
    assert await rows(studio, "takes") == 0


async def test_a_count_does_not_bring_back_the_vote_of_a_forgotten_person(studio: Studio) -> None:
    """Their reaction stands on Discord; who reacts anew after that votes again."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "1️⃣"), (BASTIEN, "2️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        async with studio.db.writing() as tx:
            (ballot,) = await ballots.open_ones(tx)
            await erasure.forget(tx, ZOE.id, studio.clock.now())
        await studio.votes.recount_all()
        async with studio.db.reading() as tx:
            assert [one.person_id for one in await ballots.votes(tx, ballot.id)] == [BASTIEN.id]
        await studio.vote(message, (ZOE, "3️⃣"))
        await studio.votes.recount_all()
        async with studio.db.reading() as tx:
            assert ZOE.id in {one.person_id for one in await ballots.votes(tx, ballot.id)}
