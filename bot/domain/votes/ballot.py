"""The vote on one round: its rules, its votes, and the pure function that decides it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - the codec reads the annotations
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NONE_OF_THESE: Final = 0
"""The choice that stands for 🔁: paint another round."""

NONE_EMOJI: Final = "🔁"
TAKE_EMOJI: Final = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")


class VotingMode(StrEnum):
    """How many choices of one person count."""

    SINGLE = "single"  # the latest one still standing
    APPROVAL = "approval"  # all that still stand


class TieRule(StrEnum):
    """What a tie for the first place does."""

    RUN_OFF = "run-off"  # a second ballot between the tied; a tie there asks the director
    EARLIEST = "earliest"  # the tied choice whose support was complete first
    DIRECTOR = "director"  # the director picks


class Verdict(StrEnum):
    """What closing a ballot comes to."""

    WINNER = "winner"
    AGAIN = "again"  # 🔁 won: another round
    TIE = "tie"
    NO_QUORUM = "no-quorum"
    FIRST_ROUND = "first-round"  # first takes are never kept, says the clip's rule
    OVERTAKEN = "overtaken"  # not counted to its end: newer takes of the line are voted on


class BallotState(StrEnum):
    """Where a ballot stands."""

    OPEN = "open"
    DECIDED = "decided"
    TIED = "tied"  # waits for the director's pick
    CLOSED = "closed"  # ended without a winner (🔁 won, a run-off follows, no quorum, withdrawn)


@dataclass(frozen=True, slots=True)
class BallotRules:
    """How a clip's ballots are run; kept with each ballot as it was when it opened."""

    mode: VotingMode = VotingMode.SINGLE
    deadline_s: float | None = None
    quorum: int = 1
    tie: TieRule = TieRule.DIRECTOR
    voter_role_id: int | None = None
    voter_ids: frozenset[int] = field(default_factory=frozenset[int])
    pick_at_once: bool = True
    tallies_shown: bool = True
    first_round_decides: bool = True
    repaint_limit: int = 3
    closes_when_all_voted: bool = True
    """A minute after the last one has voted, where the rules name the voters one by one."""

    def all_voted(self, person_ids: Collection[int]) -> bool:
        """Whether everybody who is named has voted; never where a role or everyone may vote."""
        voters_named = self.voter_ids if self.voter_role_id is None else frozenset[int]()
        return (
            bool(voters_named) and self.closes_when_all_voted and voters_named.issubset(person_ids)
        )

    def may_vote(self, person_id: int, role_ids: frozenset[int]) -> bool:
        """Whether this person's reactions count: everyone's, a role's, or a list's."""
        if self.voter_role_id is None and not self.voter_ids:
            return True
        return person_id in self.voter_ids or self.voter_role_id in role_ids


NORMALLY: Final = 1
SUPER: Final = 2
"""The two ways in which a person can place the same emoji once each; together they are a sum."""
PRESSED: Final = 4
"""The way of a vote by a button: it stands without, and beside, reactions."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One standing reaction: who, for which choice (0 is 🔁, else a take), since when.

    A ``carried`` vote stands without a reaction: it was placed on a message that was deleted.
    ``ways`` says how it was placed: ``NORMALLY``, as a ``SUPER`` reaction, ``PRESSED``: their sum.
    """

    person_id: int
    choice: int
    placed_at: float
    carried: bool = False
    ways: int = NORMALLY


@dataclass(frozen=True, slots=True)
class Ballot:
    """The vote on one round; ``choices`` are the take numbers it is between."""

    id: int
    round_id: int
    state: BallotState
    rules: BallotRules
    choices: tuple[int, ...]
    opened_at: float
    closes_at: float | None
    winner_take_id: int | None = None
    run_off_of: int | None = None
    hastened: bool = False
    """Whether it closes soon because all have voted."""

    @property
    def is_open(self) -> bool:
        """Whether reactions still count."""
        return self.state is BallotState.OPEN

    @property
    def runs_off(self) -> bool:
        """Whether a tie leads to a second ballot; a tie in that one asks the director."""
        return self.rules.tie is TieRule.RUN_OFF and self.run_off_of is None


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of counting: the verdict, the choices at the top, and everyone's tally."""

    verdict: Verdict
    leaders: tuple[int, ...]
    tally: Mapping[int, int]
    voters: int


def counted(votes: Iterable[Vote], rules: BallotRules, choices: Iterable[int]) -> list[Vote]:
    """The votes that count: known choices only, one person once (single) or once a choice."""
    known = {*choices, NONE_OF_THESE}
    newest: dict[tuple[int, int], Vote] = {}
    for vote in votes:
        if vote.choice not in known:
            continue
        key = (vote.person_id, 0 if rules.mode is VotingMode.SINGLE else vote.choice)
        other = newest.get(key)
        # Equal times are told apart by the choice, so that the order of events never matters.
        if other is None or (vote.placed_at, vote.choice) > (other.placed_at, other.choice):
            newest[key] = vote
    return sorted(newest.values(), key=lambda vote: (vote.placed_at, vote.person_id, vote.choice))


def decide(
    votes: Iterable[Vote], rules: BallotRules, choices: Iterable[int], *, round_number: int
) -> Decision:
    """Count and judge; the same votes in any order give the same decision."""
    choices = tuple(choices)
    valid = counted(votes, rules, choices)
    tally = Counter(dict.fromkeys((*choices, NONE_OF_THESE), 0))
    tally.update(vote.choice for vote in valid)
    voters = len({vote.person_id for vote in valid})
    most = max(tally.values())
    leaders = tuple(sorted(choice for choice, count in tally.items() if count == most))
    if voters < max(1, rules.quorum):
        return Decision(Verdict.NO_QUORUM, leaders if most else (), dict(tally), voters)
    if len(leaders) > 1 and rules.tie is TieRule.EARLIEST:
        leaders = (_first_complete(valid, leaders),)
    if len(leaders) > 1:
        verdict = Verdict.TIE
    elif NONE_OF_THESE in leaders:
        verdict = Verdict.AGAIN
    elif round_number == 1 and not rules.first_round_decides:
        verdict = Verdict.FIRST_ROUND
    else:
        verdict = Verdict.WINNER
    return Decision(verdict, leaders, dict(tally), voters)


def _first_complete(valid: Iterable[Vote], leaders: tuple[int, ...]) -> int:
    """The tied choice whose last supporter came first."""
    complete = {
        choice: max((vote.placed_at, vote.person_id) for vote in valid if vote.choice == choice)
        for choice in leaders
    }
    return min(leaders, key=lambda choice: (complete[choice], choice))
