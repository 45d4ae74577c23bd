"""Harm on demand: what the client library meets, and what the server has done by then."""

import aiohttp
import discord
import pytest

from local_discord import LocalDiscord, Person
from local_discord.model.model import Channel
from tests.local_discord.fixtures import OpenWorld
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal

MESSAGES = "/channels/{channel_id}/messages"


async def test_a_lost_answer_leaves_the_work_done(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """The client sees a broken connection, the channel has the message."""
    local_discord.harm.lose_answer(method="POST", path=MESSAGES)
    with pytest.raises(aiohttp.ClientError):
        await bot.text_channel(clip.id).send("once")
    assert [one.text for one in await ana.sees(clip)] == ["once"]
    await bot.text_channel(clip.id).send("twice")


async def test_an_answer_lost_as_an_error_is_asked_for_again_and_posted_once(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """After a 502 the library sends again; the enforced nonce keeps it from posting twice."""
    local_discord.harm.lose_answer(method="POST", path=MESSAGES, status=502)
    posted = await bot.text_channel(clip.id).send("once")
    assert [one.id for one in await ana.sees(clip)] == [posted.id]
    assert [one.path for one in local_discord.exchanges].count(MESSAGES) == 2


async def test_a_lost_request_was_never_done(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Cut before the work: nothing in the channel."""
    local_discord.harm.lose_request(method="POST", path=MESSAGES)
    with pytest.raises(aiohttp.ClientError):
        await bot.text_channel(clip.id).send("never")
    assert await ana.sees(clip) == []


async def test_server_errors_without_work(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A 503 reaches the caller at once; nothing was done."""
    local_discord.harm.fail(503, path="/channels/*/messages")
    with pytest.raises(discord.DiscordServerError):
        await bot.text_channel(clip.id).send("never")
    assert await ana.sees(clip) == []
    await bot.text_channel(clip.id).send("then")


async def test_rate_limits_on_demand(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """The library waits as told, then the message is there once."""
    local_discord.harm.rate_limit(0.01, path=MESSAGES, times=2)
    await bot.text_channel(clip.id).send("patient")
    assert [one.text for one in await ana.sees(clip)] == ["patient"]
    statuses = [one.status for one in local_discord.exchanges if one.path == MESSAGES]
    assert statuses == [429, 429, 200]


async def test_a_global_limit_says_so(raw: Raw, local_discord: LocalDiscord) -> None:
    """Body and headers of a global 429."""
    local_discord.harm.rate_limit(2.5, scope="global")
    status, body, headers = await raw.ask_fully("GET", "/users/@me")
    assert (status, body["retry_after"], body["global"]) == (429, 2.5, True)
    assert headers["X-RateLimit-Global"] == "true"
    assert headers["X-RateLimit-Scope"] == "global"
    assert int(headers["Retry-After"]) >= 2


async def test_delays_and_only_what_is_named(raw: Raw, local_discord: LocalDiscord) -> None:
    """Harm concerns the named method and path, as often as told, until cleared."""
    local_discord.harm.fail(500, method="POST", path="/users/*", times=1)
    assert (await raw.ask("GET", "/users/@me"))[0] == 200
    local_discord.harm.delay(0.01, path="/users/@me")
    assert (await raw.ask("GET", "/users/@me"))[0] == 200
    local_discord.harm.fail(500, times=5)
    assert (await raw.ask("GET", "/users/@me"))[0] == 500
    local_discord.harm.clear()
    assert (await raw.ask("GET", "/users/@me"))[0] == 200


async def test_deafness_to_heartbeats(open_world: OpenWorld) -> None:
    """Without ACKs a client can tell that its connection is dead."""
    world = await open_world()
    world.harm.is_deaf_to_heartbeats = True
    async with aiohttp.ClientSession() as http, http.ws_connect(world.gateway_url) as socket:
        await socket.receive(timeout=5)
        await socket.send_json({"op": 1, "d": None})
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.05)
