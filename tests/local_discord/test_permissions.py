"""Permissions: who sees, writes, attaches, reacts, pins and threads, with overwrites."""

from typing import Any
from urllib.parse import quote

import discord
import pytest

from local_discord import BOT_PERMISSIONS, LocalDiscord, Permission, Person, RefusedError
from local_discord.model.model import Channel
from local_discord.model.permissions import ALL, in_channel, in_guild
from tests.local_discord.raw import PNG, Raw
from tests.local_discord.rehearsal import Rehearsal

THUMB = quote("👍")


@pytest.mark.parametrize(
    ("lacking", "method", "path", "body"),
    [
        (Permission.SEND_MESSAGES, "POST", "/messages", {"content": "x"}),
        (Permission.EMBED_LINKS, "POST", "/messages", {"embeds": [{"title": "x"}]}),
        (Permission.ADD_REACTIONS, "PUT", f"/messages/{{message}}/reactions/{THUMB}/@me", None),
        (Permission.MANAGE_MESSAGES, "DELETE", "/messages/{message}", None),
        (Permission.MANAGE_MESSAGES, "DELETE", "/messages/{message}/reactions", None),
        (Permission.PIN_MESSAGES, "PUT", "/messages/pins/{message}", None),
        (Permission.READ_MESSAGE_HISTORY, "GET", "/messages/{message}", None),
        (Permission.CREATE_PUBLIC_THREADS, "POST", "/messages/{message}/threads", {"name": "t"}),
        (Permission.MANAGE_CHANNELS, "PATCH", "", {"name": "other"}),
        (Permission.MANAGE_ROLES, "PUT", "/permissions/5", {"type": 1, "allow": 0}),
    ],
)
async def test_each_act_needs_its_permission(  # noqa: PLR0917 - a table's columns
    local_discord: LocalDiscord,
    raw: Raw,
    ana: Person,
    clip: Channel,
    lacking: Permission,
    method: str,
    path: str,
    body: Any,
) -> None:
    """Without the permission 50013; with everything it works."""
    said = await ana.say(clip, "x")
    line = f"/channels/{clip.id}" + path.format(message=said.id)
    everyone = local_discord.guild.roles[local_discord.guild.id]
    bot_user = local_discord.state.bot
    local_discord.overwrite(clip, everyone, deny=lacking)
    local_discord.overwrite(clip, bot_user, deny=lacking)
    assert await raw.code(method, line, body) == 50013
    local_discord.overwrite(clip, bot_user, allow=ALL)
    assert (await raw.ask(method, line, body))[0] in {200, 201, 204}


async def test_files_need_their_permission(
    local_discord: LocalDiscord, raw: Raw, clip: Channel
) -> None:
    """Without ATTACH_FILES a message with a file is refused, and no file stays."""
    local_discord.overwrite(clip, local_discord.state.bot, deny=Permission.ATTACH_FILES)
    path = f"/channels/{clip.id}/messages"
    assert await raw.code("POST", path, {"content": "x"}, files=[("a.png", PNG)]) == 50013


async def test_a_hidden_channel_is_not_there(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """Without VIEW_CHANNEL: 50001, and no events."""
    local_discord.overwrite(clip, local_discord.state.bot, deny=Permission.VIEW_CHANNEL)
    assert await raw.code("GET", f"/channels/{clip.id}") == 50001
    assert await raw.code("POST", f"/channels/{clip.id}/messages", {"content": "x"}) == 50001
    hidden = await ana.say(clip, "hidden")
    other = local_discord.add_channel("other")
    await ana.say(other, "shown")
    await bot.seen("message")
    assert hidden.id not in [args[0].id for name, args in bot.events if name == "message"]


async def test_history_without_its_permission_is_empty(
    local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """Discord answers an empty list rather than an error."""
    await ana.say(clip, "x")
    local_discord.overwrite(clip, local_discord.state.bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert await raw.ask("GET", f"/channels/{clip.id}/messages") == (200, [])


async def test_people_are_held_to_the_same(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A person without the right can't either."""
    user = local_discord.state.users[ana.id]
    local_discord.overwrite(clip, user, deny=Permission.SEND_MESSAGES)
    with pytest.raises(RefusedError, match="50013"):
        await ana.say(clip, "x")
    local_discord.overwrite(clip, user, deny=Permission.VIEW_CHANNEL)
    with pytest.raises(RefusedError, match="50001"):
        await ana.sees(clip)


async def test_losing_rights_meanwhile_is_told(
    bot: Rehearsal, local_discord: LocalDiscord, clip: Channel
) -> None:
    """Roles and overwrites changed under way reach the client's own reckoning."""
    guild = bot.get_guild(local_discord.guild.id)
    assert guild is not None
    local_discord.set_bot_permissions(BOT_PERMISSIONS & ~Permission.PIN_MESSAGES)
    await bot.seen("guild_role_update")
    assert not guild.me.guild_permissions.pin_messages
    local_discord.overwrite(clip, local_discord.state.bot, allow=Permission.PIN_MESSAGES)
    await bot.seen("guild_channel_update")
    assert bot.text_channel(clip.id).permissions_for(guild.me).pin_messages
    local_discord.delete_channel(clip)
    assert (await bot.seen("guild_channel_delete")).id == clip.id


def test_overwrites_come_in_discords_order(local_discord: LocalDiscord) -> None:
    """Everyone, then all roles together with allow winning, then the member."""
    world = local_discord
    guild, clip = world.guild, world.channel("clip")
    one, two = world.add_role("One"), world.add_role("Two")
    ana = world.person("Ana", roles=[one, two])
    sending = Permission.SEND_MESSAGES
    world.overwrite(clip, guild.roles[guild.id], deny=sending)
    assert sending not in in_channel(guild, clip, ana.id)
    world.overwrite(clip, one, deny=sending)
    world.overwrite(clip, two, allow=sending)
    assert sending in in_channel(guild, clip, ana.id)
    world.overwrite(clip, world.state.users[ana.id], deny=sending)
    assert sending not in in_channel(guild, clip, ana.id)
    assert Permission.ATTACH_FILES not in in_channel(guild, clip, ana.id)


def test_owners_and_administrators_may_everything(local_discord: LocalDiscord) -> None:
    """ADMINISTRATOR passes every overwrite; strangers may nothing."""
    world = local_discord
    guild, clip = world.guild, world.channel("clip")
    admin = world.person("Admin", roles=[world.add_role("Admin", Permission.ADMINISTRATOR)])
    world.overwrite(clip, guild.roles[guild.id], deny=Permission.VIEW_CHANNEL)
    assert in_channel(guild, clip, admin.id) == ALL
    assert in_guild(guild, guild.owner_id) == ALL
    assert in_guild(guild, 1) == Permission(0)


async def test_the_clients_reckoning_agrees(
    bot: Rehearsal, local_discord: LocalDiscord, clip: Channel
) -> None:
    """What discord.py computes from what we send is what we hold it to."""
    guild = bot.get_guild(local_discord.guild.id)
    assert guild is not None
    ours = in_channel(local_discord.guild, clip, local_discord.state.bot.id)
    theirs = bot.text_channel(clip.id).permissions_for(guild.me)
    assert discord.Permissions(int(ours)) == theirs
