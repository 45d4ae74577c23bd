"""Every command where it cannot do its work: one sentence, to the asker alone, saying what to do.

The commands are taken from the tree, so that a new one is held to the same from its first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
import pytest
from discord import app_commands

from bot.client.command_sync import payload
from cogs import build_tree
from local_discord import Permission

if TYPE_CHECKING:
    from local_discord.model.model import Channel
    from local_discord.people.people import Person, ThreadView
    from tests.cogs.stage import Stage

Command = app_commands.Command[Any, ..., Any]

VALUES: Final[dict[discord.AppCommandOptionType, Any]] = {
    discord.AppCommandOptionType.integer: 1,
    discord.AppCommandOptionType.number: 1.0,
    discord.AppCommandOptionType.boolean: True,
    discord.AppCommandOptionType.string: "a boat",
    discord.AppCommandOptionType.attachment: ("lyrics.bin", b"\x00\x01\x02\x03"),
}
"""What a person types where something must be typed."""

ANYWHERE: Final = {
    "clip new",
    "clip list",
    "clip move",
    "help",
    "me export",
    "queue show",
    "server settings",
    "server words",
}
"""They need no clip."""

DIRECTORS: Final = {
    "clip archive",
    "clip director",
    "lyrics remove",
    "cast remove",
    "queue pause",
    "queue resume",
    "vote close",
    "vote pick",
    "vote reopen",
    "captions",
    "shot camera",
    "shot transition",
    "shot focus",
    "render final",
}
"""They are refused to everyone else, whatever there is or is not."""


def commands() -> list[Command]:
    """All slash commands."""
    found: list[Command] = []
    for one in build_tree().get_commands():
        if isinstance(one, app_commands.Group):
            found += [each for each in one.commands if isinstance(each, app_commands.Command)]
        elif isinstance(one, app_commands.Command):
            found.append(one)
    return found


def typed(command: Command, person: Person) -> dict[str, Any]:
    """The least that Discord lets a person send; they name themselves."""
    values = {**VALUES, discord.AppCommandOptionType.user: person}
    return {
        option.display_name: option.choices[0].value if option.choices else values[option.type]
        for option in command.parameters
        if option.required
    }


async def answers(
    person: Person, channel: Channel | ThreadView, *, without: set[str]
) -> dict[str, str]:
    """What each command answers; all of it is private and none of it the bot's own fault."""
    said: dict[str, str] = {}
    for command in commands():
        path = command.qualified_name
        if path in without:
            continue
        told = await person.slash(path, channel, **typed(command, person))
        if told.modal is not None:
            continue
        assert told.message is not None, path
        said[path] = told.text
        if said[path] and not told.message.is_ephemeral:
            continue  # it did its work, for all to see
        assert "reference" not in told.text, (path, told.text)
    return said


def assert_one_sentence(said: dict[str, str]) -> None:
    """Each answer is short, on one line, and ends like a sentence."""
    for path, text in said.items():
        assert "\n" not in text, (path, text)
        assert text.endswith((".", "?")), (path, text)
        assert len(text) <= 200, (path, text)


@pytest.mark.parametrize("where", ["channel", "archived", "thread"])
async def test_without_a_clip_each_command_says_where_or_how(stage: Stage, where: str) -> None:
    """How to begin one; in a thread of a clip's channel where that one is."""
    channel: Channel | ThreadView = stage.channel
    wanted = "</clip new:"
    if where != "channel":
        await stage.clip("Le train de minuit")
    if where == "archived":
        await stage.ana.slash("clip archive", channel)
    if where == "thread":
        channel, wanted = await stage.ana.start_thread(channel, "aside"), f"<#{channel.id}>"
    said = await answers(stage.cleo, channel, without=ANYWHERE)
    assert_one_sentence(said)
    asked_first = {"style set"}
    if where == "archived":
        asked_first.add("clip delete")  # which goes on where a clip is archived, for its director
    assert {path for path, text in said.items() if wanted not in text} <= asked_first


async def test_an_empty_clip_names_what_is_missing(stage: Stage) -> None:
    """No lines, no song: what needs them says how they come."""
    await stage.clip()
    without = ANYWHERE | {"clip archive", "clip status"}
    said = await answers(stage.ana, stage.channel, without=without)
    lines = {path for path, text in said.items() if "/lyrics paste" in text}
    assert {"prompt set", "generate missing", "lyrics show", "vote close", "shot camera"} <= lines
    songs = {path for path, text in said.items() if "/song set" in text}
    assert {"song show", "render preview", "render final"} <= songs
    assert_one_sentence({path: text for path, text in said.items() if path in lines | songs})


async def test_what_is_the_directors_is_refused_to_others_by_name(stage: Stage) -> None:
    """Before anything else is looked at, so that nobody has to find out in steps."""
    await stage.clip("Le train de minuit")
    said = await answers(stage.bo, stage.channel, without=ANYWHERE)
    refused = {path: text for path, text in said.items() if "Only Ana" in text}
    assert set(refused) >= DIRECTORS
    assert_one_sentence(refused)


async def test_no_command_is_offered_where_none_can_work(stage: Stage) -> None:
    """Not in direct messages: a clip belongs to a server's channel."""
    told = await payload(stage.house.client.tree)
    assert {tuple(one["contexts"]) for one in told} == {(0,)}
    managers = [one["name"] for one in told if one["default_member_permissions"]]
    assert managers == ["server"]
    (server,) = (one for one in told if one["name"] == "server")
    assert int(server["default_member_permissions"]) == Permission.MANAGE_GUILD
