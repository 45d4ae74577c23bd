"""Who did what, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_the_history_is_paged_and_names_people_and_lines(stage: Stage) -> None:
    """The newest first, in the reader's language; a button leads to what is older."""
    await stage.clip("One", "Two")
    for number in range(11):
        for line in (1, 2):
            words = f"a boat {number}"
            await stage.bo.slash("prompt set", stage.channel, line=line, text=words)
    told = await stage.cleo.slash("clip history", stage.channel)
    assert told.message is not None
    rows = told.text.splitlines()
    assert len(rows) == 20
    assert "Bo · prompt écrit · ligne 2" in rows[0]
    assert told.message.labels == ["Plus ancien"]
    older = await stage.cleo.click(told.message, "Plus ancien")
    assert older.message is not None
    assert "Ana · clip commencé" in older.text.splitlines()[-1]
    assert older.message.labels == []
