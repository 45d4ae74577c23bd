"""Which line a moment belongs to."""

from __future__ import annotations

import pytest

from bot.domain.cut.note import line_at
from bot.domain.lyrics.line import Line

LINES = [
    Line(10 + n, 1, n, "la", None, start_s, None, False, (), None, 1)  # noqa: FBT003 - in order
    for n, start_s in ((1, 4.0), (2, 8.0), (3, None), (4, 8.0))
]


@pytest.mark.parametrize(("at_s", "number"), [(0.0, 1), (4.0, 1), (7.9, 1), (8.0, 4), (99.0, 4)])
def test_a_moment_belongs_to_the_last_line_that_has_begun(at_s: float, number: int) -> None:
    """Before the first one to the first, of two at once to the later number."""
    assert line_at(LINES, at_s).number == number


def test_without_lines_there_is_none() -> None:
    """Whoever asks has looked before."""
    with pytest.raises(ValueError, match="needs a line"):
        line_at([], 1.0)
