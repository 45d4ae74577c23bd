"""A long board while people change its lines faster than Discord lets a message be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cogs.board.test_board import board_of

if TYPE_CHECKING:
    from local_discord import MessageView
    from tests.cogs.stage import Stage

_LINES = 200
_EDITS = 24


def edits_of(stage: Stage, board: MessageView) -> int:
    """How often the bot edited the board's message."""
    edits = 0
    for one in stage.world.exchanges:
        answer: dict[str, Any] = one.response if one.method == "PATCH" and one.response else {}
        edits += answer.get("id") == str(board.id)
    return edits


async def test_a_long_board_keeps_up_with_a_rush_of_edits(stage: Stage) -> None:
    """It ends true, in far fewer edits than changes, and Discord never had to hold it back."""
    await stage.clip(*(f"line number {number}" for number in range(1, _LINES + 1)))
    board = await board_of(stage, "page 1 of 10")
    before = edits_of(stage, board)
    for number in range(1, _EDITS + 1):
        told = await stage.bo.slash("prompt set", stage.channel, line=number, text=f"boat {number}")
        assert f"boat {number}" in told.text
    there = await board_of(stage, f"{_EDITS} lines can be painted")
    assert there.id == board.id
    assert f"{_LINES - _EDITS} lines wait for a prompt" in there.text
    assert 1 <= edits_of(stage, board) - before <= _EDITS // 2
    assert not [one for one in stage.world.exchanges if one.status == 429]
    assert there.options[0] == "1 · line number 1"
