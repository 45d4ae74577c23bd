"""Interactions: each kind of answer, their deadlines, and what the person then sees."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

import pytest

from local_discord import LocalDiscord, NoAnswerError, Person, RefusedError
from local_discord.model.model import Channel, Interaction, InteractionState
from local_discord.people.client import Happening
from tests.local_discord.pointing import running
from tests.local_discord.raw import PNG, Raw
from tests.local_discord.rehearsal import Rehearsal
from tests.local_discord.timing import advance

T = TypeVar("T")


async def both(asked: Awaitable[T], done_meanwhile: Awaitable[object]) -> T:
    """Return what was asked while something else is done."""
    return (await asyncio.gather(asked, done_meanwhile))[0]


async def register(world: LocalDiscord, raw: Raw, *commands: dict[str, Any]) -> None:
    """Register commands for a bot that is not there."""
    path = f"/applications/{world.state.application.id}/commands"
    status, answer = await raw.ask("PUT", path, list(commands))
    assert status == 200, answer


async def answer_next(world: LocalDiscord, raw: Raw, body: dict[str, Any]) -> None:
    """Answer the interaction that waits, as soon as one does."""
    await world.wait_for(lambda: waiting(world) is not None)
    one = waiting(world)
    assert one is not None
    status, answer = await raw.ask("POST", f"/interactions/{one.id}/{one.token}/callback", body)
    assert status == 204, answer


def waiting(world: LocalDiscord) -> Interaction | None:
    """Return an interaction that waits for its answer."""
    for one in world.state.interactions.values():
        if one.state is InteractionState.WAITING:
            return one
    return None


async def pass_time_once_begun(bot: Rehearsal, world: LocalDiscord, seconds: float) -> None:
    """Let time pass once the bot has heard of an interaction."""
    await bot.seen("interaction")
    advance(world, seconds)


async def first(happenings: AsyncIterator[Happening]) -> AsyncIterator[Happening]:
    """Return the first thing that happened."""
    async for one in happenings:
        yield one
        return


async def test_a_command_is_answered_at_once(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Callback 4 puts a message into the channel, with options of every kind resolved."""
    outcome = await ana.slash("say", clip, line=3, words="la", who=ana, song=("a.mp3", b"abc"))
    assert (outcome.state, outcome.text) == ("answered", "3 la Ana 3")
    assert [one.text for one in await ana.sees(clip)] == ["3 la Ana 3"]
    assert (await bot.seen("message")).content == "3 la Ana 3"


async def test_a_deferred_answer_takes_the_place_of_thinking(
    bot: Rehearsal, ana: Person, clip: Channel
) -> None:
    """Callback 5 shows "thinking"; the first follow-up fills it in, the next is a new message."""
    async with ana.watching() as happenings:
        outcome = await ana.slash("think", clip)
        told = [await anext(happenings) for _ in range(3)]
    assert outcome.message is not None
    assert (outcome.text, outcome.message.is_thinking) == ("thought", False)
    updates = [one.data["edited_timestamp"] for one in told if one.name == "MESSAGE_UPDATE"]
    assert updates == [None]  # an answer, not an edit
    assert [one.width_px for one in outcome.message.files] == [1]
    await ana.wait_message(clip, "and more")
    assert bot.count("message") == 1  # the loading message; its reader alone sees the other


async def test_answers_carry_files(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """The first answer and its edits take files; a follow-up can be deleted again."""
    await ana.slash("picture", clip)
    await bot.seen("raw_message_delete")
    (answer,) = await ana.sees(clip)
    assert [one.filename for one in answer.files] == ["1.png", "2.png"]
    assert await ana.download(answer.files[1]) == PNG


async def test_thinking_is_seen_before_the_answer(local_discord: LocalDiscord) -> None:
    """The person sees the deferred state, and the same message filled in later."""
    raw, ana, clip = (
        Raw(local_discord),
        local_discord.person("Ana"),
        local_discord.channel("clip"),
    )
    await register(local_discord, raw, {"name": "wait", "description": "Waits"})
    watched = local_discord.state
    outcome = await both(
        ana.slash("wait", clip, until="acknowledged"),
        answer_next(local_discord, raw, {"type": 5}),
    )
    assert outcome.state == "thinking"
    assert [one.is_thinking for one in await ana.sees(clip)] == [True]
    token = next(iter(watched.interactions.values())).token
    webhook = f"/webhooks/{watched.application.id}/{token}/messages/@original"
    await raw.ask("PATCH", webhook, {"content": "there"})
    assert (await ana.outcome(outcome, until="answered")).text == "there"


async def test_an_ephemeral_answer_is_seen_by_its_person_alone(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Others see nothing, the bot's history has nothing; the person can dismiss it."""
    ben = local_discord.person("Ben")
    outcome = await ana.slash("think", clip, how="quietly")
    assert outcome.message is not None
    assert outcome.message.is_ephemeral
    assert await ben.sees(clip) == []
    assert [one async for one in bot.text_channel(clip.id).history()] == []
    await ana.wait_message(clip, "and more")
    for message in await ana.sees(clip):
        await ana.delete(message)
    assert await ana.sees(clip) == []


async def test_a_click_changes_its_message(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Callback 7 rewrites the message under the button."""
    offered = (await ana.slash("offer", clip)).message
    assert offered is not None
    outcome = await ana.click(offered, "Change")
    assert (outcome.state, outcome.text) == ("updated", "changed")
    assert outcome.message is not None
    assert outcome.message.id == offered.id
    assert await bot.seen("message_edit", lambda after: after.content == "changed")


async def test_a_click_is_noted_and_changed_later(
    bot: Rehearsal, ana: Person, clip: Channel
) -> None:
    """Callback 6 acknowledges without a change."""
    offered = (await ana.slash("offer", clip)).message
    assert offered is not None
    assert (await ana.click(offered, "Later")).state == "noted"
    assert (await ana.wait_message(clip, "changed later")).id == offered.id
    del bot


async def test_choosing_in_a_select(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """A select takes labels or values, and refuses what it does not offer."""
    offered = (await ana.slash("offer", clip)).message
    assert offered is not None
    assert offered.options == ["Small", "Big"]
    assert (await ana.select(offered, "Size", "Small")).text == "s"
    with pytest.raises(RefusedError, match="none of the options"):
        await ana.select(offered, "size", "Huge")
    with pytest.raises(RefusedError, match="The message offers Change, Later, Ask, size"):
        await ana.click(offered, "Explode")
    del bot


async def test_a_modal_is_filled_in(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Callback 9 opens a modal; its submission is an interaction of its own."""
    opened = await ana.slash("ask", clip)
    assert opened.modal is not None
    assert opened.modal.title == "Words"
    assert opened.modal.labels == ("Line", "Song")
    files = [("a.mp3", b"ab"), ("b.mp3", b"abc")]
    outcome = await ana.submit(opened, {"Song": files}, line="la la")
    assert outcome.text == "la la [2, 3]"
    with pytest.raises(RefusedError, match="10062"):
        await ana.submit(opened, line="twice")
    del bot


async def test_a_modal_refuses_what_its_fields_refuse(
    bot: Rehearsal, ana: Person, clip: Channel
) -> None:
    """Required, length and number of files hold before the bot hears anything."""
    opened = await ana.slash("ask", clip)
    with pytest.raises(RefusedError, match="between 1 and 4000"):
        await ana.submit(opened, line="")
    with pytest.raises(RefusedError, match="no field 'colour'"):
        await ana.submit(opened, line="la", colour="red")
    with pytest.raises(RefusedError, match="between 1 and 2"):
        await ana.submit(opened, line="la", song=[("a", PNG)] * 3)
    assert bot.count("interaction") == 1


async def test_a_modal_from_a_button_may_change_the_message(
    local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """A submission that began at a component carries that message, and callback 7 rewrites it."""
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
    _, posted = await raw.ask(
        "POST", f"/channels/{clip.id}/messages", {"content": "x", "components": [row]}
    )
    modal = {
        "custom_id": "m",
        "title": "T",
        "components": [
            {
                "type": 18,
                "label": "L",
                "component": {"type": 4, "custom_id": "t", "style": 1, "required": False},
            }
        ],
    }
    message = await ana.wait_message(clip, "x")
    opened = await both(
        ana.click(message, "Go"), answer_next(local_discord, raw, {"type": 9, "data": modal})
    )
    done = await both(
        ana.submit(opened),
        answer_next(local_discord, raw, {"type": 7, "data": {"content": "y"}}),
    )
    assert done.message is not None
    assert (done.message.id, done.text) == (int(posted["id"]), "y")


async def test_autocompletion_offers_choices(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Callback 8 answers a half-typed option."""
    offered = await ana.autocomplete("complete", clip, "line", "re")
    assert offered == (("1. re", 1), ("2. re", 2), ("3. re", 3))
    assert (await ana.slash("complete", clip, line=offered[1][1])).text == "line 2"
    with pytest.raises(RefusedError, match="no autocompletion"):
        await ana.autocomplete("say", clip, "line", "1")
    del bot


async def test_message_and_user_menus(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """A menu command carries its target's words without the message content intent."""
    said = await ana.say(clip, "the first line")
    assert (await ana.context("Add as lyrics", said)).text == "added the first line"
    referenced = (await ana.sees(clip))[-1].raw["message_reference"]
    assert referenced["message_id"] == str(said.id)
    assert (await ana.context_on("Greet", ana, clip)).text == "hello Ana"
    assert (await bot.seen("message", lambda one: one.id == said.id)).content == ""


async def test_silence_is_a_failure_after_three_seconds(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Without an acknowledgement the person reads that the application did not respond."""
    async with ana.watching() as happenings:
        slash = ana.slash("sleep", clip)
        outcome = asyncio.gather(slash, pass_time_once_begun(bot, local_discord, 3.01))
        with pytest.raises(NoAnswerError, match="did not respond to sleep of Ana"):
            await outcome
        assert [one.name async for one in first(happenings)] == ["INTERACTION_FAILURE"]


async def test_a_late_first_answer_is_refused(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """After three seconds the callback meets 10062."""
    with pytest.raises(NoAnswerError):
        await asyncio.gather(
            ana.slash("sleep", clip), pass_time_once_begun(bot, local_discord, 3.01)
        )
    one = next(iter(local_discord.state.interactions.values()))
    path = f"/interactions/{one.id}/{one.token}/callback"
    assert await raw.code("POST", path, {"type": 5}) == 10062


async def test_a_second_first_answer_is_refused(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """An interaction is acknowledged once: 40060."""
    await ana.slash("say", clip, line=1)
    one = next(iter(local_discord.state.interactions.values()))
    path = f"/interactions/{one.id}/{one.token}/callback"
    assert await raw.code("POST", path, {"type": 5}) == 40060
    wrong = f"/interactions/{one.id}/wrong/callback"
    assert await raw.code("POST", wrong, {"type": 5}) == 10062
    del bot


async def test_a_token_works_for_fifteen_minutes(
    bot: Rehearsal, local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """Follow-ups, fetching, editing and deleting work until then, and not after."""
    await ana.slash("say", clip, line=1)
    state = local_discord.state
    webhook = f"/webhooks/{state.application.id}/{next(iter(state.interactions_by_token))}"
    advance(local_discord, 890)
    status, more = await raw.ask("POST", webhook, {"content": "more"})
    assert (status, more["content"]) == (200, "more")
    path = f"{webhook}/messages/{more['id']}"
    assert (await raw.ask("PATCH", path, {"content": "less"}))[1]["content"] == "less"
    assert (await raw.ask("GET", f"{webhook}/messages/@original"))[1]["content"].startswith("1")
    assert (await raw.ask("DELETE", path))[0] == 204
    assert await raw.code("GET", path) == 10008
    advance(local_discord, 20)
    assert await raw.code("POST", webhook, {"content": "late"}) == 50027
    del bot


async def test_answers_must_fit_what_was_done(
    local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """A command can't be answered as if it were a click, and a webhook waits for the callback."""
    await register(local_discord, raw, {"name": "wait", "description": "Waits"})
    codes: list[object] = []

    async def misbehave() -> None:
        await local_discord.wait_for(lambda: bool(local_discord.state.interactions))
        one = next(iter(local_discord.state.interactions.values()))
        webhook = f"/webhooks/{local_discord.state.application.id}/{one.token}"
        path = f"/interactions/{one.id}/{one.token}/callback"
        codes.append(await raw.code("POST", webhook, {"content": "early"}))
        codes.extend(
            [await raw.faults("POST", path, {"type": kind, "data": {}}) for kind in (6, 7, 8)]
        )
        await raw.ask("POST", path, {"type": 4, "data": {"content": "right"}})

    assert (await both(ana.slash("wait", clip), misbehave())).text == "right"
    assert codes == [10015, {"BASE_TYPE_CHOICES"}, {"BASE_TYPE_CHOICES"}, {"BASE_TYPE_CHOICES"}]


async def test_a_lasting_button_outlives_its_bot(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A DynamicItem posted by one process is answered by the next."""
    async with running(Rehearsal(), local_discord):
        posted = (await ana.slash("round", clip, number=12)).message
    assert posted is not None
    async with running(Rehearsal(), local_discord):
        assert (await ana.click(posted, "Again")).text == "round 12"


async def test_nobody_answers_while_no_bot_is_connected(
    local_discord: LocalDiscord, raw: Raw, ana: Person, clip: Channel
) -> None:
    """An act without a bot fails like with a silent one."""
    await register(local_discord, raw, {"name": "wait", "description": "Waits"})

    async def pass_time() -> None:
        await local_discord.wait_for(lambda: bool(local_discord.state.interactions))
        advance(local_discord, 3.01)

    with pytest.raises(NoAnswerError):
        await asyncio.gather(ana.slash("wait", clip), pass_time())
