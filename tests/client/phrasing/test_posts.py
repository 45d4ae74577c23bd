"""The small words of posts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.client.phrasing import posts
from bot.domain.texts import moment
from bot.domain.votes.ballot import BallotRules, TieRule


@given(st.floats(-1, 2))
def test_a_bar_has_always_the_same_length(share: float) -> None:
    """Whatever the share, twelve cells, no more full ones for less work."""
    assert len(posts.bar(share)) == 12
    assert posts.bar(0) == "▱" * 12
    assert posts.bar(1) == "▰" * 12


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (0.2, "1 s", "1 s"),
        (59, "59 s", "59 s"),
        (59.5, "1 min", "1 min"),
        (61, "2 min", "2 min"),
        (5400, "1 h 30", "1 h 30"),
        (7205, "2 h 01", "2 h 01"),
    ],
)
def test_a_duration_is_rounded_up(seconds: float, english: str, french: str) -> None:
    """Rather too long a wait is announced than too short a one."""
    assert posts.duration("en", seconds) == english
    assert posts.duration("fr", seconds) == french


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00.0"), (59.96, "1:00.0"), (83.44, "1:23.4"), (600, "10:00.0")],
)
def test_a_song_time_shows_minutes_and_tenths(seconds: float, shown: str) -> None:
    """Tenths carry over into seconds and minutes; French has a comma before them."""
    assert moment("en", seconds) == shown
    assert moment("fr", seconds) == shown.replace(".", ",")


@given(st.lists(st.integers(1, 60)))
def test_ranges_name_every_number_once(numbers: list[int]) -> None:
    """Written out again, the ranges are the numbers."""
    found: set[int] = set()
    for part in filter(None, posts.ranges(numbers).split(", ")):
        first, _, last = part.partition("–")
        span = set(range(int(first), int(last or first) + 1))
        assert not span & found
        found |= span
    assert found == set(numbers)


@given(st.text(), st.integers(1, 50))
def test_clipped_text_is_never_too_long(text: str, length: int) -> None:
    """What does not fit ends in an ellipsis."""
    found = posts.clipped(text, length)
    assert len(found) <= length
    assert found == text or found.endswith("…")


def test_people_s_words_stay_words_in_a_quote() -> None:
    """Markdown, line breaks and mentions do nothing in a quote."""
    found = posts.quoted("a *b*\n@everyone <@1>", 100)
    assert "\n" not in found
    assert "\\*b\\*" in found
    assert "@everyone" not in found
    assert "<@1>" not in found


def test_a_tally_puts_none_of_these_last() -> None:
    """Takes in their order, then 🔁."""
    assert posts.tally("en", {0: 2, 2: 1, 1: 0}) == "Votes: 1️⃣ 0 · 2️⃣ 1 · 🔁 2"
    assert posts.tally("en", {}) == ""


def test_every_rule_that_is_not_a_matter_of_course_is_said() -> None:
    """Voters, quorum, tie, first takes and the late pick each have their phrase."""
    rules = BallotRules(
        quorum=3,
        tie=TieRule.RUN_OFF,
        voter_role_id=7,
        voter_ids=frozenset({9}),
        first_round_decides=False,
        pick_at_once=False,
    )
    said = posts.rules("en", rules, round_number=1, names="Ana")
    assert said == [
        "<@&7> vote",
        "Ana vote",
        "quorum 3 people",
        "a tie goes to a run-off",
        "first takes are never kept",
        "the director picks after the vote only",
    ]
    later = posts.rules("en", rules, round_number=2, names="Ana")
    assert "first takes are never kept" not in later
