"""``/shot`` as people meet it: what goes with the song."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_morph_is_as_long_as_so_many_beats(stage: Stage) -> None:
    """Chosen with the morph, gone with the next transition; nothing else has a length in beats."""
    await stage.clip("The tide is out", "The lamp is lit")
    told = await stage.ana.slash("shot transition", stage.channel, line=2, kind="morph", beats=4)
    assert "a morph over 4 beats" in told.text
    told = await stage.ana.slash("shot transition", stage.channel, line=2, kind="morph")
    assert "beats" not in told.text
    told = await stage.ana.slash("shot transition", stage.channel, line=2, kind="cut", beats=4)
    assert "Only a morph has a length in beats" in told.text


async def test_the_camera_can_go_with_the_beats(stage: Stage) -> None:
    """Before a song is there as well: it is looked for when the clip is made."""
    await stage.clip("The tide is out")
    told = await stage.ana.slash("shot camera", stage.channel, line=1, move="pulse")
    assert "pulse" in told.text
