"""Captions: the right words in the right frames, in even rows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.captions import captions_of, wrap_balanced
from bot.domain.cut.timeline import TimedLine, lay_out
from bot.domain.lyrics.line import LineShot, Word

RATE = Fraction(25)


def test_a_caption_stands_while_its_line_is_sung() -> None:
    """From the line's start to its end, in frames."""
    timeline = lay_out([TimedLine(1, 1, "une ligne", 2.0, 4.0)], 10.0, RATE)
    (caption,) = captions_of(timeline)
    assert (caption.text, caption.start, caption.end) == ("une ligne", 50, 100)


def test_a_caption_stands_to_its_lines_end_under_the_next_one() -> None:
    """A voice that is held on keeps its words; the next ones stand above them, and nowhere else."""
    lines = [TimedLine(1, 1, "first", 1.0, 9.0), TimedLine(2, 2, "second", 3.0, 4.0)]
    first, second = captions_of(lay_out(lines, 10.0, RATE))
    assert (first.start, first.end, first.slot) == (25, 225, 0)
    assert (second.start, second.end, second.slot) == (75, 100, 1)


def test_an_end_a_little_late_is_no_second_voice() -> None:
    """Loosely timed lines follow one another in the same place."""
    lines = [TimedLine(1, 1, "first", 1.0, 3.1), TimedLine(2, 2, "second", 3.0, 4.0)]
    first, second = captions_of(lay_out(lines, 10.0, RATE))
    assert first.end == second.start == 75
    assert first.slot == second.slot == 0


def test_two_lines_of_one_stamp_stand_over_one_another() -> None:
    """An original and its translation in one shot: both are read, the original on top."""
    lines = [
        TimedLine(1, 1, "真夜中", 1.0),
        TimedLine(2, 2, "midnight", 1.0, shot=LineShot.SHARED),
        TimedLine(3, 3, "later", 4.0),
    ]
    timeline = lay_out(lines, 10.0, RATE)
    one, two, three = captions_of(timeline)
    assert (one.start, one.end) == (two.start, two.end) == (25, 100)
    assert (one.slot, two.slot, three.slot) == (1, 0, 0)
    assert timeline.unseen == ()


def test_no_more_captions_stand_at_once_than_can_be_read() -> None:
    """Where four voices overlap, the one that has stood longest leaves."""
    lines = [TimedLine(k, k, f"voice {k}", float(k), 20.0) for k in range(1, 5)]
    captions = captions_of(lay_out(lines, 30.0, RATE))
    assert captions[0].end == captions[3].start
    assert {one.slot for one in captions[1:]} == {0, 1, 2}


def test_the_last_caption_stays_when_the_song_ends_on_singing() -> None:
    """Room for the credits takes no words away."""
    lines = [TimedLine(1, 1, "first", 1.0, 9.9), TimedLine(2, 2, "last", 8.0, 9.0)]
    timeline = lay_out(lines, 10.0, RATE)
    assert [one.text for one in captions_of(timeline)] == ["first", "last"]
    assert captions_of(timeline)[0].end >= 247


def test_a_caption_without_an_end_leaves_in_a_long_shot() -> None:
    """In an instrumental stretch the words go after they could be read."""
    lines = [TimedLine(1, 1, "only words", 0.0), TimedLine(2, 2, "much later", 60.0)]
    assert captions_of(lay_out(lines, 70.0, RATE))[0].end == 150


def test_word_times_are_frames_of_the_clip() -> None:
    """Karaoke marks come from absolute times, like every other boundary."""
    words = (Word("la", 1.0), Word("mer", 1.52))
    timeline = lay_out([TimedLine(1, 1, "la mer", 1.0, 3.0, None, words)], 5.0, RATE)
    assert captions_of(timeline)[0].pieces == ((0, 25), (3, 38))


def test_word_times_that_do_not_match_the_line_are_left_out() -> None:
    """After an edit the words no longer fit their times; better none than wrong ones."""
    words = (Word("la", 1.0), Word("terre", 1.5))
    timeline = lay_out([TimedLine(1, 1, "la mer", 1.0, 3.0, None, words)], 5.0, RATE)
    assert captions_of(timeline)[0].pieces == ()


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("Har·bour lights", ("Har", "bour", "lights"), (0, 4, 9)),
        ("真夜中", ("真", "夜", "中"), (0, 1, 2)),
        ("down by the sea", ("down by", "the sea"), (0, 8)),
        ("Lalala", ("La", "la", "la"), (0, 2, 4)),
    ],
)
def test_what_is_sung_lights_by_where_it_stands(
    text: str, words: tuple[str, ...], places: tuple[int, ...]
) -> None:
    """Syllables, single letters and several words in one stamp are pieces of the line."""
    sung = tuple(Word(word, 1.0 + k) for k, word in enumerate(words))
    timeline = lay_out([TimedLine(1, 1, text, 1.0, 6.0, None, sung)], 9.0, RATE)
    assert captions_of(timeline)[0].pieces == tuple(
        (place, 25 + 25 * k) for k, place in enumerate(places)
    )


def test_an_empty_line_has_no_caption() -> None:
    """An instrumental break may be a line without words."""
    assert captions_of(lay_out([TimedLine(1, 1, "  ", 1.0)], 5.0, RATE)) == ()


@given(
    words=st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=25),
    width=st.integers(12, 60),
)
def test_rows_keep_every_word_and_fit(words: list[str], width: int) -> None:
    """Wrapping loses nothing, exceeds the width nowhere and uses no row more than needed."""
    units = [*(word + " " for word in words[:-1]), words[-1]]
    rows = wrap_balanced(units, lambda text: float(len(text)), float(width))
    assert "".join(rows).split() == words
    assert all(len(row.rstrip()) <= width for row in rows)
    needed, used = 1, 0
    for word in words:
        if used and used + 1 + len(word) > width:
            needed, used = needed + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
    assert len(rows) == needed


def test_rows_are_balanced() -> None:
    """Two rows of four words, not seven and one left over."""
    units = ["one ", "two ", "six ", "ten ", "one ", "two ", "six ", "ten"]
    rows = wrap_balanced(units, lambda text: float(len(text)), 28.0)
    assert [len(row.split()) for row in rows] == [4, 4]
