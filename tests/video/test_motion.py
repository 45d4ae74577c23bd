"""The camera seen in the frames it paints: smooth to hundredths of a pixel, eased at both ends."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.domain.cut.camera import PULSE_ZOOM, Beat, Move, pulse
from bot.video.frames import FramePainter
from bot.video.segments import Layer, Segment
from tests.video.footage import drift, textured

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FRAMES = 48
FRAME = (400, 224)


def painted(path: Path, move: Move, beats: tuple[Beat, ...] = ()) -> list[NDArray[np.float64]]:
    """The light of every frame of a two-second shot, straight from the painter."""
    layer = Layer(
        path=str(path),
        digest=path.name,
        tint=0,
        fit="auto",
        focus=None,
        move=move.value,
        energy=0.6,
        first=0,
        frames=FRAMES,
        veil=None,
        beats=beats,
    )
    segment = Segment(0, FRAMES, (layer,), None, None)
    painter = FramePainter(FRAME)
    return [
        canvas.planes[0].astype(np.float64)
        for canvas in painter.paint(segment, float(Fraction(24)))
    ]


@pytest.mark.parametrize("move", [move for move in Move if move not in {Move.HOLD, Move.PULSE}])
def test_no_motion_jitters(tmp_path: Path, move: Move) -> None:
    """Measured from frame to frame, velocity follows its curve to 0.02 px at the frame's edge."""
    path = tmp_path / "picture.png"
    textured(path, 3)
    frames = painted(path, move)
    measured = np.array([drift(a, b) for a, b in itertools.pairwise(frames)])
    # Growth counts at the edge, where it moves things most.
    speeds = np.stack([measured[:, 0], measured[:, 1], measured[:, 2] * FRAME[0] / 2], axis=1)
    time = np.linspace(-1, 1, len(speeds))
    for speed in speeds.T:
        basis = np.vander(time, 7)
        fitted = np.asarray(np.linalg.solve(basis.T @ basis, basis.T @ speed), dtype=np.float64)
        curve = basis @ fitted
        assert float(np.std(speed - curve)) <= 0.02
    quick = np.hypot(speeds[:, 0], speeds[:, 1]) + np.abs(speeds[:, 2])
    assert quick.max() > 0.2
    assert quick[0] < 0.25 * quick.max()
    assert quick[-1] < 0.25 * quick.max()


def test_a_pulse_goes_with_its_beats_and_does_not_jitter(tmp_path: Path) -> None:
    """Its growth is that of its curve to 0.02 px at the frame's edge; at rest nothing moves."""
    path = tmp_path / "picture.png"
    textured(path, 3)
    beats = (Beat(11.5, 1.0), Beat(30.0, 0.4))
    frames = painted(path, Move.PULSE, beats)
    measured = np.array([drift(a, b) for a, b in itertools.pairwise(frames)])
    seconds = tuple(Beat(beat.at * 2 / 47, beat.loud) for beat in beats)
    zooms = np.array([1 + PULSE_ZOOM * pulse(seconds, k * 2 / 47) for k in range(FRAMES)])
    expected = np.diff(np.log(zooms)) * FRAME[0] / 2
    grown = measured[:, 2] * FRAME[0] / 2
    assert float(np.std(grown - expected)) <= 0.02
    assert np.abs(measured[:, :2]).max() <= 0.02
    assert np.array_equal(frames[0], frames[6])
    assert grown.max() > 0.5
    assert int(np.argmax(zooms)) in {11, 12}


def test_hold_is_perfectly_still(tmp_path: Path) -> None:
    """Every frame of a held shot is the same, bit for bit."""
    path = tmp_path / "picture.png"
    textured(path, 3)
    frames = painted(path, Move.HOLD)
    assert all(np.array_equal(frames[0], frame) for frame in frames)


def test_colour_moves_with_light(tmp_path: Path) -> None:
    """Both chroma planes follow the same path as luma: colours don't slide off their shapes."""
    path = tmp_path / "picture.png"
    textured(path, 4)
    layer = Layer(str(path), "x", 0, "auto", None, Move.PAN_RIGHT.value, 0.6, 0, FRAMES, None)
    segment = Segment(0, FRAMES, (layer,), None, None)
    kept = [
        [plane.astype(np.float64) for plane in canvas.planes]
        for index, canvas in enumerate(FramePainter(FRAME).paint(segment, 24.0))
        if index in {20, 21}
    ]
    light = drift(kept[0][0], kept[1][0])
    for plane in (1, 2):
        colour = drift(kept[0][plane], kept[1][plane])
        assert colour[0] * 2 == pytest.approx(light[0], abs=0.06)
