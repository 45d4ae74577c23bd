"""``/animate`` and 🎞️ as people meet them: the form tells the cost, the films are voted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cogs.stage import staged

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord import LocalDiscord
    from local_discord.people.views import MessageView
    from tests.cogs.stage import Stage


async def decided(stage: Stage) -> MessageView:
    """The message of a round that line 1 keeps a take of."""
    await stage.clip("The tide is out", "The lamp is lit", prompts=True)
    await stage.round(1, takes=1)
    await stage.ana.slash("vote pick", stage.channel, line=1, take=1)
    return await stage.bo.wait_message(
        stage.channel,
        lambda one: "Line 1 · round 1" in one.text and "Close" not in " ".join(one.labels),
    )


async def test_a_winner_is_made_to_move_and_the_film_wins(stage: Stage) -> None:
    """By the button under the decided round: first the cost, then two films beside the still."""
    message = await decided(stage)
    assert "Animate" in message.labels
    asked = await stage.bo.click(message, "🎞️")
    assert asked.modal is not None
    assert "nobody knows yet how long a film takes here" in str(asked.modal.raw)
    assert "12 GB of memory by its makers, not measured by us" in str(asked.modal.raw)
    told = await stage.bo.submit(asked, words="the boat rocks", seconds="2", films="2")
    assert "2 films of 2.1 s from the winner of line 1, by Moving at 64 × 64" in told.text
    films = await stage.bo.wait_message(
        stage.channel,
        lambda one: "films of the winner" in one.text and "🔁" in one.reactions,
    )
    assert "the boat rocks" in films.text
    assert "(stands still)" in films.text
    assert [file.filename.rpartition(".")[2] for file in films.files] == ["mp4", "mp4", "png"]
    await stage.bo.react(films, "1️⃣")
    await stage.cleo.react(films, "1️⃣")
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "decided for 1️⃣" in closed.text
    about = await stage.bo.click(films, "ℹ️")
    assert "17 frames at 8 a second" in about.text


async def test_the_command_opens_the_same_form_in_the_askers_language(stage: Stage) -> None:
    """What is typed wrongly comes back as a sentence, and nothing is queued."""
    await decided(stage)
    asked = await stage.cleo.slash("animate", stage.channel, line=1)
    assert asked.modal is not None
    assert "nul ne sait encore" in str(asked.modal.raw)
    told = await stage.cleo.submit(asked, words="", seconds="vite")
    assert "« vite » n’est pas une durée" in told.text
    asked = await stage.cleo.slash("animate", stage.channel, line=1)
    told = await stage.cleo.submit(asked, words="", seconds="99,5")
    assert "Avec ce modèle un film dure de 0,5 s à 4,1 s" in told.text
    undecided = await stage.bo.slash("animate", stage.channel, line=2)
    assert "no winner that could move" in undecided.text


async def test_another_round_under_films_paints_films(stage: Stage) -> None:
    """🎲 there is for films, not for pictures."""
    message = await decided(stage)
    asked = await stage.bo.click(message, "🎞️")
    await stage.bo.submit(asked, words="", seconds="1", films="1")
    films = await stage.bo.wait_message(
        stage.channel, lambda one: "round 2 · films" in one.text and "🔁" in one.reactions
    )
    await stage.bo.click(films, "🎲")
    await stage.bo.wait_message(stage.channel, "round 3 · films of the winner")


async def test_without_a_model_for_films_no_button_is_shown(
    local_discord: LocalDiscord, tmp_path: Path
) -> None:
    """And the command says who can choose one."""
    async with staged(local_discord, tmp_path, painter_film_preset="") as stage:
        message = await decided(stage)
        assert "Animate" not in message.labels
        told = await stage.bo.slash("animate", stage.channel, line=1)
        assert "COUPLET_PAINTER_FILM_PRESET" in told.text
