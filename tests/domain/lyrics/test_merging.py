"""Importing over existing lines loses nothing that can be recognised, and says what it cannot."""

from __future__ import annotations

import random
import time
from typing import TypedDict, Unpack

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lyrics.line import Line, NewLine, Word
from bot.domain.lyrics.merging import Merge, merge


class Given(TypedDict, total=False):
    """What a test may say of a stored line."""

    number: int
    section: str | None
    end_s: float | None
    guessed: bool
    words: tuple[Word, ...]


SONG = (
    "La ville s'endort sous la pluie",
    "Mon cœur prend le train de minuit",
    "Danse, la lune est un ballon",
    "Là-haut, tout là-haut, nous volons",
    "Danse, la lune est un ballon",
)


def line(line_id: int, text: str, start_s: float | None = None, **given: Unpack[Given]) -> Line:
    """A line as the database holds it."""
    return Line(
        id=line_id,
        clip_id=1,
        number=given.get("number", 1),
        text=text,
        section=given.get("section"),
        start_s=start_s,
        end_s=given.get("end_s"),
        guessed=given.get("guessed", False),
        words=given.get("words", ()),
        winner_take_id=9,
        author_id=7,
    )


def stored(*texts: str, timed: bool = True) -> list[Line]:
    """Lines as the database holds them, five seconds apart."""
    return [
        line(100 + n, text, 5.0 * n if timed else None, number=n) for n, text in enumerate(texts, 1)
    ]


def ids(merged: Merge) -> list[int | None]:
    """Which stored line each merged line goes on, in order."""
    return [step.old.id if step.old else None for step in merged.steps]


def changes_nothing(merged: Merge) -> bool:
    """Whether every line goes on as it is, and none is new or lost."""
    return not merged.lost and not any(
        step.old is None or step.edited or step.moved or step.retimed for step in merged.steps
    )


def test_the_same_lyrics_change_nothing() -> None:
    """Case, punctuation and the shape of an apostrophe aside, equal lines are the same lines."""
    assert changes_nothing(merge(stored(*SONG), [NewLine(text) for text in SONG]))
    other = merge(stored("L'auto rouge"), [NewLine("l’auto ROUGE !")])
    assert ids(other) == [101]
    assert other.steps[0].edited


def test_an_edited_line_keeps_its_identity_and_time() -> None:
    """A changed word is an edit, not a loss; word times that no longer fit are dropped."""
    old = stored(*SONG)
    new = [NewLine(text) for text in SONG]
    new[1] = NewLine("Mon coeur prend le bus de minuit")
    merged = merge(old, new)
    assert ids(merged) == [101, 102, 103, 104, 105]
    assert merged.steps[1].edited
    assert merged.steps[1].line.start_s == 10.0
    assert not merged.lost


def test_a_new_line_pushes_the_others_and_loses_none() -> None:
    """Additions in the middle leave their neighbours what they are."""
    new = [NewLine(text) for text in (*SONG[:2], "Sur la route, un garçon sourit", *SONG[2:])]
    merged = merge(stored(*SONG), new)
    assert ids(merged) == [101, 102, None, 103, 104, 105]
    assert [step.line.text for step in merged.added] == ["Sur la route, un garçon sourit"]
    assert not any(step.moved for step in merged.steps)


def test_a_line_that_went_is_listed() -> None:
    """What has no counterpart is there to be asked for."""
    merged = merge(stored(*SONG), [NewLine(text) for text in SONG if "ville" not in text])
    assert [gone.id for gone in merged.lost] == [101]


def test_a_moved_line_keeps_its_identity_but_not_its_time() -> None:
    """Its stored time belongs to the place that it left; lines that stayed keep theirs."""
    new = [NewLine(SONG[n]) for n in (1, 2, 3, 0, 4)]
    merged = merge(stored(*SONG), new)
    assert ids(merged) == [102, 103, 104, 101, 105]
    assert [step.moved for step in merged.steps] == [False, False, False, True, False]
    assert merged.steps[3].line.start_s is None
    assert merged.steps[0].line.start_s == 10.0


def test_a_moved_and_edited_line_is_found() -> None:
    """Words recognise a line also at another place."""
    new = [NewLine(SONG[1]), NewLine(SONG[2]), NewLine("La ville s'endort sous la neige")]
    assert ids(merge(stored(*SONG[:3]), new)) == [102, 103, 101]


def test_repeated_lines_stay_apart() -> None:
    """A refrain that comes twice is two lines; removing one loses one."""
    merged = merge(stored(*SONG), [NewLine(text) for text in SONG[:4]])
    assert ids(merged) == [101, 102, 103, 104]
    assert [gone.id for gone in merged.lost] == [105]


def test_times_of_the_new_file_win() -> None:
    """Importing an LRC over untimed or guessed lines times them."""
    old = stored(*SONG[:2], timed=False)
    merged = merge(old, [NewLine(SONG[0], None, 3.0), NewLine(SONG[1], "Couplet", 6.0)])
    assert [step.line.start_s for step in merged.steps] == [3.0, 6.0]
    assert all(step.retimed for step in merged.steps)


def test_word_times_move_along_with_their_line() -> None:
    """A file without word stamps shifts the stored ones with the line's new start."""
    words = (Word("la", 5.0), Word("mer", 6.0))
    old = line(1, "la mer", 5.0, section="A", end_s=7.0, guessed=True, words=words)
    merged = merge([old], [NewLine("la mer", None, 5.5)])
    assert merged.steps[0].line.words == (Word("la", 5.5), Word("mer", 6.5))
    assert merged.steps[0].line.section == "A"
    assert not merged.steps[0].line.guessed


def test_a_section_that_was_named_anew_is_a_change() -> None:
    """The service must store it, though the words are the same."""
    merged = merge(stored(SONG[0]), [NewLine(SONG[0], "Couplet")])
    assert (merged.steps[0].edited, merged.steps[0].line.section) == (True, "Couplet")
    assert merged.steps[0].line.start_s == 5.0


def test_a_plain_text_does_not_untime_a_timed_song() -> None:
    """Times, ends and word times stay where the new text names none."""
    words = (Word("la", 5.0),)
    old = line(1, "la mer", 5.0, section="A", end_s=7.0, guessed=True, words=words)
    assert changes_nothing(merge([old], [NewLine("la mer")]))


@given(
    st.lists(st.sampled_from("abcdef"), max_size=12),
    st.lists(st.sampled_from("abcdefg"), max_size=12),
)
def test_nothing_is_doubled_and_nothing_forgotten(before: list[str], after: list[str]) -> None:
    """Every stored line goes on exactly once or is lost; every new line is there, in order."""
    old = stored(*before)
    merged = merge(old, [NewLine(text) for text in after])
    assert [step.line.text for step in merged.steps] == after
    gone = [gone.id for gone in merged.lost]
    going_on = [number for number in ids(merged) if number is not None]
    assert sorted(gone + going_on) == [kept.id for kept in old]
    same = sum(min(before.count(text), after.count(text)) for text in set(before))
    assert sum(step.old is not None and not step.edited for step in merged.steps) == same


def test_a_thousand_lines_merge_in_under_half_a_second() -> None:
    """Edited, moved and repeated lines, all at once."""
    chance = random.Random(5)
    words = " ".join(SONG).split()
    texts = [" ".join(chance.choices(words, k=7)) for _ in range(1000)]
    edited = [text if chance.random() < 0.5 else f"{text[:-5]} phare" for text in texts]
    swapped = edited[500:] + edited[:500]
    begun = time.process_time()
    merged = merge(stored(*texts), [NewLine(text) for text in swapped])
    assert time.process_time() - begun < 0.5
    assert len(merged.lost) < 100
