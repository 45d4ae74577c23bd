"""Passages: the rule that chooses them, and where they may stand."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.timeline import TimedLine, Timeline, lay_out
from bot.domain.cut.transitions import DURATIONS_S, Transition, choose_transitions, place

RATE = Fraction(24)


def song(*sections: str, each_s: float = 3.0) -> Timeline:
    """A song of one line a section name, three seconds each, with opening and closing."""
    lines = [
        TimedLine(k + 1, k + 1, "words", 3 + each_s * k, None, section)
        for k, section in enumerate(sections)
    ]
    return lay_out(lines, 3 + each_s * len(sections) + 4, RATE)


def test_lines_cut_and_sections_fade() -> None:
    """Within a section the picture changes on the beat; between sections it fades."""
    timeline = song("a", "a", "b")
    assert choose_transitions(timeline.shots) == (
        Transition.CROSSFADE,
        Transition.CUT,
        Transition.CROSSFADE,
        Transition.CROSSFADE,
    )


def test_a_loud_section_begins_with_a_flash() -> None:
    """Where the song breaks out, the picture does too."""
    timeline = song("a", "b")
    chosen = choose_transitions(timeline.shots, [0.2, 0.2, 0.9, 0.2])
    assert chosen[1] is Transition.DIP_WHITE


def test_what_people_set_is_kept() -> None:
    """A transition that was set wins over the rule."""
    timeline = song("a", "a")
    chosen = choose_transitions(timeline.shots, None, [None, Transition.WHIP, None])
    assert chosen[1] is Transition.WHIP


@given(
    lengths=st.lists(st.integers(1, 60), min_size=2, max_size=12),
    kind=st.sampled_from(list(Transition)),
)
def test_a_passage_leaves_every_shot_a_frame(lengths: list[int], kind: Transition) -> None:
    """Passages are centred on their cut and never overlap, however short the shots are."""
    starts = [sum(lengths[:k]) for k in range(len(lengths))]
    lines = [TimedLine(k + 1, k + 1, "words", start / 24) for k, start in enumerate(starts)]
    timeline = lay_out(lines, sum(lengths) / 24, RATE)
    passages = place(timeline, [kind] * (len(timeline.shots) - 1))
    end = 0
    for passage in passages:
        cut = timeline.shots[passage.before + 1].start
        assert cut - passage.start == passage.end - cut
        assert passage.start > timeline.shots[passage.before].start
        assert passage.end < timeline.shots[passage.before + 1].end
        assert passage.start >= end
        assert passage.frames <= DURATIONS_S[kind] * RATE + 2
        end = passage.end


def test_a_cut_is_no_passage() -> None:
    """A cut takes no time."""
    timeline = song("a", "a")
    assert place(timeline, [Transition.CUT] * 3) == ()
