"""What happens to a person's answer while the bot still thinks about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_discord.messages import deletion

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_an_answer_is_given_although_its_thinking_was_deleted(stage: Stage) -> None:
    """What was asked for is done, so it is said in a message of its own."""
    async with stage.house.db.writing():
        asked = await stage.ana.slash(
            "clip new", stage.channel, until="acknowledged", name="Minuit"
        )
        original = stage.world.state.interactions[asked.id].original
        assert original is not None
        deletion.remove(stage.world.state, stage.channel, original)
    told = await stage.ana.wait_message(stage.channel, "Minuit")
    assert "Something went wrong" not in told.text
    assert "Minuit" in (await stage.bo.slash("clip status", stage.channel)).text


async def test_direction_marks_and_controls_are_cleaned_at_the_door(stage: Stage) -> None:
    """A name that would turn our own sentences around, or end a file's name early."""
    asked = await stage.ana.slash(
        "clip new", stage.channel, name="Mi\u202enuit\x00", artist="\x1b[31mZo\u2066é"
    )
    for unwanted in "\u202e\x00\x1b\u2066":
        assert unwanted not in asked.text
    async with stage.house.db.reading() as tx:
        (row,) = await tx.fetch_all("SELECT name, artist FROM clips")
    assert tuple(row) == ("Minuit", "[31mZoé")
