"""``/server settings``: what a server's clips begin with, and how much may wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local_discord import Permission
from local_discord.people.client import RefusedError

if TYPE_CHECKING:
    from local_discord.people.people import Person
    from tests.cogs.stage import Stage


def manager(stage: Stage, name: str = "Max", locale: str = "en-GB") -> Person:
    """Somebody whom Discord lets manage the server."""
    role = stage.world.add_role("Managers", Permission.MANAGE_GUILD)
    return stage.world.person(name, locale=locale, roles=[role])


async def test_what_holds_is_shown_in_the_readers_language(stage: Stage) -> None:
    """What nobody set is the bot's own, in italics."""
    told = await manager(stage).slash("server settings", stage.channel)
    for part in ("language: *that of", "model: *tiny*", "directing role: *none*", "*60*"):
        assert part in told.text, part
    assert told.message is not None
    assert told.message.is_ephemeral
    french = await manager(stage, "Fleur", "fr").slash("server settings", stage.channel)
    assert "langue : *celle de la personne" in french.text


async def test_discord_offers_it_to_who_manages_the_server_alone(stage: Stage) -> None:
    """Others do not even see it, unless the server lets them; then the bot itself refuses."""
    with pytest.raises(RefusedError, match="Missing Permissions"):
        await stage.ana.slash("server settings", stage.channel)


async def test_new_clips_begin_as_the_server_says(stage: Stage) -> None:
    """Language, model and directing role; what `/clip new` is given counts more."""
    role = stage.world.add_role("Directors")
    dan = stage.world.person("Dan", roles=[role])
    told = await manager(stage).slash(
        "server settings", stage.channel, language="fr", model="tiny", director=role.id
    )
    for part in ("language: French", "model: tiny", f"<@&{role.id}>"):
        assert part in told.text, part
    begun = await stage.ana.slash("clip new", stage.channel, name="Minuit")
    assert "commence ici" in begun.text
    assert "archivé" in (await dan.slash("clip archive", stage.channel)).text
    begun = await stage.ana.slash("clip new", stage.channel, name="Noon", language="en")
    assert "begins here" in begun.text


async def test_a_clip_nobody_chose_a_language_for_speaks_its_beginners(stage: Stage) -> None:
    """Before the bot's own language; where theirs is none of ours, the server's counts."""
    begun = await stage.cleo.slash("clip new", stage.channel, name="Minuit")
    assert "commence ici" in begun.text
    await stage.cleo.slash("clip archive", stage.channel)
    begun = await stage.world.person("Dora", locale="de").slash(
        "clip new", stage.channel, name="Mittag"
    )
    assert "begins here" in begun.text


async def test_the_servers_limits_hold_below_the_bots(stage: Stage) -> None:
    """One person's, then everybody's; a larger number than the bot's changes nothing."""
    keeper = manager(stage)
    wide: dict[str, Any] = {"person-rounds": 1000}
    assert (
        "may have waiting: 60"
        in (await keeper.slash("server settings", stage.channel, **wide)).text
    )
    tight: dict[str, Any] = {"person-rounds": 1, "server-rounds": 2}
    await keeper.slash("server settings", stage.channel, **tight)
    await stage.clip("One", "Two", "Three", prompts=True)
    stage.painter.hold()
    assert "In the queue" in (await stage.bo.slash("generate line", stage.channel, line=1)).text
    mine = await stage.bo.slash("generate line", stage.channel, line=2)
    assert "1 round in the queue" in mine.text
    assert "In the queue" in (await stage.ana.slash("generate line", stage.channel, line=2)).text
    ours = await stage.cleo.slash("generate line", stage.channel, line=3)
    assert "2 séries dans la file" in ours.text
    stage.painter.release()


@pytest.mark.parametrize(
    ("field", "back"),
    [("locale", "*that of "), ("preset", "*tiny*"), ("director_role_id", "*none*")],
)
async def test_a_setting_is_left_to_the_bot_again(stage: Stage, field: str, back: str) -> None:
    """One at a time; the others stay."""
    role = stage.world.add_role("Directors")
    keeper = manager(stage)
    await keeper.slash(
        "server settings", stage.channel, language="fr", model="tiny", director=role.id
    )
    told = await keeper.slash("server settings", stage.channel, clear=field)
    assert back in told.text
    assert told.text.count("*None*") == 0
    assert sum(one in told.text for one in ("*that of ", "*tiny*", "*none*")) == 1


async def test_a_model_that_is_not_there_is_refused_with_those_that_are(stage: Stage) -> None:
    """And they are offered while one types."""
    keeper = manager(stage)
    told = await keeper.slash("server settings", stage.channel, model="nothing")
    assert "no model called" in told.text
    assert "tiny" in told.text
    offered = await keeper.autocomplete("server settings", stage.channel, "model", "tin")
    assert [value for _, value in offered] == ["tiny"]
