"""What is offered while somebody types an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_lines_are_found_by_number_and_words(stage: Stage) -> None:
    """Without accents and case, with their state in the reader's language."""
    lines = [f"Line {number}" for number in range(1, 12)]
    await stage.clip(*lines, "À l'été brûlé")
    by_number = await stage.bo.autocomplete("prompt set", stage.channel, "line", "1")
    assert [value for _, value in by_number][:4] == [1, 10, 11, 12]
    by_words = await stage.cleo.autocomplete("prompt set", stage.channel, "line", "ete brule")
    assert by_words == (("12 · pas encore de prompt · À l'été brûlé", 12),)
    assert len(await stage.bo.autocomplete("prompt set", stage.channel, "line", "")) == 12


async def test_at_most_25_lines_are_offered(stage: Stage) -> None:
    """More than that Discord refuses; each name fits into 100 characters."""
    await stage.clip(*(f"{'long ' * 9}{number}" for number in range(60)))
    offered = await stage.bo.autocomplete("prompt set", stage.channel, "line", "")
    assert len(offered) == 25
    assert all(len(name) <= 100 for name, _ in offered)


async def test_without_a_clip_nothing_is_offered(stage: Stage) -> None:
    """The command itself says what is missing."""
    assert await stage.bo.autocomplete("prompt set", stage.channel, "line", "1") == ()
    assert await stage.bo.autocomplete("cast remove", stage.channel, "name", "m") == ()
