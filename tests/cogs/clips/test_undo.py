"""``/undo`` as people use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_what_was_done_last_is_taken_back_whatever_it_was(stage: Stage) -> None:
    """Step by step through prompts, cast and lyrics; the channel reads who undid what of whom."""
    await stage.clip("One", "Two")
    await stage.bo.slash("prompt set", stage.channel, line=2, text="a boat")
    await stage.bo.slash("cast set", stage.channel, name="mara", description="a cook")
    await stage.ana.slash("lyrics edit", stage.channel, line=1, text="Once")
    told = [
        await stage.cleo.slash("undo", stage.channel),
        await stage.bo.slash("undo", stage.channel),
        await stage.cleo.slash("undo", stage.channel, what="undo-prompt"),
    ]
    assert [one.text for one in told] == [
        "↩️ Cléo undid Ana’s change: line corrected.",
        "↩️ Bo undid: cast changed.",
        "↩️ Cléo undid Bo’s change: prompt of line 2.",
    ]
    assert all(one.message is not None and not one.message.is_ephemeral for one in told)
    nothing = await stage.cleo.slash("undo", stage.channel, what="undo-pick")
    assert "Il ne reste rien de tel" in nothing.text
    shown = await stage.cleo.slash("prompt show", stage.channel, line=2)
    assert r"a boat \(annulé\)" in shown.text
    history = await stage.cleo.slash("clip history", stage.channel)
    assert "Cléo · une action annulée" in history.text.splitlines()[0]
