"""What is next, and which page is shown, for clips at every stage."""

from __future__ import annotations

from typing import Final

import pytest

from bot.domain.board.board import PER_PAGE, Step, next_steps, page_of_interest, pages
from bot.domain.lyrics.line import LineState

S: Final = LineState


@pytest.mark.parametrize(
    ("states", "has_song", "untimed", "steps"),
    [
        ([], False, 0, (Step.LYRICS, Step.SONG)),
        ([], True, 0, (Step.LYRICS,)),
        ([S.EMPTY, S.EMPTY], False, 2, (Step.SONG, Step.PROMPTS)),
        ([S.EMPTY, S.PROMPTED], True, 1, (Step.TIMES, Step.PROMPTS, Step.PAINT)),
        ([S.WAITING, S.PAINTING], True, 0, (Step.WAIT,)),
        ([S.VOTING, S.TIED, S.DECIDED], True, 0, (Step.VOTE, Step.DECIDE)),
        ([S.DECIDED, S.SHARED], True, 0, (Step.RENDER,)),
        ([S.DECIDED], False, 0, (Step.SONG,)),
    ],
)
def test_what_is_next_follows_from_the_lines(
    states: list[LineState],
    has_song: bool,  # noqa: FBT001 - pytest names it
    untimed: int,
    steps: tuple[Step, ...],
) -> None:
    """All that can be done now, in the order in which a clip is made."""
    assert next_steps(states, has_song=has_song, untimed=untimed) == steps


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (14, 1), (20, 1), (40, 2), (200, 10)])
def test_pages_hold_twenty_shots(count: int, expected: int) -> None:
    """An empty board has one page too."""
    assert pages(count) == expected


def test_the_page_shown_is_the_one_where_something_is_to_do() -> None:
    """The first one, when all is done."""
    done = [S.DECIDED] * PER_PAGE
    assert page_of_interest([*done, S.SHARED, S.VOTING, *done]) == 2
    assert page_of_interest(done) == 1
    assert page_of_interest([]) == 1
