"""People's names, guilds' settings and measured speeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.clip import GuildSettings
from bot.domain.errors import StorageError
from storage.clips import people, servers
from storage.rounds import speeds
from tests.storage.made import recipe

if TYPE_CHECKING:
    from storage.database.database import Database


async def test_the_name_last_seen_counts(db: Database) -> None:
    """A newer name replaces an older one; an event that arrives late does not."""
    async with db.writing() as tx:
        await people.remember(tx, 1, "Ana", 10.0)
        await people.remember(tx, 1, "Ana 🌊", 20.0)
        await people.remember(tx, 1, "Ana", 15.0)
        assert await people.name_of(tx, 1) == "Ana 🌊"


async def test_somebody_never_seen_is_named_by_id(db: Database) -> None:
    """A post about them still says something."""
    async with db.writing() as tx:
        await people.remember(tx, 1, "Ana", 10.0)
    async with db.reading() as tx:
        assert await people.names(tx, iter([1, 2])) == {1: "Ana", 2: "2"}
        assert await people.names(tx, []) == {}


async def test_a_guild_without_settings_has_the_defaults(db: Database) -> None:
    """Nothing needs to be set first."""
    async with db.reading() as tx:
        assert await servers.settings(tx, 5) == GuildSettings(5)


async def test_a_guilds_settings_are_kept_as_saved(db: Database) -> None:
    """Saving again replaces all of them, None included."""
    async with db.writing() as tx:
        every = GuildSettings(5, "fr", "tiny", 77, 10, 100)
        await servers.save(tx, every)
        assert await servers.settings(tx, 5) == every
        await servers.save(tx, GuildSettings(5))
        assert await servers.settings(tx, 5) == GuildSettings(5)


async def test_an_upload_limit_of_nothing_is_refused(db: Database) -> None:
    """The database holds no limit under which nothing could be posted."""

    async def save() -> None:
        async with db.writing() as tx:
            await servers.save(tx, GuildSettings(5, person_rounds=0))

    with pytest.raises(StorageError):
        await save()


async def test_a_speed_is_measured_for_each_preset_size_steps_and_length(db: Database) -> None:
    """What was measured elsewhere says nothing here."""
    async with db.writing() as tx:
        await speeds.note(tx, recipe(), 0.5)
        assert await speeds.all_measured(tx) == {("sketch", 64, 36, 8, 1): 0.5}
        await speeds.note(tx, recipe("wan", steps=20, frames=49), 4.0)
        assert await speeds.all_measured(tx) == {
            ("sketch", 64, 36, 8, 1): 0.5,
            ("wan", 64, 36, 20, 49): 4.0,
        }


async def test_the_speed_is_an_average_that_follows_a_change(db: Database) -> None:
    """The first measurements count alike; later ones outweigh those of another machine."""
    async with db.writing() as tx:
        for seconds in (1.0, 2.0, 3.0):
            await speeds.note(tx, recipe(), seconds)
        assert list((await speeds.all_measured(tx)).values()) == [pytest.approx(2.0)]
        for _ in range(50):
            await speeds.note(tx, recipe(), 10.0)
        assert list((await speeds.all_measured(tx)).values()) == [pytest.approx(10.0, abs=0.1)]
