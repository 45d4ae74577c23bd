"""The child hears and draws; whatever becomes of it, the bot gets an answer or a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.demo.songs.minuit.score import SONG
from bot.domain.errors import UserError
from bot.domain.plain import from_plain, to_plain
from bot.song import Mark, Sheet, draw_song, measure_song

EXAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "songs" / "minuit" / "le-train-de-minuit.mp3"


async def test_the_example_song_is_heard_as_it_was_written() -> None:
    """Tempo, beats and bars agree with the score."""
    heard = await measure_song(EXAMPLE, EXAMPLE.name)
    assert heard.duration_s == pytest.approx(SONG.length_s(), abs=0.001)
    assert heard.tempo_bpm == pytest.approx(SONG.tempo_bpm, rel=0.005)
    assert len(heard.beats_s) > 120
    for beat_s in heard.beats_s:
        beats = beat_s * SONG.tempo_bpm / 60
        assert abs(beats - round(beats)) < 0.07 * SONG.tempo_bpm / 60
    assert {round(bar_s * SONG.tempo_bpm / 60) % 4 for bar_s in heard.bars_s} == {0}
    assert len(heard.energy) == 600


async def test_a_child_that_takes_too_long_is_ended() -> None:
    """The bot does not wait for a decoder that hangs."""
    with pytest.raises(UserError) as refused:
        await measure_song(EXAMPLE, EXAMPLE.name, patience_s=0.01)
    assert refused.value.key == "song.corrupt"
    assert refused.value.sentence("fr")


def test_the_bot_s_side_needs_no_decoder_and_no_numpy() -> None:
    """Importing the package leaves the bot process small."""
    code = "import sys, bot.song; print([m for m in ('numpy', 'av', 'PIL') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert out.stdout.strip() == "[]"


def test_a_sheet_survives_its_way_between_processes() -> None:
    """What the bot tells is what the child reads."""
    sheet = Sheet(
        "Été", 3.5, (0.1,), (1.0,), (1.0,), 120.0, (Mark(1, "la", 1.0, "A", guessed=True),)
    )
    assert from_plain(Sheet, to_plain(sheet)) == sheet


async def test_the_picture_shows_lines_where_they_start(tmp_path: Path) -> None:
    """A confirmed line is a solid stroke, a guessed one a dashed one, at their times."""
    path = tmp_path / "song.png"
    marks = (
        Mark(1, "La mer 🎤 שלום", 10.0, "Couplet"),
        Mark(2, "x" * 400, 20.0, None, guessed=True),
    )
    await draw_song(Sheet("Été", 80.0, (0.5,) * 1600, (), (), None, marks), path)
    with Image.open(path) as picture:
        assert picture.width == 1280
        columns = {x: _stroke(picture, x) for x in (840, 440)}
    assert columns[840] > 100  # 10 s of the 15 in the first row, solid
    assert 30 < columns[440] < 0.7 * columns[840]  # 5 s into the second row, dashed


def _stroke(picture: Image.Image, x: int) -> int:
    """How many pixels of a column have the colour of a line's start."""
    colour = (0xFF, 0xD1, 0x66)
    return sum(picture.getpixel((x, y)) == colour for y in range(picture.height))


async def test_a_picture_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    """The song itself is not touched by it."""
    with pytest.raises(UserError) as refused:
        await draw_song(Sheet("x", 1.0, ()), tmp_path / "none" / "song.png")
    assert refused.value.key == "song.undrawn"


@pytest.mark.parametrize("sheet", [Sheet("", 0.0, ()), Sheet("x", 900.0, (1.0,) * 10)])
async def test_any_song_can_be_drawn(tmp_path: Path, sheet: Sheet) -> None:
    """Without lines, without peaks, without length, or a quarter of an hour long."""
    await draw_song(sheet, tmp_path / "song.png")
    assert (tmp_path / "song.png").stat().st_size > 0
