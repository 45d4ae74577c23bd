"""The camera: always inside the picture, always smooth, never the same twice running."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.camera import PULSE_RISE_S, Beat, Move, choose_moves, path_of, pulse

moves = st.sampled_from(list(Move))
sides = st.integers(64, 3000)
shares = st.floats(0, 1)


@given(
    move=moves,
    picture=st.tuples(sides, sides),
    frame=st.sampled_from([(1280, 720), (720, 1280), (720, 720)]),
    seconds=st.floats(0.04, 60),
    energy=shares,
    focus=st.tuples(shares, shares),
    t=shares,
)
def test_the_window_never_leaves_the_picture(
    *,
    move: Move,
    picture: tuple[int, int],
    frame: tuple[int, int],
    seconds: float,
    energy: float,
    focus: tuple[float, float],
    t: float,
) -> None:
    """Whatever the move, the picture and the focus, no edge is ever seen."""
    path = path_of(move, picture, frame, seconds=seconds, energy=energy, focus=focus)
    window = path.window(t)
    half_w, half_h = window.scale * frame[0] / 2, window.scale * frame[1] / 2
    slack = 1e-6 * max(picture)
    assert half_w - slack <= window.centre_x <= picture[0] - half_w + slack
    assert half_h - slack <= window.centre_y <= picture[1] - half_h + slack


@given(move=moves, focus=st.tuples(shares, shares), energy=shares)
def test_a_move_has_no_jerk(move: Move, focus: tuple[float, float], energy: float) -> None:
    """Velocity changes a little from frame to frame, and is nothing at both ends."""
    path = path_of(move, (1600, 900), (1280, 720), seconds=4, energy=energy, focus=focus)
    windows = [path.window(k / 95) for k in range(96)]
    for values in (
        [w.centre_x / w.scale for w in windows],
        [w.centre_y / w.scale for w in windows],
    ):
        speeds = [b - a for a, b in itertools.pairwise(values)]
        assert max(abs(b - a) for a, b in itertools.pairwise(speeds)) < 0.15
        assert abs(speeds[0]) < 0.15
        assert abs(speeds[-1]) < 0.15


@pytest.mark.parametrize("move", [move for move in Move if move not in {Move.HOLD, Move.PULSE}])
def test_every_move_moves(move: Move) -> None:
    """Each move but hold shows something else at its end."""
    path = path_of(move, (1280, 720), (1280, 720), seconds=3)
    first, last = path.window(0), path.window(1)
    travelled = abs(first.centre_x - last.centre_x) + abs(first.centre_y - last.centre_y)
    assert travelled + 1000 * abs(first.scale - last.scale) > 10


def test_hold_holds() -> None:
    """A held shot is one picture."""
    path = path_of(Move.HOLD, (1280, 720), (1280, 720), seconds=3)
    assert path.window(0.0) == path.window(0.4) == path.window(1.0)


@given(focus=st.tuples(shares, shares), picture=st.tuples(sides, sides), t=shares)
def test_the_focus_stays_in_sight(
    focus: tuple[float, float], picture: tuple[int, int], t: float
) -> None:
    """A focus point that was set is in the frame all through a push, in any format."""
    frame = (720, 1280)
    window = path_of(Move.PUSH_IN, picture, frame, seconds=5, focus=focus).window(t)
    slack = 1e-6 * max(picture)
    half_w, half_h = window.scale * frame[0] / 2 + slack, window.scale * frame[1] / 2 + slack
    assert abs(focus[0] * picture[0] - window.centre_x) <= half_w
    assert abs(focus[1] * picture[1] - window.centre_y) <= half_h


def test_a_pan_over_a_wide_picture_goes_further() -> None:
    """Where the frame leaves a lot of the picture out, a pan shows more of it."""
    wide = path_of(Move.PAN_RIGHT, (1600, 900), (720, 1280), seconds=6)
    same = path_of(Move.PAN_RIGHT, (900, 1600), (720, 1280), seconds=6)
    assert wide.travel > same.travel


@given(
    energies=st.lists(shares, min_size=1, max_size=60),
    data=st.data(),
)
def test_the_same_move_never_comes_twice_running(
    energies: list[float], data: st.DataObject
) -> None:
    """The rule respects what people set, and repeats neither that nor itself."""
    chosen = data.draw(
        st.lists(st.one_of(st.none(), moves), min_size=len(energies), max_size=len(energies))
    )
    result = choose_moves(energies, chosen)
    for index, (first, second) in enumerate(itertools.pairwise(result)):
        if chosen[index] is None or chosen[index + 1] is None:
            assert first is not second
    assert all(c is None or c is r for c, r in zip(chosen, result, strict=True))


def test_calm_passages_get_calm_moves() -> None:
    """No pan chases through silence, and a loud passage never holds."""
    assert Move.PAN_LEFT not in choose_moves([0.1] * 12)
    assert Move.HOLD not in choose_moves([0.9] * 12)


@given(st.lists(st.floats(0.2, 2.0), max_size=12), shares)
def test_a_pulse_is_at_its_height_on_each_beat_and_without_jerk(
    gaps: list[float], loud: float
) -> None:
    """It rests between two pulses that leave room for it, and its velocity never jumps."""
    beats = tuple(Beat(at, loud) for at in itertools.accumulate(gaps))
    for beat in beats:
        height = pulse(beats, beat.at)
        assert height == pytest.approx((1 + 2 * loud) / 3)
        assert pulse(beats, beat.at - PULSE_RISE_S) == pytest.approx(0, abs=1e-9)
        assert height >= max(pulse(beats, beat.at + by) for by in (-0.01, 0.01))
    values = [pulse(beats, k / 1000) for k in range(int(1000 * sum(gaps)) + 500)]
    speeds = [b - a for a, b in itertools.pairwise(values)]
    # Rise or fall take 60 ms at least: a smoothstep's velocity changes by 6 over its time squared.
    most = max((6 / min(0.06, PULSE_RISE_S) ** 2) * 1e-6, 1e-9)
    assert max((abs(b - a) for a, b in itertools.pairwise(speeds)), default=0) <= 2 * most


def test_a_pulse_without_beats_holds() -> None:
    """Where nobody has found any."""
    path = path_of(Move.PULSE, (1280, 720), (1280, 720), seconds=3)
    assert path.window(0.0) == path.window(0.37) == path.window(1.0)


def test_a_pulse_is_subtle() -> None:
    """Three hundredths of the picture at the loudest, and back to all of it."""
    beats = (Beat(1.0, 1.0), Beat(2.0, 0.0))
    path = path_of(Move.PULSE, (1280, 720), (1280, 720), seconds=3, beats=beats)
    assert path.window(0.5).scale == 1.0
    assert path.window(1 / 3).scale == pytest.approx(1 / 1.03)
    assert path.window(2 / 3).scale == pytest.approx(1 / 1.01)
