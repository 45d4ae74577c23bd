"""``/take add`` as people meet it: a picture beside the painted ones, a film, files that fail."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from tests.video.test_films import counting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cogs.stage import Stage


def photo() -> bytes:
    """Somebody's JPEG."""
    held = io.BytesIO()
    Image.new("RGB", (640, 360), (180, 60, 20)).save(held, "JPEG")
    return held.getvalue()


async def test_a_brought_picture_wins_beside_painted_ones(stage: Stage) -> None:
    """The message gets the picture and its number; the vote counts it; all is told."""
    await stage.clip("The tide is out", prompts=True)
    message = await stage.round(takes=2)
    told = await stage.bo.slash("take add", stage.channel, line=1, file=("mine.jpg", photo()))
    assert "Bo brought take 1c: it has joined the vote" in told.text
    message = await stage.bo.wait_message(stage.channel, "1c was brought by Bo, not painted")
    assert [file.filename for file in message.files] == ["take-1.png", "take-2.png", "take-3.png"]
    await stage.bo.react(message, "3️⃣")
    await stage.cleo.react(message, "3️⃣")
    closed = await stage.ana.slash("vote close", stage.channel, line=1)
    assert "decided for 3️⃣" in closed.text
    about = await stage.bo.click(message, "ℹ️")
    assert "1c" in about.text


async def test_a_brought_film_is_shown_and_used(stage: Stage, tmp_path: Path) -> None:
    """A film is posted as a film, and how it fills its shot can be chosen."""
    await stage.clip("The tide is out")
    film = counting(tmp_path / "film.mp4", 30).path.read_bytes()
    told = await stage.bo.slash(
        "take add", stage.channel, line=1, file=("film.mp4", film), start="0:00.5"
    )
    assert "Bo brought take 1a: its vote opens in this channel." in told.text
    shown = await stage.bo.wait_message(stage.channel, "1a was brought by Bo")
    assert [file.filename for file in shown.files] == ["take-1.mp4"]
    chosen = await stage.ana.slash("shot film", stage.channel, line=1, length="loop")
    assert "film: looped" in chosen.text


async def test_what_is_no_take_gets_a_sentence(stage: Stage) -> None:
    """In the asker's language, saying what to send instead; nothing is posted."""
    await stage.clip("The tide is out")
    told = await stage.cleo.slash(
        "take add", stage.channel, line=1, file=("words.png", b"only words")
    )
    assert "Ce n’est ni une image ni un film que je sache lire" in told.text
    wrong = await stage.bo.slash("take add", stage.channel, line=9, file=("mine.jpg", photo()))
    assert "no line 9" in wrong.text


async def test_a_file_in_the_channel_becomes_a_take_of_a_chosen_line(stage: Stage) -> None:
    """By the menu on its message: lines without a winner come first; the answer tells everyone."""
    await stage.clip("The tide is out", "The lamp is lit", prompts=True)
    await stage.round(1, takes=1)
    await stage.ana.slash("vote pick", stage.channel, line=1, take=1)
    said = await stage.bo.say(stage.channel, "look!", files=[("mine.jpg", photo())])
    asked = await stage.cleo.context("Use as take", said)
    assert "De quelle ligne" in asked.text
    assert asked.message is not None
    told = await stage.cleo.select(
        asked.message, "La ligne", "2 · un prompt, pas de prises · The lamp is lit"
    )
    assert "Cléo brought take 2a" in told.text
    await stage.bo.wait_message(stage.channel, "2a was brought by Cléo, not painted")


async def test_messages_without_a_file_of_somebodys_bring_nothing(stage: Stage) -> None:
    """Words alone, and the bot's own posts."""
    await stage.clip("The tide is out", prompts=True)
    words = await stage.bo.say(stage.channel, "no file")
    assert "no picture and no film" in (await stage.bo.context("Use as take", words)).text
    ours = await stage.round(1, takes=1)
    assert "my own posts" in (await stage.bo.context("Use as take", ours)).text
