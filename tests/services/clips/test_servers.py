"""A server's settings: who may change them, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.clip import GuildSettings
from bot.domain.errors import NotAllowed, UserError
from bot.services.clips.servers import GuildChanges, Servers
from tests.services.conftest import INES, PRESETS

if TYPE_CHECKING:
    from tests.services.conftest import Studio

KEEPER = replace(INES, manages=True)


async def test_only_who_manages_the_server_changes_it(studio: Studio) -> None:
    """Whatever Discord lets through: the bot asks again."""
    governing = Servers(studio.db, PRESETS)
    with pytest.raises(NotAllowed, match="Manage Server"):
        await governing.change(INES, 1, GuildChanges(locale="fr"))
    assert await governing.settings(1) == GuildSettings(1)


async def test_each_change_leaves_the_rest(studio: Studio) -> None:
    """Also the settings of other servers."""
    governing = Servers(studio.db, PRESETS)
    await governing.change(KEEPER, 1, GuildChanges(locale="fr", person_rounds=3))
    await governing.change(KEEPER, 1, GuildChanges(preset="tiny", forget="person_rounds"))
    assert await governing.settings(1) == GuildSettings(1, locale="fr", preset="tiny")
    assert await governing.settings(2) == GuildSettings(2)


async def test_a_model_must_be_there(studio: Studio) -> None:
    """The sentence lists those that are."""
    governing = Servers(studio.db, PRESETS)
    with pytest.raises(UserError, match="tiny"):
        await governing.change(KEEPER, 1, GuildChanges(preset="huge"))
