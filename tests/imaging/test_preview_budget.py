"""Looking at a painting costs a small share of its time, whatever a look costs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.imaging.preview_budget import EVERY_S, SHARE, PreviewBudget


class Watch:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now_s


@given(
    step_s=st.floats(0.01, 20.0),
    price_s=st.floats(0.001, 10.0),
    steps=st.integers(1, 400),
    watched=st.integers(1, 4),
)
def test_never_more_than_the_share_and_one_look_is_spent(
    step_s: float, price_s: float, steps: int, watched: int
) -> None:
    """The first look is bought on credit; after it nothing is that was not saved before."""
    watch = Watch()
    budget = PreviewBudget(watch)
    spent_s = painted_s = 0.0
    budget.begin()
    for _ in range(steps):
        watch.now_s += step_s
        painted_s += step_s
        count = budget.affords(watched)
        assert 0 <= count <= watched
        if count:
            begun = budget.now()
            watch.now_s += count * price_s
            spent_s += count * price_s
            budget.pay(begun, count)
    assert spent_s <= SHARE * painted_s + price_s + 1e-6


def test_a_short_painting_is_not_looked_at() -> None:
    """It is over before anybody could have seen anything."""
    watch = Watch()
    budget = PreviewBudget(watch)
    budget.begin()
    watch.now_s += EVERY_S / 2
    assert budget.affords(4) == 0


def test_cheap_looks_come_as_often_as_they_are_shown() -> None:
    """On a fast device every watched take is shown, once in a while."""
    watch = Watch()
    budget = PreviewBudget(watch)
    budget.begin()
    watch.now_s += EVERY_S
    assert budget.affords(4) == 1
    budget.pay(budget.now() - 0.001, 1)
    assert budget.affords(4) == 0
    watch.now_s += EVERY_S
    assert budget.affords(4) == 4
