"""Intents: a session hears what it asked for, and reads only what it may."""

import discord
import pytest

from local_discord import Intent, LocalDiscord, Person
from local_discord.gateway.intents import wants
from local_discord.model.model import Channel
from tests.local_discord.fixtures import OpenWorld
from tests.local_discord.pointing import running
from tests.local_discord.raw import PNG
from tests.local_discord.rehearsal import INTENTS, Rehearsal


async def test_without_message_content_others_words_are_blank(
    bot: Rehearsal, ana: Person, clip: Channel
) -> None:
    """Content and files are withheld, save in mentions of the bot and its own messages."""
    assert bot.user is not None
    plain = await ana.say(clip, "secret", files=[("a.png", PNG)])
    calling = await ana.say(clip, f"<@{bot.user.id}> hello")
    own = await bot.text_channel(clip.id).send("mine")
    heard = await bot.seen("message", lambda one: one.id == plain.id)
    assert (heard.content, heard.attachments) == ("", [])
    assert "hello" in (await bot.seen("message", lambda one: one.id == calling.id)).content
    assert (await bot.seen("message", lambda one: one.id == own.id)).content == "mine"
    assert heard.author.id == ana.id


async def test_with_message_content_they_are_read(open_world: OpenWorld) -> None:
    """Granted and asked for, the words are there."""
    world = await open_world(privileged_intents=Intent.MESSAGE_CONTENT)
    ana = world.person("Ana")
    client = Rehearsal(intents=INTENTS | discord.Intents(message_content=True))
    async with running(client, world):
        await ana.say(world.channel("clip"), "open")
        assert (await client.seen("message")).content == "open"


async def test_an_ungranted_intent_ends_the_login(local_discord: LocalDiscord) -> None:
    """discord.py says that the privileged intent has to be enabled."""
    client = Rehearsal(intents=INTENTS | discord.Intents(message_content=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(client, local_discord):
            pass


async def test_unasked_events_do_not_come(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Without the reactions intent there are no reaction events; interactions always come."""
    client = Rehearsal(intents=discord.Intents(guilds=True))
    async with running(client, local_discord):
        said = await ana.say(clip, "x")
        await ana.react(said, "1️⃣")
        assert (await ana.slash("say", clip, line=1)).state == "answered"
        assert client.count("raw_reaction_add") == 0
        assert client.count("message") == 0


def test_direct_messages_have_their_own_intents() -> None:
    """Guild intents say nothing of direct conversations."""
    assert wants(Intent.GUILD_MESSAGES, "MESSAGE_CREATE", in_guild=True)
    assert not wants(Intent.GUILD_MESSAGES, "MESSAGE_CREATE", in_guild=False)
    assert wants(Intent.DIRECT_MESSAGES, "MESSAGE_CREATE", in_guild=False)
    assert wants(Intent(0), "INTERACTION_CREATE", in_guild=True)
