"""Presses and forms that name rows of another server's clip: refused, whatever they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.client.buttons import ABOUT, Action, custom_id
from bot.services.clips.owners import Kind
from local_discord.messages.components import walk

if TYPE_CHECKING:
    from local_discord.people.people import Person
    from local_discord.people.views import MessageView, Modal
    from tests.cogs.stage import Stage

FORMS_ONLY = {
    Action.PASTE_ALL,
    Action.PROMPT,
    Action.CREDITS,
}
FORMS = FORMS_ONLY | {
    Action.REWRITE,
    Action.VARY,
    Action.REPORT,
    Action.ANIMATE,
    Action.NOTE,
    Action.PART,
    Action.PASTE,
    Action.SONG,
}
LISTS = {Action.SHOT}


async def _everything(stage: Stage) -> list[tuple[object, ...]]:
    """All rows but those of who was there, and of what is posted meanwhile."""
    async with stage.house.db.reading() as tx:
        tables = await tx.fetch_all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return [
            tuple(row)
            for table in tables
            if table["name"] not in {"people", "posts", "boards"}
            for row in await tx.fetch_all(f"SELECT * FROM {table['name']}")  # noqa: S608 - ours
        ]


async def _rows(stage: Stage) -> dict[Kind, list[str]]:
    """Rows of the first clip that somebody could name, by kind."""
    async with stage.house.db.reading() as tx:
        render = await tx.fetch_all("SELECT id FROM renders")
        change = await tx.fetch_all("SELECT id FROM lyric_changes WHERE clip_id = 1")
        batch = await tx.fetch_all("SELECT batch FROM jobs WHERE clip_id = 1")
    assert not render
    assert change
    return {
        Kind.CLIP: ["1"],
        Kind.ANY_CLIP: ["1"],
        Kind.ROUND: ["1"],
        Kind.WATCHED: ["1", "1_1"],
        Kind.BALLOT: ["1", "1_1"],
        Kind.LINE: ["1"],
        Kind.CHANGE: [str(change[0]["id"])],
        Kind.RENDER: ["1"],
        Kind.EXPORT: ["1"],
        Kind.NOTE: ["1"],
        Kind.RETURNED: ["1"],
        Kind.BATCH: [batch[0]["batch"]],
    }


def _replaced(stage: Stage, message: MessageView, part: dict[str, Any]) -> None:
    """Put ``part`` in the place of our own message's first button, or of what was put there."""
    kept = stage.world.state.channel(message.channel_id).messages[message.id]
    before = next(one for one in walk(kept.components) if "custom_id" in one)
    row = next(one for one in walk(kept.components) if before in one.get("components", []))
    row["components"] = [{**part, "id": before["id"], "disabled": False}]


def _with_id(stage: Stage, message: MessageView, forged: str) -> str:
    """Change a button of our own message into one that we never made."""
    _replaced(stage, message, {"type": 2, "style": 2, "label": "x", "custom_id": forged})
    return forged


def _with_list(stage: Stage, message: MessageView, forged: str) -> str:
    """Change a button of our own message into a list that we never made."""
    forged = forged.replace("couplet:", "couplet-list:")
    picks = [{"label": "1", "value": "1", "default": False}]
    about = {"type": 3, "custom_id": forged, "options": picks, "min_values": 1, "max_values": 1}
    _replaced(stage, message, about)
    return forged


async def _submit_forged(stage: Stage, who: Person, modal: Modal, forged: str) -> str:
    opened = stage.world.state.interactions[modal.interaction_id].modal
    assert opened is not None
    opened["custom_id"] = forged
    return (await who.submit(modal, lyrics="x")).text


@pytest.mark.parametrize("row", ["theirs", "0", "9" * 40, "x"])
async def test_nothing_of_another_server_s_clip_is_told_or_changed(stage: Stage, row: str) -> None:
    """Each button and each form, with ids of the other clip, or with ids of nothing."""
    await stage.clip("The tide is out", prompts=True)
    await stage.round(takes=2)
    elsewhere = stage.world.add_guild("Elsewhere")
    channel = stage.world.add_channel("theirs", guild=elsewhere)
    mallory = stage.world.person("Mallory", guild=elsewhere)
    await mallory.slash("clip new", channel, name="Mine")
    asked = await mallory.slash("lyrics paste", channel)
    await mallory.submit(asked, lyrics="Mine")
    await mallory.slash("prompt set", channel, line=1, text="mine")
    await mallory.slash("generate line", channel, line=1, takes=2)
    message = await mallory.wait_message(
        channel, lambda one: "Line 1 · round" in one.text and "🔁" in one.reactions
    )
    rows = await _rows(stage)
    before = await _everything(stage)
    for action, kind in ABOUT.items():
        for named in rows[kind] if row == "theirs" else [row]:
            forged = custom_id(action, named)
            told: list[str] = []
            if action not in FORMS_ONLY:
                told.append((await mallory.click(message, _with_id(stage, message, forged))).text)
            if action in LISTS:
                chosen = await mallory.select(message, _with_list(stage, message, forged), "1")
                told.append(chosen.text)
            if action in FORMS:
                opened = await mallory.slash("lyrics paste", channel)
                assert opened.modal is not None
                told.append(await _submit_forged(stage, mallory, opened.modal, forged))
            for text in told:
                assert text, forged
                assert "reference" not in text, (forged, text)
                for secret in ("1a", "a boat", "tide", "Minuit", "data/"):
                    assert secret not in text, (forged, text)
                if row == "theirs" and kind not in {
                    Kind.RENDER,
                    Kind.EXPORT,
                    Kind.RETURNED,
                    Kind.NOTE,
                }:
                    assert "another channel" in text, (forged, text)
    assert await _everything(stage) == before


async def test_a_thread_of_the_clip_s_channel_is_its_own_place(stage: Stage) -> None:
    """What hangs below the channel belongs to its clip; a channel beside it does not."""
    await stage.clip("The tide is out", prompts=True)
    message = await stage.round(takes=2)
    assert "1a" in (await stage.bo.click(message, "About")).text
    beside = stage.world.add_channel("beside")
    await stage.ana.slash("clip new", beside, name="Beside")
    opened = await stage.bo.slash("lyrics paste", beside)
    assert opened.modal is not None
    told = await _submit_forged(stage, stage.bo, opened.modal, custom_id(Action.PASTE, 1))
    assert "another channel" in told
