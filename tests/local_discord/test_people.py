"""People's API: from this process or another, over HTTP and WebSocket."""

import asyncio
import sys
from pathlib import Path

import aiohttp
import pytest

from local_discord import LocalDiscord, NoAnswerError, PeopleError, Person, RefusedError
from local_discord.model.model import Channel
from tests.local_discord.raw import PNG
from tests.local_discord.rehearsal import Rehearsal


async def test_a_person_arrives_over_http(local_discord: LocalDiscord, clip: Channel) -> None:
    """Whoever comes later is a member of every guild and acts like anyone."""
    chloe = await Person.arrive(local_discord.base_url, "Chloé", locale="fr")
    try:
        await chloe.say(clip, "me voilà")
        (guild,) = await chloe.guilds()
        assert [one["name"] for one in guild["channels"]] == ["clip"]
        assert guild["upload_bytes"] == 10 * 1024 * 1024
        assert chloe.id in local_discord.guild.members
    finally:
        await chloe.close()
    assert local_discord.person("Chloé").id == chloe.id


async def test_happenings_carry_their_time_and_place(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Everything a person sees happen comes in order, under Discord's names."""
    ben = local_discord.person("Ben")
    before = local_discord.state.now()
    async with ana.watching() as happenings:
        said = await ben.say(clip, "1")
        await ben.react(said, "1️⃣")
        await ben.edit(said, "2")
        await ben.delete(said)
        seen = [await anext(happenings) for _ in range(4)]
    assert [one.name for one in seen] == [
        "MESSAGE_CREATE",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
    ]
    assert all(one.data["channel_id"] == str(clip.id) for one in seen)
    times = [one.at for one in seen]
    assert before - 0.001 <= times[0]
    assert times == sorted(times)


async def test_waiting_for_a_message(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A message that is there, comes, or changes later is found; else one reads what was there."""
    ben = local_discord.person("Ben")
    said = await ben.say(clip, "early")
    assert (await ana.wait_message(clip, "early")).id == said.id
    waiting = asyncio.create_task(ana.wait_message(clip, lambda one: "👍" in one.reactions))
    await ben.react(said, "👍")
    assert (await waiting).id == said.id
    waiting = asyncio.create_task(ana.wait_message(clip, "late"))
    await ben.edit(said, "late")
    assert (await waiting).id == said.id
    with pytest.raises(TimeoutError, match="Ana saw no such message, only:\n- Ben: late"):
        await ana.wait_message(clip, "never", timeout_s=0.05)


async def test_world_waits_without_polling(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """`wait_for` looks again after each event and gives up in time."""
    waiting = asyncio.create_task(local_discord.wait_for(lambda: len(clip.messages) == 2))
    await ana.say(clip, "1")
    await ana.say(clip, "2")
    await waiting
    with pytest.raises(TimeoutError):
        await local_discord.wait_for(lambda: False, timeout_s=0.01)


async def test_files_come_from_paths_too(
    bot: Rehearsal, ana: Person, clip: Channel, tmp_path: Path
) -> None:
    """An option or a post takes a path."""
    song = tmp_path / "song.mp3"
    song.write_bytes(b"12345")
    assert (await ana.slash("say", clip, line=1, song=song)).text == "1 None None 5"
    posted = await ana.upload(clip, song, ("b.png", PNG), text="both")
    assert [one.filename for one in posted.files] == ["song.mp3", "b.png"]
    del bot


async def test_still_thinking_is_an_error_when_an_answer_is_wanted(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A timeout while the bot thinks says so."""
    local_discord.harm.delay(0.4, path="/webhooks/*")
    with pytest.raises(NoAnswerError, match=r"After 0\.1 s the answer to think is still thinking"):
        await ana.slash("think", clip, timeout_s=0.1)
    await ana.wait_message(clip, "thought")
    del bot


async def test_only_a_modal_can_be_submitted(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Submitting another answer is the test's mistake."""
    answered = await ana.slash("say", clip, line=1)
    with pytest.raises(PeopleError, match="no modal"):
        await ana.submit(answered, line="x")
    del bot


async def test_strangers_and_nonsense_are_refused(local_discord: LocalDiscord) -> None:
    """Unknown people, bots, faulty bodies."""
    nobody = Person(local_discord.base_url, 5, "Nobody")
    the_bot = Person(local_discord.base_url, local_discord.state.bot.id, "Bot")
    for one in (nobody, the_bot):
        with pytest.raises(RefusedError, match="10013"):
            await one.guilds()
        await one.close()
    async with aiohttp.ClientSession() as http:
        url = f"{local_discord.base_url}/people"
        for body in ("{}", '{"name": " "}', "[]"):
            async with http.post(url, data=body) as answer:
                assert answer.status == 400
        async with http.post(url, data=b"{") as answer:
            assert (await answer.json())["code"] == 50109
        async with http.get(url) as answer:
            assert [one["username"] for one in await answer.json()] == ["owner"]


async def test_the_server_listens_on_loopback_only() -> None:
    """Any other address is refused with a sentence."""
    for host in ("0.0.0.0", "192.168.1.5", "example.com"):  # noqa: S104 - it must be refused
        with pytest.raises(ValueError, match="loopback only"):
            async with LocalDiscord.start(host=host):
                pass


async def test_pages_of_other_sites_are_refused(local_discord: LocalDiscord) -> None:
    """A browser that was lured here carries a foreign Origin or Host."""
    async with aiohttp.ClientSession() as http:
        for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
            async with http.get(f"{local_discord.base_url}/people", headers=headers) as answer:
                assert answer.status == 403
        own = {"Origin": local_discord.base_url}
        async with http.get(f"{local_discord.base_url}/people", headers=own) as answer:
            assert answer.status == 200


async def test_the_package_imports_nothing_of_ours() -> None:
    """It could serve any bot: only the standard library and aiohttp."""
    program = (
        "import sys, local_discord;"
        "rooms = {'bot', 'cogs', 'storage', 'training'};"
        "ours = [m for m in sys.modules if m.split('.')[0] in rooms];"
        "print(sorted(ours),"
        " 'discord' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    assert printed.decode().strip() == "[] False"
