"""The gateway: logging in, staying, losing the socket, resuming, being turned away."""

import asyncio
import json
import zlib
from typing import Any

import aiohttp
import discord
import pytest

from local_discord import Intent, LocalDiscord, Person, RefusedError, ServerLimits
from local_discord.model.model import Channel
from tests.local_discord.fixtures import OpenWorld
from tests.local_discord.pointing import running
from tests.local_discord.rehearsal import INTENTS, Rehearsal
from tests.local_discord.timing import advance

NOTHING: dict[str, Any] = {}


class Wire:
    """A gateway client that says and hears exactly what a test wants."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hear(self) -> dict[str, Any]:
        """Return the next payload."""
        heard: dict[str, Any] = json.loads((await self.socket.receive(timeout=10)).data)
        return heard

    async def say(self, op: int, data: object) -> None:
        """Send a payload."""
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, world: LocalDiscord, intents: int = 1) -> dict[str, Any]:
        """Say who we are, and return READY."""
        assert (await self.hear())["op"] == 10
        await self.say(2, {"token": world.token, "intents": intents, "properties": {}})
        ready = await self.hear()
        assert ready["t"] == "READY"
        return ready

    async def end(self) -> int:
        """Return the code with which the server ended it."""
        while (await self.socket.receive(timeout=10)).type is not aiohttp.WSMsgType.CLOSE:
            pass
        return self.socket.close_code or 0


async def test_a_client_becomes_ready_and_knows_its_guild(
    bot: Rehearsal, local_discord: LocalDiscord, clip: Channel
) -> None:
    """READY and GUILD_CREATE carry guild, channels, roles and the bot's own membership."""
    guild = bot.get_guild(local_discord.guild.id)
    assert guild is not None
    assert [one.name for one in guild.text_channels] == ["clip"]
    assert guild.me.guild_permissions.attach_files
    assert bot.text_channel(clip.id).permissions_for(guild.me).pin_messages
    assert guild.filesize_limit == 10 * 1024 * 1024
    assert bot.application_id == local_discord.state.application.id


async def test_a_lost_socket_is_resumed_with_all_that_was_missed(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """What happens between drop and RESUME is replayed once, in order."""
    await ana.say(clip, "before")
    await bot.seen("message")
    local_discord.harm.drop_sockets()
    for number in range(5):
        await ana.say(clip, f"missed {number}")
    await bot.seen("resumed")
    await ana.say(clip, "after")
    last = await ana.wait_message(clip, "after")
    await bot.seen("message", lambda one: one.id == last.id)
    heard = [args[0].id for name, args in bot.events if name == "message"]
    assert heard == [one.id for one in await ana.sees(clip)]
    assert bot.count("ready") == 1


async def test_a_refused_resume_starts_a_new_session(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """INVALID_SESSION makes the client identify anew; what was missed stays missed."""
    local_discord.harm.refuse_resumes()
    local_discord.harm.drop_sockets(4000)
    missed = await ana.say(clip, "missed")
    await bot.seen("ready", times=2)
    later = await ana.say(clip, "later")
    await bot.seen("message", lambda one: one.id == later.id)
    assert missed.id not in [args[0].id for name, args in bot.events if name == "message"]
    assert bot.count("resumed") == 0


async def test_reconnect_is_followed(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """RECONNECT makes the client come back by a resume."""
    local_discord.harm.ask_to_reconnect()
    await bot.seen("resumed")
    said = await ana.say(clip, "here?")
    await bot.seen("message", lambda one: one.id == said.id)
    assert bot.count("ready") == 1


async def test_an_invalidated_session_may_be_resumable(
    bot: Rehearsal, local_discord: LocalDiscord
) -> None:
    """INVALID_SESSION with true is answered by a resume."""
    local_discord.harm.invalidate_sessions(resumable=True)
    await bot.seen("resumed")
    assert bot.count("ready") == 1


async def test_an_invalidated_session_may_be_lost(
    bot: Rehearsal, local_discord: LocalDiscord
) -> None:
    """INVALID_SESSION with false is answered by identifying anew."""
    local_discord.harm.invalidate_sessions()
    await bot.seen("ready", times=2)
    assert bot.count("resumed") == 0


async def test_a_session_can_be_resumed_only_for_a_while(open_world: OpenWorld) -> None:
    """After the window, or with numbers that never were, the session is invalid."""
    world = await open_world(limits=ServerLimits(resume_window_s=100))
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(world.gateway_url) as socket:
            session = (await Wire(socket).identify(world))["d"]["session_id"]
            await socket.close(code=4000)
        await world.wait_for(lambda: world.clients_connected == 0)
        for sequence, seconds in ((999, 0.0), (1, 101.0)):
            advance(world, seconds)
            async with http.ws_connect(world.gateway_url) as socket:
                wire = Wire(socket)
                await wire.hear()
                resume = {"token": world.token, "session_id": session, "seq": sequence}
                await wire.say(6, resume)
                assert (await wire.hear())["op"] == 9


async def test_a_zombie_is_cut_off(open_world: OpenWorld) -> None:
    """A client that stops its heartbeats is closed with 4009."""
    world = await open_world(limits=ServerLimits(heartbeat_interval_ms=40))
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(world.gateway_url) as socket,
    ):
        wire = Wire(socket)
        await wire.identify(world)
        await wire.say(1, 1)
        assert await wire.end() == 4009


async def test_a_heartbeat_is_acknowledged(local_discord: LocalDiscord) -> None:
    """Each heartbeat meets an ACK."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(local_discord.gateway_url) as socket,
    ):
        wire = Wire(socket)
        assert (await wire.hear())["d"]["heartbeat_interval"] == 41_250
        await wire.say(1, None)
        assert (await wire.hear())["op"] == 11


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ((2, {"token": "wrong", "intents": 1}), 4004),
        ((2, {"intents": 1}), 4004),
        ((2, {"token": None, "intents": 1 << 30}), 4013),
        ((2, {"token": None, "intents": 1 << 15}), 4014),
        ((3, NOTHING), 4003),
    ],
)
async def test_who_is_turned_away(
    local_discord: LocalDiscord, said: tuple[int, dict[str, Any]], code: int
) -> None:
    """Wrong tokens, unknown and ungranted intents and strangers are closed with their codes."""
    op, data = said
    if "token" in data and data["token"] is None:
        data = {**data, "token": local_discord.token}
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(local_discord.gateway_url) as socket,
    ):
        wire = Wire(socket)
        await wire.say(op, data)
        assert await wire.end() == code


@pytest.mark.parametrize(
    ("said", "code"), [("{", 4002), ('{"op":99}', 4001), ('{"op":2,"d":{}}', 4005)]
)
async def test_nonsense_ends_the_connection(
    local_discord: LocalDiscord, said: str, code: int
) -> None:
    """What the protocol does not know, or knows only once, is closed with its code."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(local_discord.gateway_url) as socket,
    ):
        wire = Wire(socket)
        await wire.identify(local_discord)
        await socket.send_str(said)
        assert await wire.end() == code


async def test_transport_compression(local_discord: LocalDiscord) -> None:
    """With zlib-stream every payload ends a flush of one stream."""
    url = f"{local_discord.gateway_url}?v=10&encoding=json&compress=zlib-stream"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        packed: bytes = (await socket.receive(timeout=10)).data
        assert packed.endswith(b"\x00\x00\xff\xff")
        assert json.loads(zlib.decompressobj().decompress(packed))["op"] == 10


@pytest.mark.parametrize(
    ("query", "code"), [("v=8", 4012), ("encoding=etf", 4002), ("compress=brotli", 4000)]
)
async def test_other_protocols_are_refused(
    local_discord: LocalDiscord, query: str, code: int
) -> None:
    """Only version 10, JSON and the known compressions are spoken."""
    url = f"{local_discord.gateway_url}?{query}"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
        assert await Wire(socket).end() == code


async def test_members_can_be_asked_for(open_world: OpenWorld) -> None:
    """With the members intent the client receives everyone, joiners and leavers included."""
    world = await open_world(privileged_intents=Intent.GUILD_MEMBERS)
    world.person("Ana")
    client = Rehearsal(intents=INTENTS | discord.Intents(members=True))
    async with running(client, world):
        guild = client.get_guild(world.guild.id)
        assert guild is not None
        assert {one.name for one in guild.members} >= {"ana", "owner"}
        ben = world.person("Ben")
        assert (await client.seen("member_join")).id == ben.id
        assert [one.id for one in await guild.query_members("ben")] == [ben.id]


async def test_the_bot_joins_and_leaves_guilds(bot: Rehearsal, local_discord: LocalDiscord) -> None:
    """Joining brings the whole guild, being expelled takes it away."""
    other = local_discord.add_guild("Other", boost_tier=2)
    joined = await bot.seen("guild_join")
    assert (joined.id, joined.filesize_limit) == (other.id, 50 * 1024 * 1024)
    local_discord.expel_bot(other)
    assert (await bot.seen("guild_remove")).id == other.id
    assert bot.get_guild(other.id) is None


async def test_people_change_roles_and_leave(open_world: OpenWorld) -> None:
    """With the members intent both are told; what was placed stays."""
    world = await open_world(privileged_intents=Intent.GUILD_MEMBERS)
    ana, clip = world.person("Ana"), world.channel("clip")
    client = Rehearsal(intents=INTENTS | discord.Intents(members=True))
    async with running(client, world):
        said = await ana.say(clip, "x")
        await ana.react(said, "1️⃣")
        world.set_roles(ana, world.add_role("Voter"))
        changed = await client.seen("member_update")
        assert [one.name for one in changed.roles] == ["@everyone", "Voter"]
        world.leave(ana)
        assert (await client.seen("member_remove")).id == ana.id
        message = await client.text_channel(clip.id).fetch_message(said.id)
        assert message.reactions[0].count == 1
        with pytest.raises(RefusedError, match="50001"):
            await ana.sees(clip)


async def test_many_events_all_arrive_in_order(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A thousand reactions through the socket: none lost, none doubled."""
    post = await ana.say(clip, "vote")
    people = [local_discord.person(f"P{number}") for number in range(200)]
    for emoji in ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣"):
        for person in people:
            local_discord.place_reaction(person.id, clip.id, post.id, emoji)
        await asyncio.sleep(0)
    last = people[-1].id
    await bot.seen("raw_reaction_add", lambda one: (one.user_id, str(one.emoji)) == (last, "5️⃣"))
    assert bot.count("raw_reaction_add") == 1000
