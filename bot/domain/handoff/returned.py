"""A timeline that came back from an editor, as far as it still names our shots."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnedShot:
    """Where the shot of a line begins now, in seconds of the song."""

    line_id: int
    start_s: float


@dataclass(frozen=True, slots=True)
class Returned:
    """Our shots in the order of the timeline, each once, and how much in there is not ours.

    ``clip_id`` is the clip that the timeline says it is of; 0 where it does not say.
    """

    clip_id: int
    shots: tuple[ReturnedShot, ...]
    foreign: int = 0
    """Clips that name none of our shots."""
    repeated: int = 0
    """Shots that are there again."""


@dataclass(frozen=True, slots=True)
class MovedCut:
    """A shot by its line's number, and where it begins now and would begin then (seconds)."""

    line: int
    from_s: float | None
    """None for one that is not seen now."""
    to_s: float


@dataclass(frozen=True, slots=True)
class ReturnedEdit:
    """A timeline's cuts on their way to be applied: pairs of a line's id and a second."""

    id: int
    clip_id: int
    cuts: tuple[tuple[int, float], ...]
