"""Reactions: placed, taken back, cleared, counted, and their limits."""

from urllib.parse import quote

import discord
import pytest

from local_discord import LocalDiscord, Permission, Person, RefusedError
from local_discord.messages.reactions import is_emoji
from local_discord.model.model import Channel
from tests.local_discord.raw import Raw
from tests.local_discord.rehearsal import Rehearsal

TWENTY = [chr(0x1F400 + number) for number in range(20)]


async def test_votes_are_told_and_counted(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Raw events carry who, what and whose message; a vote taken back is told too."""
    post = await bot.text_channel(clip.id).send("vote")
    await post.add_reaction("1️⃣")
    seen = await ana.wait_message(clip, lambda one: "1️⃣" in one.reactions)
    await ana.react(seen, "1️⃣", "🔁")
    event = await bot.seen("raw_reaction_add", lambda one: one.user_id == ana.id)
    assert (event.message_id, str(event.emoji)) == (post.id, "1️⃣")
    assert event.message_author_id == local_discord.state.bot.id
    assert event.member.display_name == "Ana"
    await ana.unreact(seen, "🔁")
    await bot.seen("raw_reaction_remove", lambda one: str(one.emoji) == "🔁")
    fetched = await bot.text_channel(clip.id).fetch_message(post.id)
    assert [(str(one.emoji), one.count, one.me) for one in fetched.reactions] == [("1️⃣", 2, True)]
    looked = await ana.look(seen)
    assert (looked.reactions, looked.own_reactions) == ({"1️⃣": 2}, frozenset({"1️⃣"}))


async def test_super_reactions_are_listed_apart(
    bot: Rehearsal, ana: Person, local_discord: LocalDiscord, clip: Channel
) -> None:
    """One person may place an emoji both ways; each is told, counted and taken back by itself."""
    bo = local_discord.person("Bo")
    said = await ana.say(clip, "x")
    await ana.react(said, "1️⃣")
    await ana.react(said, "1️⃣", burst=True)
    await bo.react(said, "1️⃣", burst=True)
    event = await bot.seen("raw_reaction_add", lambda one: one.user_id == bo.id)
    assert (event.burst, event.type) == (True, discord.ReactionType.burst)
    (shown,) = (await bot.text_channel(clip.id).fetch_message(said.id)).reactions
    assert (shown.count, shown.normal_count, shown.burst_count) == (3, 1, 2)
    assert [one.id async for one in shown.users(limit=9)] == [ana.id]
    listed = shown.users(limit=9, type=discord.ReactionType.burst)
    assert {one.id async for one in listed} == {ana.id, bo.id}
    await ana.unreact(said, "1️⃣")
    await ana.unreact(said, "1️⃣", burst=True)
    assert (await ana.look(said)).reactions == {"1️⃣": 1}
    await bo.unreact(said, "1️⃣", burst=True)
    assert (await ana.look(said)).reactions == {}


async def test_the_same_reaction_twice_is_one(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Placing it again is no error and no event."""
    said = await ana.say(clip, "x")
    await ana.react(said, "1️⃣", "1️⃣", "2️⃣")
    await bot.seen("raw_reaction_add", lambda one: str(one.emoji) == "2️⃣")
    assert bot.count("raw_reaction_add") == 2


async def test_clearing(bot: Rehearsal, local_discord: LocalDiscord, clip: Channel) -> None:
    """One emoji or all are cleared by who manages messages, and told as such."""
    boss = local_discord.person(
        "Boss", roles=[local_discord.add_role("Boss", Permission.MANAGE_MESSAGES)]
    )
    said = await boss.say(clip, "x")
    await boss.react(said, "1️⃣", "2️⃣")
    await boss.clear_reactions(said, "1️⃣")
    cleared = await bot.seen("raw_reaction_clear_emoji")
    assert str(cleared.emoji) == "1️⃣"
    await boss.clear_reactions(said)
    assert (await bot.seen("raw_reaction_clear")).message_id == said.id
    assert (await boss.look(said)).reactions == {}


async def test_who_reacted_is_paged(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """More than a hundred users of one emoji come page by page, each once."""
    said = await ana.say(clip, "x")
    people = [local_discord.person(f"P{number}") for number in range(130)]
    for person in people:
        local_discord.place_reaction(person.id, clip.id, said.id, "1️⃣")
    message = await bot.text_channel(clip.id).fetch_message(said.id)
    users = [one.id async for one in message.reactions[0].users()]
    assert sorted(users) == sorted(one.id for one in people)


async def test_at_most_twenty_emoji(raw: Raw, ana: Person, clip: Channel) -> None:
    """The twenty-first distinct emoji meets 30010; joining an existing one does not."""
    said = await ana.say(clip, "x")
    await ana.react(said, *TWENTY)
    path = f"/channels/{clip.id}/messages/{said.id}/reactions"
    assert await raw.code("PUT", f"{path}/{quote('🔁')}/@me") == 30010
    assert (await raw.ask("PUT", f"{path}/{quote(TWENTY[0])}/@me"))[0] == 204


async def test_strange_emoji_are_refused(raw: Raw, ana: Person, clip: Channel) -> None:
    """What is no emoji meets 10014."""
    said = await ana.say(clip, "x")
    path = f"/channels/{clip.id}/messages/{said.id}/reactions/nonsense/@me"
    assert await raw.code("PUT", path) == 10014


@pytest.mark.parametrize("text", ["1️⃣", "🔟", "🔁", "❤️", "👩‍🎨", "🇫🇷", "👍🏽", "#️⃣", "‼️"])
def test_what_is_an_emoji(text: str) -> None:
    """Keycaps, joined people, flags, skin tones and old symbols are emoji."""
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "1", "a", "word", "é", "🔁 ", "🔁a", "🔁" * 20])
def test_what_is_no_emoji(text: str) -> None:
    """Letters, digits, blanks and crowds are none."""
    assert not is_emoji(text)


async def test_a_new_emoji_needs_permission(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Without ADD_REACTIONS one may only join what others placed."""
    ben = local_discord.person("Ben")
    said = await ana.say(clip, "x")
    await ana.react(said, "1️⃣")
    user = local_discord.state.users[ben.id]
    local_discord.overwrite(clip, user, deny=Permission.ADD_REACTIONS)
    await ben.react(said, "1️⃣")
    with pytest.raises(RefusedError, match="50013"):
        await ben.react(said, "2️⃣")
    local_discord.overwrite(clip, user, deny=Permission.READ_MESSAGE_HISTORY)
    with pytest.raises(RefusedError, match="50001"):
        await ben.react(said, "1️⃣")
    message = await bot.text_channel(clip.id).fetch_message(said.id)
    with pytest.raises(discord.NotFound):
        await message.add_reaction("not-an-emoji")
