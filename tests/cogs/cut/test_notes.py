"""Notes under a clip, as people write and tick them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cogs.board.test_board import board_of
from tests.cogs.cut.test_render import tone

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_note_under_a_preview_stands_on_the_board_until_it_is_ticked_off(
    stage: Stage,
) -> None:
    """The shot looked at closely has its words and a button; its history has both deeds."""
    await stage.clip("The tide is out", "The moon is up", prompts=True)
    await stage.bo.slash("song set", stage.channel, file=("s.wav", tone(6)), timeout_s=60)
    await stage.bo.slash("render preview", stage.channel)
    preview = await stage.bo.wait_message(
        stage.channel, lambda one: "preview" in one.text and bool(one.files), timeout_s=120
    )
    assert preview.labels == ["Tap along", "Paint what is missing", "Note"]
    asked = await stage.cleo.click(preview, "Note")
    told = await stage.cleo.submit(asked, at="quatre", text="x")
    assert "quatre" in told.text
    asked = await stage.cleo.click(preview, "Note")
    told = await stage.cleo.submit(asked, at="0:05", text="the moon is *too* small")
    assert told.message is not None
    assert not told.message.is_ephemeral
    assert told.text.startswith("🗒️ 0:05.0 · line 2: the moon is")
    board = await board_of(stage, "**1 note** waits:")
    seen = await stage.cleo.select(board, "Look at a shot closely", "2 · The moon is up")
    assert seen.message is not None
    assert seen.message.labels == ["C’est fait : 0:05,0"]
    done = await stage.cleo.click(seen.message, "C’est fait : 0:05,0")
    assert "Cléo has ticked off: 🗒️ 0:05.0 · line 2" in done.text
    again = await stage.ana.click(told.message, "Done")
    assert "ticked off already" in again.text
    board = await stage.bo.wait_message(
        stage.channel, lambda one: one.id == board.id and "note" not in one.text
    )
    seen = await stage.ana.select(board, "Look at a shot closely", "2 · The moon is up")
    assert "Cléo · note ticked off" in seen.text
    assert "Cléo · note on the cut" in seen.text
