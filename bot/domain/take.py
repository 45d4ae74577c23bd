"""Rounds and their takes: what was asked of the painter, and what it painted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoundState(StrEnum):
    """Where a round is between the request and the channel."""

    WAITING = "waiting"
    PAINTING = "painting"
    PAINTED = "painted"
    FAILED = "failed"
    CANCELLED = "cancelled"


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


@dataclass(frozen=True, slots=True)
class Take:
    """One candidate picture, with everything needed to paint it again."""

    id: int
    round_id: int
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
    painted_at: float
    unknown_words: tuple[str, ...] = ()
    parent_take_id: int | None = None
    strength: float | None = None
    cut: str | None = None
    """The end of the prompt that the model had no room for."""
    withheld: bool = False
    """Whether the model's own safety checker blacked the picture out."""


@dataclass(frozen=True, slots=True)
class NewTake:
    """A take that the painter has finished and that is not stored yet."""

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
    unknown_words: tuple[str, ...] = ()
    parent_take_id: int | None = None
    strength: float | None = None
    cut: str | None = None
    withheld: bool = False
