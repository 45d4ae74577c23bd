"""Shots beyond one a line: shared, parted, without words; cuts beside the captions."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.captions import captions_of
from bot.domain.cut.timeline import CUT_REACH_S, ShotKind, TimedLine, lay_out, settle_times
from bot.domain.cut.transitions import Transition, choose_transitions
from bot.domain.lyrics.arranging import arranged, orphaned, settled
from bot.domain.lyrics.line import GAP_TEXT, PART_TEXT, Line, LineShot
from bot.domain.lyrics.shots import LEAST_SHOT_S, Gap, cuts_between, gaps

RATE = Fraction(25)
BEATS = tuple(0.5 * k for k in range(200))


def row(
    number: int,
    start_s: float | None,
    end_s: float | None = None,
    shot: LineShot = LineShot.OWN,
    text: str = "la mer est loin",
) -> Line:
    """A stored line; its id is a hundred above its number."""
    words = {LineShot.GAP: GAP_TEXT, LineShot.PART: PART_TEXT}.get(shot, text)
    return Line(
        id=100 + number,
        clip_id=1,
        number=number,
        text=words,
        section=None,
        start_s=start_s,
        end_s=end_s,
        guessed=False,
        words=(),
        winner_take_id=None,
        author_id=1,
        shot=shot,
    )


def timed(*lines: Line) -> tuple[TimedLine, ...]:
    """Lines as the timeline takes them, in a song of 30 s."""
    return settle_times(lines, 30.0)[0]


def seen(*lines: Line, cuts_on_s: tuple[float, ...] = ()) -> list[tuple[float, float, int]]:
    """From when to when the picture of which line is seen."""
    timeline = lay_out(timed(*lines), 30.0, RATE, cuts_on_s=cuts_on_s)
    return [
        (timeline.seconds(shot.start), timeline.seconds(shot.end), shot.line.number)
        for shot in timeline.shots
        if shot.line is not None
    ]


def test_lines_that_share_a_shot_have_one_picture_and_their_own_captions() -> None:
    """The picture of the first one goes on; the words change when they are sung."""
    lines = (row(1, 0.0), row(2, 4.0, shot=LineShot.SHARED), row(3, 8.0, 12.0))
    assert seen(*lines) == [(0.0, 8.0, 1), (8.0, 12.0, 3)]
    captions = captions_of(lay_out(timed(*lines), 30.0, RATE))
    assert [(one.start, one.end) for one in captions] == [(0, 100), (100, 200), (200, 300)]


def test_a_parted_line_has_several_pictures_and_one_caption() -> None:
    """The caption stands across the cut; within a line the picture just changes."""
    lines = (row(1, 0.0, 8.0), row(2, 4.0, shot=LineShot.PART), row(3, 8.0, 12.0))
    assert seen(*lines)[:2] == [(0.0, 4.0, 1), (4.0, 8.0, 2)]
    timeline = lay_out(timed(*lines), 30.0, RATE)
    assert [(one.start, one.end) for one in captions_of(timeline)] == [(0, 200), (200, 300)]
    assert choose_transitions(timeline.shots)[0] is Transition.CUT


def test_a_gap_is_a_shot_of_its_own_and_ends_the_caption() -> None:
    """It is faded in and out, and the last one lasts until the song is over."""
    lines = (
        row(1, 0.0),
        row(2, 3.0, shot=LineShot.GAP),
        row(3, 9.0),
        row(4, 12.0, None, LineShot.GAP),
    )
    timeline = lay_out(timed(*lines), 30.0, RATE)
    assert [shot.kind for shot in timeline.shots] == [
        ShotKind.LINE,
        ShotKind.GAP,
        ShotKind.LINE,
        ShotKind.GAP,
    ]
    assert set(choose_transitions(timeline.shots)) == {Transition.CROSSFADE}
    assert [(one.start, one.end) for one in captions_of(timeline)] == [(0, 75), (225, 300)]
    assert timeline.shots[-1].end == timeline.frames


def test_cuts_go_to_the_beat_and_captions_stay() -> None:
    """A line at 4.2 is cut at 4.0 and read from 4.2 on; what is out of reach is left alone."""
    lines = (row(1, 0.0), row(2, 4.2), row(3, 8.0))
    assert seen(*lines, cuts_on_s=(0.0, 4.0, 6.0))[:2] == [(0.0, 4.0, 1), (4.0, 8.0, 2)]
    timeline = lay_out(timed(*lines), 30.0, RATE, cuts_on_s=(0.0, 4.0, 6.0))
    assert [one.start for one in captions_of(timeline)] == [0, 105, 200]


@given(
    starts=st.lists(st.floats(0, 59, allow_nan=False), min_size=1, max_size=40),
    kinds=st.lists(st.sampled_from(LineShot), min_size=40, max_size=40),
    marks=st.lists(st.floats(0, 60, allow_nan=False), max_size=200).map(sorted),
)
def test_any_mix_of_shots_fills_the_clip(
    starts: list[float], kinds: list[LineShot], marks: list[float]
) -> None:
    """No gap, no overlap, no cut further from its line than its reach, and captions in order."""
    lines = [row(k + 1, at, None, kinds[k]) for k, at in enumerate(sorted(starts))]
    timeline = lay_out(settle_times(lines, 60.0)[0], 60.0, RATE, cuts_on_s=marks)
    assert timeline.shots[0].start == 0
    assert timeline.shots[-1].end == timeline.frames
    for before, after in itertools.pairwise(timeline.shots):
        assert before.end == after.start
    for shot in timeline.shots[1:]:
        if shot.line is not None:
            off = abs(timeline.seconds(shot.start) - shot.line.start_s)
            assert off <= CUT_REACH_S + float(1 / RATE)
    for _, stacked in itertools.groupby(
        sorted(captions_of(timeline), key=lambda one: (one.slot, one.start)),
        key=lambda one: one.slot,
    ):
        in_slot = list(stacked)
        assert all(one.start < one.end for one in in_slot)
        for one, following in itertools.pairwise(in_slot):
            assert one.end <= following.start


def test_a_shot_is_cut_evenly_on_the_nearest_beats() -> None:
    """Three shots of eight seconds: near 2.67 and 5.33, on beats half a second apart."""
    assert cuts_between(0.0, 8.0, 3, BEATS) == (2.5, 5.5)
    assert cuts_between(0.0, 8.0, 2) == (4.0,)


@given(
    start=st.floats(0, 50), length=st.floats(0.1, 30), shots=st.integers(2, 12), beats=st.booleans()
)
def test_no_part_is_a_flash(start: float, length: float, shots: int, beats: bool) -> None:  # noqa: FBT001
    """However short the line, what comes out can be seen; fewer shots rather than flashes."""
    cuts = cuts_between(start, start + length, shots, BEATS if beats else ())
    bounds = [start, *cuts, start + length]
    if cuts:
        assert min(b - a for a, b in itertools.pairwise(bounds)) >= LEAST_SHOT_S - 0.002


def test_stretches_without_singing_are_found() -> None:
    """Before the first line, where a line's end is known, and after the last one."""
    lines = [row(1, 6.0, 8.0), row(2, 9.0, 10.0), row(3, 20.0, 22.0)]
    assert gaps(lines, 30.0, 4.0) == (
        Gap(0, 0.0, 6.0),
        Gap(2, 10.0, 20.0),
        Gap(3, 22.0, 30.0),
    )


def test_what_is_a_gap_already_is_not_found_again() -> None:
    """Also where the line before it has several shots."""
    lines = [
        row(1, 0.0, 8.0),
        row(2, 4.0, shot=LineShot.PART),
        row(3, 8.0, shot=LineShot.GAP),
        row(4, 20.0, 29.0),
    ]
    assert gaps(lines, 30.0, 4.0) == ()
    assert gaps([lines[0], lines[1], lines[3]], 30.0, 4.0) == (Gap(2, 8.0, 20.0),)


def test_an_unknown_end_is_counted_by_the_words_and_a_guess() -> None:
    """Lines at four seconds each, then one before a long silence."""
    lines = [row(1, 0.0), row(2, 4.0), row(3, 8.0), row(4, 25.0, 29.0)]
    (gap,) = gaps(lines, 30.0, 4.0)
    assert (gap.after, gap.guessed) == (3, True)
    assert gap.start_s == pytest.approx(12.0, abs=1.0)


def test_shots_without_words_stay_behind_their_line() -> None:
    """When lines are put into another order, and when new ones come in between."""
    before = [
        row(1, 0.0),
        row(2, 1.0, shot=LineShot.PART),
        row(3, 2.0),
        row(4, 3.0, shot=LineShot.GAP),
    ]
    assert arranged([103, 7, 101], before) == [103, 104, 7, 101, 102]
    assert arranged([7], before) == [101, 102, 103, 104, 7]
    assert orphaned(before, {101}) == {102}
    assert orphaned(before, {103}) == set()


def test_a_line_gets_its_shot_back_when_the_one_it_shared_is_gone() -> None:
    """Rather than being seen under a picture that nobody chose for it."""
    before = [row(1, 0.0), row(2, 1.0), row(3, 2.0, shot=LineShot.SHARED)]
    assert settled(before, before) == ()
    assert settled(before, [before[0], before[2]]) == (before[2],)
    assert settled(before, [before[2]]) == (before[2],)
