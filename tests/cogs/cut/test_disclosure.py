"""Where a clip says that it was made with AI, chosen and switched off on the local Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_switching_it_off_asks_and_is_kept(stage: Stage) -> None:
    """Nothing changes before the button is pressed; the history has who did it, and what."""
    await stage.clip("One")
    told = await stage.ana.slash("format", stage.channel, disclosure="disclosure-corner")
    assert "small in a corner" in told.text
    refused = await stage.bo.slash("format", stage.channel, disclosure="disclosure-off")
    assert "Only Ana" in refused.text
    asked = await stage.ana.slash("format", stage.channel, disclosure="disclosure-off")
    assert "small in a corner" in asked.text
    assert "no longer say" in asked.text
    assert asked.message is not None
    told = await stage.ana.click(asked.message, "Say nothing in the clip")
    assert "its marks do" in told.text
    shown = await stage.cleo.slash("format", stage.channel)
    assert "pas dans le clip lui-même" in shown.text
    async with stage.house.db.reading() as tx:
        rows = await tx.fetch_all(
            "SELECT person_id, details ->> 'disclosure' AS form FROM history"
            " WHERE what = 'look-changed' ORDER BY id"
        )
    assert [(row["person_id"], row["form"]) for row in rows] == [
        (stage.ana.id, "corner"),
        (stage.ana.id, "off"),
    ]
