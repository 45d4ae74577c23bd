"""Channels of other kinds: chats of voice channels, forums with their posts."""

import discord
import pytest

from local_discord import ChannelKind, LocalDiscord, NoAnswerError, Permission, Person, RefusedError
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal


@pytest.mark.parametrize("kind", [ChannelKind.VOICE, ChannelKind.STAGE])
async def test_a_voice_channel_has_a_chat(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, kind: ChannelKind
) -> None:
    """Messages, commands, reactions and files as in a text channel; no threads (50024)."""
    place = local_discord.add_channel("Lounge", kind=kind)
    await bot.seen("guild_channel_create")
    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    posted = await channel.send("hello", file=discord.File(__file__, "a.txt"))
    await posted.add_reaction("👍")
    assert [one.content async for one in channel.history()] == ["hello"]
    said = await ana.say(place, "me too")
    assert (await bot.seen("message", lambda one: one.id == said.id)).channel == channel
    assert "in Lounge" in (await ana.slash("clip new", place, name="x")).text
    assert (await bot.seen("interaction")).channel == channel
    path = f"/channels/{place.id}/messages/{posted.id}/threads"
    assert await raw.code("POST", path, {"name": "talk"}) == 50024


async def test_the_chat_of_a_voice_channel_is_for_those_who_may_connect(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person
) -> None:
    """Who sees the channel but may not connect meets 50001 at its messages."""
    place = local_discord.add_channel("Lounge", kind=ChannelKind.VOICE)
    said = await ana.say(place, "x")
    user = local_discord.state.bot
    local_discord.overwrite(place, user, deny=Permission.CONNECT)
    path = f"/channels/{place.id}"
    assert (await raw.ask("GET", path))[0] == 200
    assert await raw.code("GET", f"{path}/messages") == 50001
    assert await raw.code("POST", f"{path}/messages", {"content": "x"}) == 50001
    assert await raw.code("PUT", f"{path}/messages/{said.id}/reactions/👍/@me") == 50001
    del bot


async def test_a_forum_has_posts(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person
) -> None:
    """A post is a thread whose first message has its id; the forum itself takes none (50008)."""
    place = local_discord.add_channel("Clips", kind=ChannelKind.FORUM)
    await bot.seen("guild_channel_create")
    forum = bot.get_channel(place.id)
    assert isinstance(forum, discord.ForumChannel)
    body = {"name": "Minuit", "message": {"content": "Words"}}
    status, made = await raw.ask("POST", f"/channels/{place.id}/threads", body)
    assert (status, made["id"], made["parent_id"]) == (201, made["message"]["id"], str(place.id))
    assert (await bot.seen("thread_create")).parent == forum
    hers = await ana.start_post(place, "Midi", "Here")
    assert [one.text for one in await ana.sees(hers)] == ["Here"]
    assert "in Midi" in (await ana.slash("clip new", hers, name="x")).text
    assert isinstance((await bot.seen("interaction")).channel, discord.Thread)
    path = f"/channels/{place.id}/messages"
    assert await raw.code("POST", path, {"content": "x"}) == 50008
    everyone = local_discord.guild.roles[local_discord.guild.id]
    local_discord.overwrite(place, everyone, deny=Permission.SEND_MESSAGES)
    with pytest.raises(RefusedError, match="50013"):
        await ana.start_post(place, "Soir", "x")
    await ana.say(hers, "posts go on")


async def test_a_bot_cannot_answer_in_a_locked_archived_thread(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person
) -> None:
    """Its callback meets 50083, as was reported in public."""
    thread = await ana.start_thread(local_discord.channel("clip"), "t")
    moderating = local_discord.add_role("Moderators", Permission.MANAGE_THREADS)
    boss = local_discord.person("Boss", roles=[moderating])
    await boss.archive(thread, locked=True)
    with pytest.raises(NoAnswerError):
        await ana.slash("sleep", thread, until="no")
    interaction = await bot.seen("interaction")
    with pytest.raises(discord.HTTPException, match="50083"):
        await interaction.response.send_message("x")
