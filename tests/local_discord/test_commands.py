"""Commands: what may be registered, what a person is offered, what their client lets through."""

from typing import Any

import discord
import pytest
from discord import app_commands

from local_discord import LocalDiscord, Permission, Person, RefusedError
from local_discord.model.model import Channel
from tests.local_discord.pointing import running
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal


def option(**more: Any) -> dict[str, Any]:
    """Return a string option."""
    return {"type": 3, "name": "o", "description": "d", **more}


def command(name: str = "c", **more: Any) -> dict[str, Any]:
    """Return a slash command."""
    return {"name": name, "description": "d", **more}


@pytest.fixture
def path(local_discord: LocalDiscord) -> str:
    """Return where commands are registered."""
    return f"/applications/{local_discord.state.application.id}/commands"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (command("Upper"), "APPLICATION_COMMAND_INVALID_NAME"),
        (command("two words"), "APPLICATION_COMMAND_INVALID_NAME"),
        (command("x" * 33), "BASE_TYPE_BAD_LENGTH"),
        ({"name": "c"}, "BASE_TYPE_REQUIRED"),
        (command(description="x" * 101), "BASE_TYPE_BAD_LENGTH"),
        (command(name_localizations={"xx": "c"}), "BASE_TYPE_CHOICES"),
        (command(name_localizations={"fr": "Deux Mots"}), "APPLICATION_COMMAND_INVALID_NAME"),
        (command(options=[option(name=str(n)) for n in range(26)]), "BASE_TYPE_MAX_LENGTH"),
        (
            command(options=[option(), option(name="p", required=True)]),
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (command(options=[option(), option()]), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID"),
        (
            command(options=[option(choices=[{"name": "n", "value": str(n)} for n in range(26)])]),
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            command(options=[option(autocomplete=True, choices=[{"name": "n", "value": "v"}])]),
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES",
        ),
        (
            command(options=[option(), {"type": 1, "name": "s", "description": "d"}]),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            {"name": "Menu", "type": 3, "description": "d"},
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET",
        ),
    ],
)
async def test_faulty_commands_are_refused(
    raw: Raw, path: str, body: dict[str, Any], fault: str
) -> None:
    """Names, descriptions, options and choices have their limits."""
    assert fault in await raw.faults("POST", path, body)
    assert fault in await raw.faults("PUT", path, [body])


async def test_registering_is_idempotent(raw: Raw, path: str) -> None:
    """The same commands keep their ids and versions; a change keeps the id; others go."""
    _, first = await raw.ask("PUT", path, [command("a"), command("b")])
    _, again = await raw.ask("PUT", path, [command("a"), command("b")])
    assert again == first
    _, changed = await raw.ask("PUT", path, [command("b", description="other")])
    assert [(one["id"], one["name"]) for one in changed] == [(first[1]["id"], "b")]
    assert changed[0]["version"] != first[1]["version"]
    assert (await raw.ask("GET", path))[1] == changed
    status, one = await raw.ask("PATCH", f"{path}/{changed[0]['id']}", {"description": "third"})
    assert (status, one["description"]) == (200, "third")
    assert (await raw.ask("DELETE", f"{path}/{one['id']}"))[0] == 204
    assert await raw.code("GET", f"{path}/{one['id']}") == 10063


async def test_how_many_commands_fit(raw: Raw, path: str) -> None:
    """A hundred slash commands and fifteen of each menu."""
    assert await raw.code("PUT", path, [command(f"c{n}") for n in range(101)]) == 30032
    menus = [{"name": f"M{n}", "type": 3} for n in range(16)]
    assert await raw.code("PUT", path, menus) == 30032
    assert (await raw.ask("PUT", path, [command(f"c{n}") for n in range(100)]))[0] == 200
    assert await raw.code("POST", path, command("more")) == 30032
    same = await raw.faults("PUT", path, [command(), command()])
    assert same == {"APPLICATION_COMMANDS_DUPLICATE_NAME"}


class French(app_commands.Translator):
    """Knows one word of French."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: Any
    ) -> str | None:
        """Translate `say`."""
        del context
        known = {"say": "dire", "Answers at once": "Répond aussitôt", "line": "ligne"}
        return known.get(string.message) if locale is discord.Locale.french else None


class Bilingual(Rehearsal):
    """The test bot with translated names."""

    async def setup_hook(self) -> None:
        """Translate, then register."""
        await self.tree.set_translator(French())
        await super().setup_hook()


async def test_names_are_localised(local_discord: LocalDiscord, clip: Channel) -> None:
    """Everyone is offered commands in their language, and may call them by either name."""
    ana = local_discord.person("Ana", locale="fr")
    ben = local_discord.person("Ben")
    async with running(Bilingual(), local_discord):
        offered = {one["name"]: one for one in await ana.commands(clip)}
        assert offered["say"]["name_localized"] == "dire"
        assert offered["say"]["description_localized"] == "Répond aussitôt"
        assert offered["say"]["options"][0]["name_localized"] == "ligne"
        english = {one["name"]: one for one in await ben.commands(clip)}
        assert english["say"]["name_localized"] == "say"
        assert (await ana.slash("dire", clip, line=1)).text.startswith("1")
        await ana.speak("en-US")
        assert {one["name_localized"] for one in await ana.commands(clip)} >= {"say"}


async def test_directors_commands_are_offered_to_directors(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """default_member_permissions hide a command from who lacks them."""
    role = local_discord.add_role("Director", Permission.MANAGE_GUILD)
    boss = local_discord.person("Boss", roles=[role])
    assert "direct" in {one["name"] for one in await boss.commands(clip)}
    assert "direct" not in {one["name"] for one in await ana.commands(clip)}
    assert (await boss.slash("direct", clip)).text == "directed"
    with pytest.raises(RefusedError, match="50013"):
        await ana.slash("direct", clip)
    assert bot.count("interaction") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "This option is required"),
        ({"line": 0}, "greater than or equal to 1"),
        ({"line": 100}, "less than or equal to 99"),
        ({"line": "three"}, "not a number"),
        ({"line": 1.5}, "not a number"),
        ({"line": 1, "words": "x" * 21}, "between 1 and 20"),
        ({"line": 1, "colour": "red"}, "no option 'colour'"),
        ({"line": 1, "who": "nobody"}, "does not fit"),
        ({"line": 1, "who": 5}, "10013"),
        ({"line": 1, "song": "not a file"}, "does not fit"),
    ],
)
async def test_a_client_lets_nothing_wrong_through(
    bot: Rehearsal, ana: Person, clip: Channel, options: dict[str, Any], words: str
) -> None:
    """Required, range, length, kind: refused before the bot hears anything."""
    with pytest.raises(RefusedError, match=words):
        await ana.slash("say", clip, **options)
    assert bot.count("interaction") == 0


async def test_sub_commands(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """A group's command is called by its words; the group alone is none."""
    assert (await ana.slash("clip new", clip, name="x")).text == "clip x in clip"
    for wrong in ("clip", "clip old", "nothing"):
        with pytest.raises(RefusedError, match=r"50013|10063"):
            await ana.slash(wrong, clip, name="x")
    del bot


async def test_guild_commands_stay_in_their_guild(
    raw: Raw, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A guild's commands are offered only there."""
    other = local_discord.add_guild("Other")
    application = local_discord.state.application.id
    for guild, name in ((local_discord.guild.id, "here"), (other.id, "there")):
        path = f"/applications/{application}/guilds/{guild}/commands"
        status, made = await raw.ask("PUT", path, [command(name)])
        assert (status, made[0]["guild_id"]) == (200, str(guild))
    assert [one["name"] for one in await ana.commands(clip)] == ["here"]


async def test_no_commands_without_the_permission(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """USE_APPLICATION_COMMANDS is needed to be offered any."""
    everyone = local_discord.guild.roles[local_discord.guild.id]
    local_discord.overwrite(clip, everyone, deny=Permission.USE_APPLICATION_COMMANDS)
    assert await ana.commands(clip) == []
    del bot
