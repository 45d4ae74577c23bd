"""Training in small, on the processor; skipped where the drawing library is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("skia", reason="the drawing library comes with the extra 'train'")

from benchmarks.painting.crispness import error_levels, overshoot_levels, sharpness
from training.card import Plan, train_all
from training.evaluate import load, paint

if TYPE_CHECKING:
    from pathlib import Path


def _edge(
    low: int = 0, high: int = 200, slope: int = 1
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """One picture with an upright edge that takes `slope` pixels."""
    row = np.interp(np.arange(64), [32 - slope, 32], [low, high]).astype(np.uint8)
    return np.broadcast_to(row[None, None, :, None], (1, 48, 64, 3)).copy()


def test_a_blurred_edge_is_less_sharp() -> None:
    """Half the slope, half the sharpness."""
    assert sharpness(_edge(), _edge()) == pytest.approx(1.0)
    assert sharpness(_edge(slope=2), _edge()) == pytest.approx(0.5)


def test_error_and_overshoot_are_told_in_levels() -> None:
    """A halo is what no neighbour has; a level that some neighbour has is no halo."""
    assert error_levels(_edge(high=210), _edge()) == pytest.approx(5.0)
    assert overshoot_levels(_edge(high=210), _edge()) == pytest.approx(10.0)
    assert overshoot_levels(_edge(slope=2), _edge()) == 0.0


@pytest.mark.long
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_one_command_trains_everything_and_its_folder_paints(tmp_path: Path) -> None:
    """What `make train-gpu` does on a card, with a budget of seconds on the processor."""
    plan = Plan(budget_s=12.0, scenes=1000, painted=2, drawers=1, batch=2, device="cpu")
    train_all(tmp_path / "checkpoints", tmp_path / "model", plan)
    size = sum(part.stat().st_size for part in (tmp_path / "model").rglob("*") if part.is_file())
    assert size < 40e6
    assert paint(load(tmp_path / "model"), ["the sea at night"], [1]).std() > 5
