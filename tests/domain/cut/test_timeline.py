"""The cut on paper: every boundary where its time is, over a whole song, at any rate."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.formats import RATES
from bot.domain.cut.timeline import ShotKind, TimedLine, frame_at, lay_out, settle_times
from bot.domain.lyrics.line import Line

rates = st.sampled_from(list(RATES.values()))


def line(number: int, start_s: float, end_s: float | None = None) -> TimedLine:
    """A timed line with nothing special about it."""
    return TimedLine(number, number, f"line {number}", start_s, end_s)


def stored(number: int, start_s: float | None) -> Line:
    """A line as the database knows it."""
    return Line(number, 1, number, "words", None, start_s, None, False, (), None, 1)  # noqa: FBT003


@given(
    starts=st.lists(st.floats(0, 600, allow_nan=False), min_size=1, max_size=80),
    duration_s=st.floats(1, 600),
    rate=rates,
)
def test_shots_fill_the_clip_without_gap_or_overlap(
    starts: list[float], duration_s: float, rate: Fraction
) -> None:
    """Whatever the lines, shots follow each other from frame 0 to the end."""
    timeline = lay_out([line(k + 1, s) for k, s in enumerate(starts)], duration_s, rate)
    assert timeline.shots[0].start == 0
    assert timeline.shots[-1].end == timeline.frames
    for before, after in zip(timeline.shots, timeline.shots[1:], strict=False):
        assert before.end == after.start
    assert all(shot.frames > 0 for shot in timeline.shots)


@given(starts=st.lists(st.floats(1, 599, allow_nan=False), min_size=1, max_size=80), rate=rates)
def test_each_cut_is_within_half_a_frame_of_its_line(starts: list[float], rate: Fraction) -> None:
    """No cut drifts from its time, at the start of a song or after ten minutes."""
    timeline = lay_out([line(k + 1, s) for k, s in enumerate(starts)], 600, rate)
    for shot in timeline.shots:
        if shot.kind is ShotKind.LINE:
            assert shot.line is not None
            off = abs(Fraction(shot.start) / rate - Fraction(shot.line.start_s))
            assert off <= Fraction(1, 2) / rate


@given(
    starts=st.lists(st.floats(0, 900, allow_nan=False), max_size=60),
    duration_s=st.floats(1, 600),
    rate=rates,
)
def test_every_line_is_seen_or_named_as_unseen(
    starts: list[float], duration_s: float, rate: Fraction
) -> None:
    """A line that gets no frame is reported, never lost silently."""
    timeline = lay_out([line(k + 1, s) for k, s in enumerate(starts)], duration_s, rate)
    seen = [shot.line.number for shot in timeline.shots if shot.line is not None]
    assert sorted([*seen, *timeline.unseen]) == [k + 1 for k in range(len(starts))]


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES.keys())
def test_the_clip_is_as_long_as_the_song(rate: Fraction) -> None:
    """The clip's length is the song's within one frame."""
    timeline = lay_out([line(1, 1.0)], 241.337, rate)
    assert abs(timeline.duration_s - 241.337) <= 1 / rate


def test_the_stretches_around_the_lines_are_shots_of_their_own() -> None:
    """Opening, lines, closing: the last line ends where it says it does."""
    timeline = lay_out([line(1, 3.0), line(2, 5.0, 7.0)], 12.0, Fraction(24))
    assert [(shot.kind, shot.start, shot.end) for shot in timeline.shots] == [
        (ShotKind.OPENING, 0, 72),
        (ShotKind.LINE, 72, 120),
        (ShotKind.LINE, 120, 168),
        (ShotKind.CLOSING, 168, 288),
    ]


def test_a_line_without_an_end_lasts_as_long_as_lines_usually_do() -> None:
    """The last shot takes the median length, and the rest is the closing."""
    timeline = lay_out([line(1, 0.0), line(2, 2.0), line(3, 4.0)], 20.0, Fraction(25))
    assert timeline.shots[-2].frames == 50
    assert timeline.shots[-1].kind is ShotKind.CLOSING


def test_a_flash_before_the_first_line_is_no_shot() -> None:
    """A line that starts a few frames in begins the clip."""
    timeline = lay_out([line(1, 0.2), line(2, 3.0)], 6.0, Fraction(24))
    assert timeline.shots[0].kind is ShotKind.LINE
    assert timeline.shots[0].start == 0


def test_two_lines_at_the_same_time_show_the_later_one() -> None:
    """Of lines in the same frame only the last can be seen; the other is named."""
    timeline = lay_out([line(1, 2.0), line(2, 2.0), line(3, 4.0)], 8.0, Fraction(24))
    assert timeline.unseen == (1,)


def test_lines_after_the_songs_end_are_named() -> None:
    """Lyrics longer than the song lose their tail, and that is said."""
    timeline = lay_out([line(1, 1.0), line(2, 9.0), line(3, 11.0)], 8.0, Fraction(24))
    assert timeline.unseen == (2, 3)


def test_one_frame_shots_are_kept() -> None:
    """A line a frame is a strobe, but what was asked for."""
    rate = Fraction(30)
    timeline = lay_out([line(k + 1, 1 + k / 30) for k in range(30)], 4.0, rate)
    assert [shot.frames for shot in timeline.shots[1:30]] == [1] * 29


def test_a_song_without_lines_is_one_shot() -> None:
    """An instrumental is a clip too."""
    timeline = lay_out([], 10.0, Fraction(24))
    assert [(shot.start, shot.end) for shot in timeline.shots] == [(0, 240)]


def test_lead_and_tail_stand_outside_the_song() -> None:
    """Time before and after the song moves every line, and changes none."""
    timeline = lay_out([line(1, 1.0)], 10.0, Fraction(24), lead_s=3.0, tail_s=2.0)
    assert (timeline.lead, timeline.tail, timeline.frames) == (72, 48, 360)
    assert timeline.shots[1].start == 96
    assert timeline.frame_of(1.0) == 96


def test_a_song_of_no_length_is_refused() -> None:
    """There is no clip without time."""
    with pytest.raises(ValueError, match="no clip"):
        lay_out([line(1, 0.0)], 0.0, Fraction(24))


def test_boundaries_never_add_up_rounding() -> None:
    """Ten minutes of lines every 1.001 s are cut where they are, not where sums of frames are."""
    rate = Fraction(24)
    timeline = lay_out([line(k + 1, k * 1.001) for k in range(590)], 600.0, rate)
    assert timeline.shots[589].start == frame_at(589 * 1.001, rate)


def test_lines_without_times_share_the_gap_between_their_neighbours() -> None:
    """Untimed lines are spread evenly, and how many there were is told."""
    lines = [stored(1, 2.0), stored(2, None), stored(3, None), stored(4, 8.0), stored(5, None)]
    settled, spread = settle_times(lines, 12.0)
    assert [one.start_s for one in settled] == pytest.approx([2.0, 4.0, 6.0, 8.0, 10.0])
    assert spread == 3


def test_a_song_of_untimed_lines_is_shared_evenly() -> None:
    """Without a single time, the first line begins with the song."""
    settled, spread = settle_times([stored(k + 1, None) for k in range(4)], 20.0)
    assert [one.start_s for one in settled] == [0.0, 5.0, 10.0, 15.0]
    assert spread == 4
