"""What a ballot comes to, for any votes in any order."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.votes.ballot import (
    NONE_OF_THESE,
    BallotRules,
    Decision,
    TieRule,
    Verdict,
    Vote,
    VotingMode,
    counted,
    decide,
)

CHOICES = (1, 2, 3, 4)

votes_of_people = st.lists(
    st.builds(
        Vote,
        person_id=st.integers(1, 6),
        choice=st.sampled_from((NONE_OF_THESE, *CHOICES)),
        placed_at=st.integers(0, 20).map(float),
    ),
    max_size=12,
    unique_by=lambda vote: (vote.person_id, vote.choice),
)
rules_of_any_kind = st.builds(
    BallotRules,
    mode=st.sampled_from(VotingMode),
    quorum=st.integers(0, 4),
    tie=st.sampled_from(TieRule),
    first_round_decides=st.booleans(),
)


def outcome(
    *votes: tuple[int, int, float], rules: BallotRules | None = None, number: int = 2
) -> Decision:
    """The decision on votes written as (person, choice, time)."""
    return decide(
        [Vote(*vote) for vote in votes], rules or BallotRules(), CHOICES, round_number=number
    )


def test_the_most_voted_take_wins() -> None:
    """Two voices beat one."""
    decision = outcome((1, 2, 0), (2, 2, 1), (3, 4, 2))
    assert decision.verdict is Verdict.WINNER
    assert decision.leaders == (2,)
    assert decision.tally == {0: 0, 1: 0, 2: 2, 3: 0, 4: 1}


def test_a_change_of_mind_counts_once_and_last() -> None:
    """With one choice a person, only their latest standing reaction counts."""
    decision = outcome((1, 2, 0), (1, 3, 5))
    assert decision.tally[2] == 0
    assert decision.leaders == (3,)
    assert decision.voters == 1


def test_approval_counts_every_choice_of_a_person() -> None:
    """With approval, one person may support several takes."""
    rules = BallotRules(mode=VotingMode.APPROVAL)
    decision = outcome((1, 2, 0), (1, 3, 5), (2, 3, 1), rules=rules)
    assert decision.tally[2] == 1
    assert decision.leaders == (3,)


def test_none_of_these_is_a_candidate_like_any_other() -> None:
    """When 🔁 wins, another round is due."""
    assert outcome((1, NONE_OF_THESE, 0), (2, NONE_OF_THESE, 0), (3, 1, 0)).verdict is Verdict.AGAIN


def test_a_tie_names_the_tied() -> None:
    """A tie is said with all who share the first place."""
    decision = outcome((1, 2, 0), (2, 4, 1))
    assert decision.verdict is Verdict.TIE
    assert decision.leaders == (2, 4)


def test_the_earliest_rule_breaks_a_tie_by_whose_support_was_complete_first() -> None:
    """Take 4 had both its voices before take 2 had its second one."""
    rules = BallotRules(tie=TieRule.EARLIEST)
    decision = outcome((1, 2, 0), (2, 4, 1), (3, 4, 2), (4, 2, 3), rules=rules)
    assert decision.verdict is Verdict.WINNER
    assert decision.leaders == (4,)


@pytest.mark.parametrize(("quorum", "verdict"), [(2, Verdict.WINNER), (3, Verdict.NO_QUORUM)])
def test_a_quorum_counts_people(quorum: int, verdict: Verdict) -> None:
    """Fewer people than the quorum decide nothing."""
    assert outcome((1, 2, 0), (2, 2, 0), rules=BallotRules(quorum=quorum)).verdict is verdict


def test_no_vote_at_all_decides_nothing() -> None:
    """Even without a quorum at least one person must have voted."""
    decision = outcome(rules=BallotRules(quorum=0))
    assert decision.verdict is Verdict.NO_QUORUM
    assert decision.leaders == ()


def test_first_takes_are_not_kept_when_the_rule_says_so() -> None:
    """A winner of the first round only asks for another round."""
    rules = BallotRules(first_round_decides=False)
    assert outcome((1, 2, 0), rules=rules, number=1).verdict is Verdict.FIRST_ROUND
    assert outcome((1, 2, 0), rules=rules, number=2).verdict is Verdict.WINNER


@given(votes_of_people, rules_of_any_kind, st.randoms())
def test_the_order_of_events_never_matters(
    votes: list[Vote], rules: BallotRules, random: object
) -> None:
    """Any order of the same votes gives the same decision."""
    shuffled = list(votes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(votes, rules, CHOICES, round_number=2) == decide(
        shuffled, rules, CHOICES, round_number=2
    )


@given(votes_of_people, rules_of_any_kind)
def test_a_vote_for_the_winner_never_makes_it_lose(votes: list[Vote], rules: BallotRules) -> None:
    """Somebody new who supports the winner leaves it the winner."""
    before = decide(votes, rules, CHOICES, round_number=2)
    if before.verdict is not Verdict.WINNER:
        return
    more = [*votes, Vote(person_id=99, choice=before.leaders[0], placed_at=30.0)]
    after = decide(more, rules, CHOICES, round_number=2)
    assert after.verdict is Verdict.WINNER
    assert after.leaders == before.leaders


@given(votes_of_people, rules_of_any_kind)
def test_a_person_counts_once(votes: list[Vote], rules: BallotRules) -> None:
    """One counted vote a person, or with approval one a person and choice; strangers none."""
    stray = Vote(person_id=7, choice=9, placed_at=0.0)
    valid = counted([*votes, stray], rules, CHOICES)
    assert stray not in valid
    if rules.mode is VotingMode.SINGLE:
        assert len({vote.person_id for vote in valid}) == len(valid)
    assert decide(votes, rules, CHOICES, round_number=2).voters == len(
        {vote.person_id for vote in valid}
    )


def test_who_may_vote_is_everyone_a_role_or_a_list() -> None:
    """Without a rule everyone votes; a role and a list each let theirs in."""
    nobody: frozenset[int] = frozenset()
    assert BallotRules().may_vote(1, nobody)
    role = BallotRules(voter_role_id=5)
    assert role.may_vote(1, frozenset({5}))
    assert not role.may_vote(1, nobody)
    listed = dataclasses.replace(role, voter_ids=frozenset({1}))
    assert listed.may_vote(1, nobody)
