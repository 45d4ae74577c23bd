"""Whether painting together pays is measured, and measured again."""

from __future__ import annotations

from bot.domain.rounds.batch_speed import BatchSpeed


def measured(*, alone_s: float, together_s: float) -> BatchSpeed:
    """Both ways, measured often enough."""
    pace = BatchSpeed()
    for _ in range(3):
        pace.note(together_s, 4)
        pace.note(alone_s, 1)
    pace.note(together_s, 4)
    return pace


def test_together_is_tried_before_anything_is_known() -> None:
    """Most devices gain by it."""
    assert BatchSpeed().pays


def test_alone_is_tried_once_together_is_known() -> None:
    """Without something to compare with nobody knows."""
    pace = BatchSpeed()
    for _ in range(3):
        assert pace.pays
        pace.note(1.0, 4)
    assert not pace.pays
    pace.note(2.0, 1)
    assert pace.pays


def test_what_is_faster_is_done() -> None:
    """By seconds a take."""
    assert measured(alone_s=2.0, together_s=1.5).pays
    assert not measured(alone_s=1.5, together_s=2.0).pays


def test_one_slow_painting_decides_nothing() -> None:
    """The model was loaded in it, or something else was done on the machine."""
    pace = measured(alone_s=2.0, together_s=1.5)
    pace.note(60.0, 4)
    assert pace.pays


def test_it_is_tried_again_later() -> None:
    """A machine that was busy is not taken for a slow one for ever."""
    pace = measured(alone_s=1.5, together_s=2.0)
    tries = 0
    while not pace.pays:
        pace.note(1.5, 1)
        tries += 1
    assert tries == 20
    for _ in range(5):
        pace.note(0.5, 4)
    assert pace.pays
