"""Captions: the right words in the right frames, in even rows."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.captions import captions_of, wrap_balanced
from bot.domain.cut.timeline import TimedLine, lay_out
from bot.domain.lyrics.line import Word

RATE = Fraction(25)


def test_a_caption_stands_while_its_line_is_sung() -> None:
    """From the line's start to its end, in frames."""
    timeline = lay_out([TimedLine(1, 1, "une ligne", 2.0, 4.0)], 10.0, RATE)
    (caption,) = captions_of(timeline)
    assert (caption.text, caption.start, caption.end) == ("une ligne", 50, 100)


def test_a_caption_never_outlives_its_shot() -> None:
    """The next line's words never share the screen with this one's."""
    lines = [TimedLine(1, 1, "first", 1.0, 9.0), TimedLine(2, 2, "second", 3.0, 4.0)]
    first, second = captions_of(lay_out(lines, 10.0, RATE))
    assert first.end == second.start == 75


def test_a_caption_without_an_end_leaves_in_a_long_shot() -> None:
    """In an instrumental stretch the words go after they could be read."""
    lines = [TimedLine(1, 1, "only words", 0.0), TimedLine(2, 2, "much later", 60.0)]
    assert captions_of(lay_out(lines, 70.0, RATE))[0].end == 150


def test_word_times_are_frames_of_the_clip() -> None:
    """Karaoke marks come from absolute times, like every other boundary."""
    words = (Word("la", 1.0), Word("mer", 1.52))
    timeline = lay_out([TimedLine(1, 1, "la mer", 1.0, 3.0, None, words)], 5.0, RATE)
    assert captions_of(timeline)[0].word_starts == (25, 38)


def test_word_times_that_do_not_match_the_line_are_left_out() -> None:
    """After an edit the words no longer fit their times; better none than wrong ones."""
    words = (Word("la", 1.0), Word("terre", 1.5))
    timeline = lay_out([TimedLine(1, 1, "la mer", 1.0, 3.0, None, words)], 5.0, RATE)
    assert captions_of(timeline)[0].word_starts == ()


def test_an_empty_line_has_no_caption() -> None:
    """An instrumental break may be a line without words."""
    assert captions_of(lay_out([TimedLine(1, 1, "  ", 1.0)], 5.0, RATE)) == ()


@given(
    words=st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=25),
    width=st.integers(12, 60),
)
def test_rows_keep_every_word_and_fit(words: list[str], width: int) -> None:
    """Wrapping loses nothing, exceeds the width nowhere and uses no row more than needed."""
    rows = wrap_balanced(words, lambda text: float(len(text)), float(width))
    assert [word for row in rows for word in row] == words
    assert all(len(" ".join(row)) <= width for row in rows)
    needed, used = 1, 0
    for word in words:
        if used and used + 1 + len(word) > width:
            needed, used = needed + 1, len(word)
        else:
            used += len(word) + (1 if used else 0)
    assert len(rows) == needed


def test_rows_are_balanced() -> None:
    """Two rows of four words, not seven and one left over."""
    words = ["one", "two", "six", "ten", "one", "two", "six", "ten"]
    rows = wrap_balanced(words, lambda text: float(len(text)), 28.0)
    assert [len(row) for row in rows] == [4, 4]
