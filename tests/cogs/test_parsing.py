"""What people type into options."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import UserError
from cogs.parsing import parse_clock, parse_duration, parse_voters


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("1:23.4", 83.4), ("0:05", 5), ("83,4", 83.4), (" 12 s ", 12), ("10:00", 600), ("0", 0)],
)
def test_song_times_are_read(typed: str, seconds: float) -> None:
    """Minutes or not, point or comma."""
    assert parse_clock(typed) == pytest.approx(seconds)


@pytest.mark.parametrize("typed", ["", "later", "1:75", "1:2:3", "-3", "1e3", "٣", "1:"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    """With what was typed in the sentence."""
    with pytest.raises(UserError, match="not a time"):
        parse_clock(typed)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("30s", 30), ("90m", 5400), ("2h", 7200), ("1j", 86400), ("1d 2h", 93600), ("1,5 h", 5400)],
)
def test_durations_are_read(typed: str, seconds: float) -> None:
    """In either language's letters."""
    assert parse_duration(typed) == pytest.approx(seconds)


@pytest.mark.parametrize("typed", ["off", "Non", "0", "none"])
def test_a_deadline_can_be_taken_away(typed: str) -> None:
    """Then a vote stays open until it is closed."""
    assert parse_duration(typed) is None


@given(st.text(max_size=20))
def test_a_duration_is_within_bounds_or_refused(typed: str) -> None:
    """Whatever is typed: half a minute to thirty days, off, or one sentence."""
    with contextlib.suppress(UserError):
        found = parse_duration(typed)
        assert found is None or 30 <= found <= 30 * 86400


@given(st.text(max_size=60))
def test_voters_are_mentioned_or_refused(typed: str) -> None:
    """Nothing else has a meaning."""
    with contextlib.suppress(UserError):
        role, people = parse_voters(typed)
        assert role is None or role >= 0
        assert all(person >= 0 for person in people)


def test_a_role_and_people_may_vote_together() -> None:
    """One role, any number of people; two roles are refused, for only one is asked about."""
    assert parse_voters("<@&7> and <@1>, <@!2>") == (7, frozenset({1, 2}))
    assert parse_voters("Everyone") == (None, frozenset())
    assert parse_voters("tous") == (None, frozenset())
    with pytest.raises(UserError):
        parse_voters("<@&7> <@&8>")
