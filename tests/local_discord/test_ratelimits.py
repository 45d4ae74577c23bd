"""Rate limits: real windows, real 429s, and headers that the library can live by."""

import asyncio

from local_discord import Person, Rate, Rates
from tests.local_discord.fixtures import OpenWorld
from tests.local_discord.pointing import running
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal
from tests.local_discord.timing import advance


async def test_the_sixth_message_in_five_seconds_is_one_too_many(open_world: OpenWorld) -> None:
    """Headers count down, 429 says how long, and the window ends."""
    world = await open_world(rates=Rates())
    raw, path = Raw(world), f"/channels/{world.channel('clip').id}/messages"
    left: list[str] = []
    for number in range(5):
        status, _, headers = await raw.ask_fully("POST", path, {"content": str(number)})
        assert status == 200
        assert headers["X-RateLimit-Limit"] == "5"
        assert headers["X-RateLimit-Bucket"]
        assert 0 < float(headers["X-RateLimit-Reset-After"]) <= 5
        left.append(headers["X-RateLimit-Remaining"])
    assert left == ["4", "3", "2", "1", "0"]
    status, body, headers = await raw.ask_fully("POST", path, {"content": "6"})
    assert status == 429
    assert 0 < body["retry_after"] <= 5
    assert (body["global"], headers["X-RateLimit-Scope"]) == (False, "user")
    assert headers["Retry-After"]
    assert headers["Via"]
    other = world.add_channel("other")
    assert (await raw.ask("POST", f"/channels/{other.id}/messages", {"content": "x"}))[0] == 200
    advance(world, 5.1)
    assert (await raw.ask("POST", path, {"content": "7"}))[0] == 200


async def test_fifty_a_second_for_everything(open_world: OpenWorld) -> None:
    """The fifty-first request of a second is limited globally; interactions are not counted."""
    world = await open_world(rates=Rates(other=Rate(1000, 1.0), everything=Rate(10, 60.0)))
    raw = Raw(world)
    statuses = [(await raw.ask("GET", "/users/@me"))[0] for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    status, body = await raw.ask("GET", "/users/@me")
    assert (status, body["global"]) == (429, True)
    assert await raw.code("POST", "/interactions/1/x/callback", {"type": 5}) == 10062


async def test_the_library_keeps_to_one_reaction_in_its_window(open_world: OpenWorld) -> None:
    """With the headers alone discord.py places reactions without ever meeting a 429."""
    rates = Rates(by_bucket={"reaction": Rate(1, 0.05)}, other=Rate(1000, 1.0))
    world = await open_world(rates=rates)
    ana: Person = world.person("Ana")
    clip = world.channel("clip")
    client = Rehearsal()
    async with running(client, world):
        message = await client.text_channel(clip.id).send("vote")
        await asyncio.gather(*(message.add_reaction(one) for one in ("1️⃣", "2️⃣", "3️⃣")))
    assert (await ana.sees(clip))[0].reactions == {"1️⃣": 1, "2️⃣": 1, "3️⃣": 1}
    assert 429 not in {one.status for one in world.exchanges}


def test_reactions_are_limited_to_one_in_a_quarter_second() -> None:
    """The default is what clients observe at Discord."""
    assert Rates().of("reaction") == Rate(1, 0.25)
    assert Rates().everything == Rate(50, 1.0)
