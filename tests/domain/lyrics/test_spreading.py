"""Untimed lines get places by syllables, between their timed neighbours, marked as guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.songs.minuit.score import SONG
from bot.domain.lyrics.line import NewLine
from bot.domain.lyrics.spreading import spread
from bot.domain.lyrics.syllables import language, syllables


def test_the_example_s_french_lines_are_counted_as_they_are_sung() -> None:
    """The count agrees with the score, note for note: fourteen octosyllables."""
    for _, _, line in SONG.timed():
        assert syllables(line.text, "fr") == len(line.notes), line.text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("moonlight", 2),
        ("loved", 1),
        ("wanted", 2),
        ("little people", 4),
        ("dancing in the rain", 5),
        ("I didn't see the radio", 8),
        ("smiles", 1),
        ("houses", 2),
    ],
)
def test_english_words_are_counted(text: str, count: int) -> None:
    """Silent endings and vowels side by side."""
    assert syllables(text, "en") == count


@pytest.mark.parametrize("text", ["夜空に星", "Привет мир", "1999", "!!", "♥ 🌙", "مرحبا"])
def test_any_script_counts_for_something(text: str) -> None:
    """No line weighs nothing."""
    assert syllables(text, "fr") >= 1


def test_the_language_is_told_by_small_words() -> None:
    """French and English lyrics are told apart."""
    assert language("Mon cœur prend le train de minuit") == "fr"
    assert language("The moon is a red balloon and you are on my mind") == "en"


def test_lines_without_times_fill_the_song() -> None:
    """Longer lines get more of it; all are marked as guesses."""
    lines = spread(
        [NewLine("la mer"), NewLine("la mer qui danse au clair de lune"), NewLine("la mer")], 60
    )
    starts = [line.start_s for line in lines]
    assert all(line.guessed for line in lines)
    assert starts == sorted(starts, key=lambda start: start or 0)
    first, second, third = (start for start in starts if start is not None)
    assert 0 < first < 15
    assert third - second > 1.5 * (second - first)
    assert third < 55


def test_timed_lines_keep_their_times() -> None:
    """Only the untimed ones between are placed, inside the gap."""
    lines = spread(
        [
            NewLine("a", None, 10.0),
            NewLine("b"),
            NewLine("c"),
            NewLine("d", None, 20.0, 22.0),
            NewLine("e"),
        ],
        60,
    )
    assert [line.guessed for line in lines] == [False, True, True, False, True]
    a, b, c, d, e = (line.start_s or 0 for line in lines)
    assert (a, d) == (10.0, 20.0)
    assert a < b < c < d
    assert b - a == pytest.approx(c - b, abs=0.002)
    assert 22 <= e < 60


@given(
    st.lists(
        st.tuples(st.text(max_size=12), st.none() | st.floats(0, 200, allow_nan=False)), max_size=20
    ),
    st.floats(1, 200),
)
def test_every_line_gets_a_start_and_none_moves(
    rows: list[tuple[str, float | None]], duration_s: float
) -> None:
    """Whatever the times (also contradictory ones), starts are found and given ones stay."""
    lines = [NewLine(text, None, start) for text, start in rows]
    for line, placed in zip(lines, spread(lines, duration_s), strict=True):
        assert placed.start_s is not None
        assert placed.start_s >= 0
        assert placed.guessed == (line.start_s is None)
        assert line.start_s is None or placed == line
