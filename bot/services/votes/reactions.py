"""What people do with reactions, and what a run of it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.domain.votes.ballot import NONE_EMOJI, NONE_OF_THESE, NORMALLY, TAKE_EMOJI, Vote

if TYPE_CHECKING:
    from bot.domain.votes.ballot import Ballot

# Discord sends keycaps with or without the selector that makes them emoji.
_CHOICES: Final = {
    NONE_EMOJI: NONE_OF_THESE,
    **{emoji: number for number, emoji in enumerate(TAKE_EMOJI, start=1)},
    **{emoji.replace("\ufe0f", ""): number for number, emoji in enumerate(TAKE_EMOJI, start=1)},
}


def choice_of(emoji: str) -> int | None:
    """The choice an emoji stands for; None for any other emoji."""
    return _CHOICES.get(emoji)


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody reacted."""

    message_id: int
    person_id: int
    name: str | None
    role_ids: frozenset[int]
    emoji: str
    at: float
    way: int = NORMALLY


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Somebody took a reaction back."""

    message_id: int
    person_id: int
    emoji: str
    way: int = NORMALLY


@dataclass(frozen=True, slots=True)
class Cleared:
    """A moderator removed one emoji's reactions, or (``emoji`` None) all of them."""

    message_id: int
    emoji: str | None


Event = Placed | Withdrawn | Cleared


@dataclass(slots=True)
class Net:
    """Of many changes to one vote only the outcome is written.

    Keys are ballot, person and, for single votes, choice.
    """

    anew: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    """Whoever votes here no longer needs what was carried over for them."""
    gone: dict[tuple[int, int, int], int] = field(default_factory=dict[tuple[int, int, int], int])
    """The ways in which a vote was taken back."""
    placed: dict[tuple[int, int, int], Vote] = field(
        default_factory=dict[tuple[int, int, int], Vote]
    )

    def place(self, ballot: Ballot, event: Placed) -> bool:
        """Let a reaction stand as a vote; False when the ballot's rules leave it out."""
        choice = choice_of(event.emoji)
        if (
            choice is None
            or choice not in (*ballot.choices, NONE_OF_THESE)
            or not ballot.rules.may_vote(event.person_id, event.role_ids)
        ):
            return False
        self.anew.add((ballot.id, event.person_id))
        # Discord repeats events after a reconnect: the first time counts.
        key = (ballot.id, event.person_id, choice)
        vote = self.placed.get(key) or Vote(event.person_id, choice, event.at, ways=event.way)
        self.placed[key] = replace(vote, ways=vote.ways | event.way)
        return True

    def withdraw(self, ballot: Ballot, event: Withdrawn) -> None:
        """Take a vote back."""
        choice = choice_of(event.emoji)
        if choice is not None:
            key = (ballot.id, event.person_id, choice)
            vote = self.placed.pop(key, None)
            if vote is not None and (left := vote.ways & ~event.way):
                self.placed[key] = replace(vote, ways=left)
            self.gone[key] = self.gone.get(key, 0) | event.way

    def clear(self) -> None:
        """Forget all changes, for they were written."""
        self.anew.clear()
        self.gone.clear()
        self.placed.clear()
