"""The board in the channel: seen by all, looked at closely by one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from local_discord import MessageView
    from tests.cogs.stage import Stage


async def board_of(stage: Stage, words: str) -> MessageView:
    """The board, as soon as it says ``words``."""
    return await stage.bo.wait_message(
        stage.channel, lambda one: one.text.startswith("### 🎞️ Minuit") and words in one.text
    )


def alt_of(message: MessageView) -> str:
    """How the board's picture is described."""
    (container,) = message.raw["components"]
    (gallery,) = [one for one in container["components"] if one["type"] == 12]
    return str(gallery["items"][0]["description"])


async def test_lyrics_bring_a_board_that_is_pinned_and_true(stage: Stage) -> None:
    """A picture with words for it, what is next with its buttons, and a list of the shots."""
    await stage.clip("The tide is out", "The moon is up")
    board = await board_of(stage, "2 lines wait for a prompt")
    await stage.bo.wait_message(stage.channel, lambda one: one.id == board.id and one.is_pinned)
    assert board.labels == ["Give the song", "Write prompts", "Paint the lyrics as they are"]
    assert board.options == ["1 · The tide is out", "2 · The moon is up"]
    assert "1 · The tide is out (no prompt yet)" in alt_of(board)
    (file,) = board.files
    picture = Image.open(io.BytesIO(await stage.bo.download(file)))
    assert picture.format == "WEBP"
    await stage.bo.slash("prompt set", stage.channel, line=1, text="a boat")
    changed = await board_of(stage, "One line can be painted")
    assert changed.id == board.id


async def test_a_shot_opens_for_the_one_who_chose_it(stage: Stage) -> None:
    """Its takes large, its prompt, how the vote stands; the channel stays as it is."""
    await stage.clip("The tide is out", prompts=True)
    posted = await stage.round(takes=2)
    await stage.ana.react(posted, "2️⃣")
    board = await board_of(stage, "One vote is open")
    seen = await stage.cleo.select(board, "Look at a shot closely", "1 · The tide is out")
    assert seen.message is not None
    assert seen.message.is_ephemeral
    assert len(seen.message.files) == 2
    assert "a boat 1" in seen.text
    assert "prompt écrit" in seen.text
    assert "Ligne 1" in seen.text


async def test_forty_lines_are_leafed_through_alone(stage: Stage) -> None:
    """The channel's board stays on its page; the private one has a way on and a way back."""
    await stage.clip(*(f"line number {number}" for number in range(1, 46)))
    board = await board_of(stage, "page 1 of 3")
    assert board.options[-1] == "20 · line number 20"
    second = await stage.bo.click(board, "Leaf on")
    assert second.message is not None
    assert second.message.is_ephemeral
    assert second.message.options[0] == "21 · line number 21"
    assert second.message.labels == ["Page 1", "Page 3"]
    await stage.bo.click(second.message, "Page 3")
    last = [f"{n} · line number {n}" for n in range(41, 46)]
    third = await stage.bo.wait_message(stage.channel, lambda one: one.options == last)
    assert third.id == second.message.id
    assert third.labels == ["Page 2"]
    assert (await stage.bo.look(board)).options == board.options


async def test_the_command_links_a_board_that_is_near(stage: Stage) -> None:
    """To the one who asked alone; an empty clip gets its board by it, too."""
    await stage.clip()
    told = await stage.bo.slash("board", stage.channel)
    assert "comes down" in told.text
    board = await board_of(stage, "Post the lyrics")
    assert not board.files
    told = await stage.bo.slash("board", stage.channel)
    assert str(board.id) in told.text
    assert told.message is not None
    assert told.message.is_ephemeral
