"""Rounds and their takes: what was asked of the painter, and what it painted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.lora import LoraUse
    from bot.domain.rounds.brought import TakeFilm

_LETTERS: Final = "abcdefghij"

MOST_TAKES: Final = len(_LETTERS)
"""As many takes a round can have."""


class RoundState(StrEnum):
    """Where a round is between the request and the channel."""

    WAITING = "waiting"
    PAINTING = "painting"
    PAINTED = "painted"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Motion:
    """How the films of a round move: in words, by which preset, for how many frames, and on which
    take's picture they end, if on any.
    """

    words: str
    preset: str
    frames: int
    last_take_id: int | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """The takes painted and posted together for one line; ``number`` counts within the line."""

    id: int
    clip_id: int
    line_id: int
    number: int
    prompt_id: int
    style_id: int
    state: RoundState
    takes_wanted: int
    seed: int
    requested_by: int
    requested_at: float
    parent_take_id: int | None = None
    strength: float | None = None
    trial: bool = False
    """Whether its takes are one picture in several styles: the vote is on the clip's style."""
    motion: Motion | None = None
    """Of a round of films, which begin with its parent take; that take, still, is its last one."""


class Held(StrEnum):
    """What became of a take that an automatic look at pictures held back."""

    HELD = "held"  # seen blurred, and not voted on
    SHOWN = "shown"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTake:
    """One candidate picture, with everything needed to paint it again, before it is stored."""

    number: int
    seed: int
    sha256: str
    width_px: int
    height_px: int
    prompt: str
    negative: str
    preset: str
    steps: int
    guidance: float
    """0 where the model was not guided; what it did not read of a wish is no part of a take."""
    loras: tuple[LoraUse, ...] = ()
    unknown_words: tuple[str, ...] = ()
    parent_take_id: int | None = None
    strength: float | None = None
    cut: str | None = None
    """The end of the prompt that the model had no room for."""
    withheld: bool = False
    """Whether the model's own safety checker blacked the picture out."""
    brought_by: int | None = None
    """Who brought it; None of what was painted."""
    film: TakeFilm | None = None
    """What it is when it moves; its picture is the film's first frame."""
    held: Held | None = None
    blurred_sha256: str | None = None
    """What is seen of a held one."""

    @property
    def is_open(self) -> bool:
        """Whether it is shown and voted on."""
        return self.held in {None, Held.SHOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Take(NewTake):
    """A stored take."""

    id: int
    round_id: int
    painted_at: float


@dataclass(frozen=True, slots=True)
class PlacedRound:
    """A round with the line and the clip that it is for."""

    round: Round
    line: Line
    clip: Clip


@dataclass(frozen=True, slots=True)
class PlacedTake(PlacedRound):
    """A take with its round, its line and its clip."""

    take: Take

    @property
    def name(self) -> str:
        """How people call the take."""
        return take_name(self.line, self.round, self.take)


def stand_still(take: Take, number: int) -> NewTake:
    """The still of a round of films: the take they begin with, once more."""
    values: dict[str, Any] = {field.name: getattr(take, field.name) for field in fields(NewTake)}
    values["number"] = number
    return NewTake(**values)


def letter(number: int) -> str:
    """The letter that a take's number is called by: 1 is a."""
    return _LETTERS[number - 1]


def number_meant(typed: str) -> int | None:
    """The take's number that somebody means by a number or a letter; None for anything else."""
    typed = typed.strip().lower()
    if typed.isdecimal():
        return int(typed)
    return _LETTERS.index(typed) + 1 if len(typed) == 1 and typed in _LETTERS else None


def take_name(line: Line, round_: Round, take: Take) -> str:
    """How people call a take: line and letter ("12c"), after the first round that too ("12·2a")."""
    called = letter(take.number)
    return (
        f"{line.number}{called}" if round_.number == 1 else f"{line.number}·{round_.number}{called}"
    )
