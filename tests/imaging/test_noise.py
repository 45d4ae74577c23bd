"""Noise on the way from one seed to another."""

from __future__ import annotations

import pytest
import torch

from bot.domain.rounds.drift import Drift, drifted
from bot.imaging.noise import Paths, generator, slerp


def drawn(seed: int) -> torch.Tensor:
    """A seed's noise."""
    return torch.randn((4, 6, 8), generator=generator(seed))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_noise_on_the_way_is_as_loud_as_at_its_ends(share: float) -> None:
    """Models paint mud from noise that is too quiet."""
    mixed = slerp(drawn(1), drawn(2), share)
    assert float(mixed.std()) == pytest.approx(1.0, abs=0.15)
    straight = (1 - share) * drawn(1) + share * drawn(2)
    assert float(mixed.std()) >= float(straight.std())


def test_both_ends_are_exact() -> None:
    """Nothing of the way is, and all of it is the other seed's."""
    assert torch.equal(slerp(drawn(1), drawn(2), 0.0), drawn(1))
    assert torch.equal(slerp(drawn(1), drawn(2), 1.0), drawn(2))


def test_only_generators_with_a_path_are_led_astray() -> None:
    """Each picture of a batch has its own."""
    path = drifted((Drift(1, 1.0),), 2, 0.3)
    paths = Paths([2, 2], {1: path})
    with paths.followed():
        plain, led = (torch.randn((4, 6, 8), generator=one) for one in paths.generators)
    assert torch.equal(plain, drawn(2))
    assert torch.equal(led, slerp(drawn(1), drawn(2), 0.3))
    assert drifted(path, 3, 1.0) == (Drift(3, 1.0),)
