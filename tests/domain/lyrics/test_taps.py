"""What somebody tapped, laid over lines that others worked on meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lyrics.line import Line, LineShot, Word
from bot.domain.lyrics.taps import LineTap, LineTaps, Meanwhile, Tap, lay

SONG_S = 60.0


def line(number: int, start_s: float | None = None, **more: Any) -> Line:
    """The clip's line of that number; its id is ten times as much."""
    made = Line(
        id=number * 10,
        clip_id=1,
        number=number,
        text=f"Ligne {number}",
        section=None,
        start_s=start_s,
        end_s=None,
        guessed=False,
        words=(),
        winner_take_id=None,
        author_id=1,
    )
    return replace(made, **more)


def marks(*times: tuple[Line, float], shown: tuple[Line, ...] = ()) -> LineTaps:
    """Marks on lines as they are shown."""
    return LineTaps(
        tuple(LineTap(one.id, at, one.text, one.start_s) for one, at in times),
        frozenset(one.id for one in (*shown, *(one for one, _ in times))),
    )


def test_marked_lines_are_a_persons_and_the_others_stay() -> None:
    """A guess that was tapped is none any more; a line without a mark keeps what it had."""
    lines = (line(1, 4.0, guessed=True), line(2), line(3, 9.0, guessed=True))
    laid = lay(
        marks((lines[0], 4.25), (lines[1], 6.0), shown=lines), lines, SONG_S, other_song=False
    )
    assert [(one.start_s, one.guessed) for one in laid.lines] == [
        (4.25, False),
        (6.0, False),
        (9.0, True),
    ]
    assert laid.numbers == (1, 2)
    assert laid.meanwhile == Meanwhile()


def test_a_line_moves_with_its_end_its_words_and_its_further_shots() -> None:
    """As it does when somebody times it alone."""
    sung = line(1, 4.0, end_s=6.0, words=(Word("Ligne", 4.0), Word("1", 5.0)))
    part = line(2, 5.0, shot=LineShot.PART, text="…")
    laid = lay(marks((sung, 4.5)), (sung, part), SONG_S, other_song=False)
    first, second = laid.lines
    assert (first.start_s, first.end_s, second.start_s) == (4.5, 6.5, 5.5)
    assert [word.start_s for word in first.words] == [4.5, 5.5]
    assert laid.meanwhile.added == ()


def test_everything_tapped_later_keeps_its_ends() -> None:
    """Where all lines move, none is cut at a neighbour that moves as well."""
    lines = (line(1, 0.5, end_s=1.5), line(2, 2.0, end_s=3.0), line(3, 4.0, end_s=5.0))
    later = lay(
        marks(*((one, (one.start_s or 0) + 2) for one in lines)), lines, SONG_S, other_song=False
    )
    assert [one.end_s for one in later.lines] == [3.5, 5.0, 7.0]
    back = lay(
        marks(*((one, (one.start_s or 0) - 2) for one in later.lines)),
        later.lines,
        SONG_S,
        other_song=False,
    )
    assert back.lines == lines


def test_what_others_did_meanwhile_is_told() -> None:
    """Other words and times, a line more, a line less; what was tapped counts where it can."""
    seen = (line(1, 1.0), line(2), line(3), line(4))
    tapped = marks((seen[0], 1.5), (seen[1], 3.0), (seen[2], 5.0), shown=seen)
    now = (
        replace(seen[0], start_s=1.2),
        replace(seen[1], text="Autre"),
        replace(line(7), number=3),
        replace(seen[3], number=4),
    )
    laid = lay(tapped, now, SONG_S, other_song=True)
    assert laid.meanwhile == Meanwhile(
        reworded=(2,), retimed=(1,), added=(3,), removed=("Ligne 3",), other_song=True
    )
    assert [one.start_s for one in laid.lines] == [1.5, 3.0, None, None]


def test_a_mark_past_a_shorter_song_is_left_out() -> None:
    """And told; the line keeps what it had."""
    lines = (line(1), line(2, 50.0))
    laid = lay(marks((lines[0], 5.0), (lines[1], 55.0)), lines, 52.0, other_song=True)
    assert laid.meanwhile.beyond == (2,)
    assert laid.lines[1] == lines[1]
    assert laid.numbers == (1,)


def test_the_last_mark_of_a_line_counts() -> None:
    """Should a page ever send two."""
    one = line(1)
    laid = lay(marks((one, 3.0), (one, 4.0)), (one,), SONG_S, other_song=False)
    assert laid.lines[0].start_s == 4.0


@given(
    st.lists(st.one_of(st.none(), st.floats(0, 59)), min_size=1, max_size=8),
    st.dictionaries(st.integers(1, 8), st.floats(0, 80)),
)
def test_nothing_is_lost_and_nothing_invented(
    starts: list[float | None], times: dict[int, float]
) -> None:
    """Every mark is in a line's time or told of; lines keep ids, words and order."""
    lines = tuple(line(number, at) for number, at in enumerate(starts, 1))
    tapped = marks(*((line(number), at) for number, at in times.items()), shown=lines)
    laid = lay(tapped, lines, SONG_S, other_song=False)
    assert [(one.id, one.text) for one in laid.lines] == [(one.id, one.text) for one in lines]
    for number in laid.numbers:
        assert laid.lines[number - 1].start_s == round(times[number], 3)
        assert not laid.lines[number - 1].guessed
    told = len(laid.meanwhile.beyond) + len(laid.meanwhile.removed)
    assert len(laid.numbers) + told == len(times)
    for old, new in zip(lines, laid.lines, strict=True):
        if old.number not in laid.numbers:
            assert new.start_s == old.start_s


def test_a_link_lives_until_it_is_used_or_too_old() -> None:
    """The last moment is outside."""
    tap = Tap(
        id=1,
        clip_id=1,
        song_id=1,
        person_id=1,
        locale="en",
        made_at=0.0,
        expires_at=3600.0,
        used_at=None,
        secret_sha256=b"",
    )
    assert tap.is_open(3599.9)
    assert not tap.is_open(3600.0)
    assert not replace(tap, used_at=5.0).is_open(6.0)
