"""``/style try`` as people meet it: pictures side by side, a vote, the winners painted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_team_finds_its_style_and_paints_the_winners_in_it(stage: Stage) -> None:
    """Each picture says its style; the decision offers the rest."""
    await stage.clip("One", "Two", prompts=True)
    await stage.round(2, takes=1)
    await stage.ana.slash("vote pick", stage.channel, line=2, take=1)
    told = await stage.bo.slash("style try", stage.channel, look1="thick oil", look2="*pale* ink")
    assert "line 1 in 2 styles" in told.text
    message = await stage.bo.wait_message(
        stage.channel, lambda one: "side by side" in one.text and "🔁" in one.reactions
    )
    assert "1️⃣ 1a · thick oil · tiny" in message.text
    assert "2️⃣ 1b · \\*pale\\* ink · tiny" in message.text
    assert len(message.files) == 2
    await stage.bo.react(message, "2️⃣")
    await stage.cleo.react(message, "2️⃣")
    await stage.ana.click(message, "🔒")
    decided = await stage.bo.wait_message(stage.channel, "new style: that of take **1b**")
    assert "pale" in (await stage.bo.slash("style show", stage.channel)).text
    again = await stage.cleo.click(decided, "🎨")
    assert "Dans la file : ligne 2" in again.text
    await stage.bo.wait_message(stage.channel, "Line 2 · round 2")
    (item,) = stage.painter.requests[-1].items
    assert item.prompt == "a boat 2, *pale* ink"
    assert "rien à repeindre" in (await stage.cleo.click(decided, "🎨")).text


async def test_models_are_the_directors_to_try(stage: Stage) -> None:
    """The model stands in brackets before the words, and is suggested so."""
    await stage.clip("One", prompts=True)
    ink, oil = "ink", "[tiny] oil"
    refused = await stage.bo.slash("style try", stage.channel, look1=ink, look2=oil)
    assert "Only Ana" in refused.text
    told = await stage.ana.slash("style try", stage.channel, look1=ink, look2=oil)
    assert "2 styles" in told.text
    wrong = await stage.ana.slash("style try", stage.channel, look1="ink", look2="[big] ink")
    assert "no model called “big”" in wrong.text
    same = await stage.cleo.slash("style try", stage.channel, look1="ink", look2=" ink ")
    assert "identiques" in same.text
    offered = await stage.ana.autocomplete("style try", stage.channel, "look1", "ink")
    values = [value for _, value in offered]
    assert values[0] == "ink"
    assert "[tiny] ink" in values
