"""Threads: started with and without a message, written in, archived, listed, deleted."""

import discord
import pytest

from local_discord import LocalDiscord, Permission, Person, RefusedError
from local_discord.model.model import Channel
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal


async def test_a_thread_starts_from_a_message(
    bot: Rehearsal, raw: Raw, ana: Person, clip: Channel
) -> None:
    """It takes the message's id; a second one from the same message meets 160004."""
    posted = await bot.text_channel(clip.id).send("round")
    thread = await posted.create_thread(name="talk", auto_archive_duration=60)
    assert (thread.id, thread.parent_id) == (posted.id, clip.id)
    assert (await bot.seen("thread_create")).id == thread.id
    await thread.send("inside")
    said = await ana.say(thread.id, "me too")
    assert (await bot.seen("message", lambda one: one.id == said.id)).channel.id == thread.id
    assert [one.text for one in await ana.sees(thread.id)][-2:] == ["inside", "me too"]
    path = f"/channels/{clip.id}/messages/{posted.id}/threads"
    assert await raw.code("POST", path, {"name": "again"}) == 160004
    assert await raw.code("POST", f"/channels/{thread.id}/threads", {"name": "nested"}) == 50024


async def test_commands_work_in_a_thread(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """The interaction's channel is the thread, with its parent."""
    thread = await ana.start_thread(clip, "our clip")
    assert (await ana.slash("clip new", thread, name="x")).text == "clip x in our clip"
    interaction = await bot.seen("interaction")
    assert isinstance(interaction.channel, discord.Thread)
    assert interaction.channel.parent_id == clip.id
    assert [one.raw["type"] for one in await ana.sees(clip)] == [18]


async def test_archiving_and_waking(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """An archived thread takes no reaction; a message wakes it, unless it is locked."""
    channel = bot.text_channel(clip.id)
    thread = await channel.create_thread(name="t", type=discord.ChannelType.public_thread)
    said = await ana.say(thread.id, "x")
    assert (await thread.edit(archived=True)).archived
    await bot.seen("thread_update", lambda after: after.archived)
    assert (
        await raw.code("PUT", f"/channels/{thread.id}/messages/{said.id}/reactions/👍/@me") == 50083
    )
    assert [one.id async for one in channel.archived_threads()] == [thread.id]
    await ana.say(thread.id, "wake")
    await bot.seen("raw_thread_update", lambda one: not one.data["thread_metadata"]["archived"])
    guild = bot.get_guild(local_discord.guild.id)
    assert guild is not None
    assert [one.id for one in await guild.active_threads()] == [thread.id]
    boss = local_discord.add_role("Boss", Permission.MANAGE_THREADS)
    local_discord.person("Boss", roles=[boss])
    local_discord.set_bot_permissions(Permission.MANAGE_THREADS | Permission.VIEW_CHANNEL)
    await raw.ask("PATCH", f"/channels/{thread.id}", {"archived": True, "locked": True})
    with pytest.raises(RefusedError, match="50083"):
        await ana.say(thread.id, "wake again")


async def test_members_of_a_thread(bot: Rehearsal, raw: Raw, ana: Person, clip: Channel) -> None:
    """Joining, adding, listing and leaving."""
    thread = await bot.text_channel(clip.id).create_thread(
        name="t", type=discord.ChannelType.public_thread
    )
    await thread.add_user(discord.Object(ana.id))
    assert bot.user is not None
    assert {one.id for one in await thread.fetch_members()} == {bot.user.id, ana.id}
    await thread.remove_user(discord.Object(bot.user.id))
    await thread.join()
    await thread.leave()
    path = f"/channels/{thread.id}/thread-members/{ana.id}"
    assert (await raw.ask("GET", path))[1]["user_id"] == str(ana.id)
    assert await raw.code("GET", f"/channels/{thread.id}/thread-members/5") == 10007


async def test_a_private_thread_is_seen_by_its_members(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Others get 50001."""
    allowed = Permission.CREATE_PRIVATE_THREADS | Permission.SEND_MESSAGES_IN_THREADS
    local_discord.overwrite(clip, local_discord.state.bot, allow=allowed)
    thread = await bot.text_channel(clip.id).create_thread(name="secret")
    with pytest.raises(RefusedError, match="50001"):
        await ana.sees(thread.id)
    await thread.add_user(discord.Object(ana.id))
    await thread.send("psst")
    assert [one.text for one in await ana.sees(thread.id)] == ["psst"]


async def test_deleting_a_thread_and_its_channel(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Threads go with their channel."""
    thread = await ana.start_thread(clip, "t")
    await bot.seen("thread_create")
    local_discord.delete_channel(clip)
    assert (await bot.seen("raw_thread_delete")).thread_id == thread.id
    assert (await bot.seen("guild_channel_delete")).id == clip.id
    with pytest.raises(RefusedError, match="10003"):
        await ana.say(thread, "x")


async def test_writing_in_threads_needs_its_own_permission(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """SEND_MESSAGES_IN_THREADS rules there, SEND_MESSAGES in the channel."""
    thread = await ana.start_thread(clip, "t")
    path = f"/channels/{thread.id}/messages"
    user = local_discord.state.bot
    everyone = local_discord.guild.roles[local_discord.guild.id]
    local_discord.set_bot_permissions(Permission.VIEW_CHANNEL)
    local_discord.overwrite(clip, everyone, deny=Permission.SEND_MESSAGES)
    assert (await raw.ask("POST", path, {"content": "x"}))[0] == 200
    local_discord.overwrite(clip, user, deny=Permission.SEND_MESSAGES_IN_THREADS)
    assert await raw.code("POST", path, {"content": "x"}) == 50013
    del bot
