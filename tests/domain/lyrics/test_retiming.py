"""Times as people type them, shifting, snapping, and what is wrong with times."""

from __future__ import annotations

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.checking import Trouble, problems
from bot.domain.lyrics.line import NewLine, Word
from bot.domain.lyrics.retiming import by_beats, read_time, shift_from, snap

BEATS = [0.5 * number for number in range(1, 100)]  # 120 bpm from 0.5 s


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("1:23.4", 83.4),
        ("1:23,45", 83.45),
        ("0:07", 7.0),
        ("83.4 s", 83.4),
        ("+0.2", 10.2),
        ("-0,2", 9.8),
        ("−50 ms", 9.95),
        ("-1 beat", 9.5),
        ("+2 temps", 11.0),
        ("+1 bar", 12.0),
        ("- 2 mesures", 6.0),
    ],
)
def test_the_ways_to_say_a_time(text: str, time_s: float) -> None:
    """Absolute, relative, in beats and bars, with a point or a comma, in both languages."""
    assert read_time(text, 10.0, BEATS, 180) == pytest.approx(time_s)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("soon", "lyrics.bad_time"),
        ("1:75", "lyrics.bad_time"),
        ("+1 mile", "lyrics.bad_time"),
        ("", "lyrics.bad_time"),
        ("9" * 400, "lyrics.bad_time"),
        ("-11", "lyrics.time_before_start"),
        ("3:00", "lyrics.time_after_end"),
    ],
)
def test_what_is_no_time_in_the_song_is_refused(text: str, key: str) -> None:
    """One sentence, the line stays where it is."""
    with pytest.raises(UserError) as refused:
        read_time(text, 10.0, BEATS, 180)
    assert refused.value.key == key


def test_beats_without_known_beats_are_refused() -> None:
    """The sentence offers seconds instead."""
    with pytest.raises(UserError) as refused:
        read_time("+1 beat", 10.0, [], 180)
    assert refused.value.key == "lyrics.no_beats"


def test_a_line_keeps_its_place_between_two_beats() -> None:
    """Moving by a beat follows the tempo where it changes, and goes on past the ends."""
    slowing = [0.0, 1.0, 2.0, 4.0, 6.0]
    assert by_beats(1.5, 1, slowing) == pytest.approx(3.0)
    assert by_beats(1.5, 5, slowing) > 6.0
    assert by_beats(0.5, -1, slowing) == pytest.approx(-0.75)  # the usual beat here lasts 1.5 s


def test_shifting_moves_a_line_and_all_after_it() -> None:
    """Ends and words move along, nothing goes before the start."""
    lines = [NewLine("a", None, 1.0), NewLine("b", None, 2.0, 3.0, words=(Word("b", 2.5),))]
    moved = shift_from(lines, 2, -0.5)
    assert moved[0] == lines[0]
    assert moved[1] == NewLine("b", None, 1.5, 2.5, words=(Word("b", 2.0),))
    assert shift_from(lines, 1, -5)[1].start_s == 0.0


def test_starts_near_a_beat_snap_onto_it_and_are_marked() -> None:
    """Within the tolerance a line moves and is a guess again; others stay as they were."""
    lines = [NewLine("a", None, 1.04), NewLine("b", None, 1.7), NewLine("c", None, 3.0)]
    snapped = snap(lines, BEATS, 0.1)
    assert [line.start_s for line in snapped] == [1.0, 1.7, 3.0]
    assert [line.guessed for line in snapped] == [True, False, False]


def test_two_lines_never_snap_onto_one_beat() -> None:
    """The second of two close lines stays where it is."""
    lines = [NewLine("a", None, 0.96), NewLine("b", None, 1.04)]
    assert [line.start_s for line in snap(lines, BEATS, 0.1)] == [1.0, 1.04]


def test_trouble_is_listed_with_what_to_do() -> None:
    """Overlaps, lines past the end and flashes are named by number, in both languages."""
    lines = [
        NewLine("fine", None, 1.0, 2.0),
        NewLine("runs over", None, 2.0, 6.0),
        NewLine("flash", None, 5.0),
        NewLine("fine too", None, 5.3),
        NewLine("backwards", None, 4.0),
        NewLine("untimed"),
        NewLine("ends late", None, 50.0, 70.0),
        NewLine("too late", None, 65.0),
    ]
    found = problems(lines, 60.0)
    assert [(problem.number, problem.trouble) for problem in found] == [
        (2, Trouble.RUNS_OVER),
        (3, Trouble.SHORT),
        (5, Trouble.OVERLAP),
        (7, Trouble.ENDS_BEYOND),
        (8, Trouble.BEYOND),
    ]
    assert "1:05.0" in found[-1].note.sentence("en")
    assert all(problem.note.sentence("fr") for problem in found)


def test_good_times_are_no_trouble() -> None:
    """A line that ends when the next begins, to the rounding of files, is fine."""
    lines = [NewLine("a", None, 1.0, 2.01), NewLine("b", None, 2.0, 2.4), NewLine("c", None, 2.4)]
    assert problems(lines, 60.0) == ()
