"""Takes that people bring: their own pictures and films, beside what was painted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction  # noqa: TC003 - the codec reads the annotations
from pathlib import Path  # noqa: TC003 - the codec reads the annotations
from typing import Final

LONGEST_FILM_S: Final = 30.0
"""So much of a film is kept, from where it is wished to start: no shot is longer."""
LONGEST_SIDE_PX: Final = 1920
"""Larger ones are made smaller."""
SHORTEST_SIDE_PX: Final = 64


@dataclass(frozen=True, slots=True)
class TakeFilm:
    """The film of a take that moves: its kept file's name, that of a smaller copy, its length."""

    sha256: str
    shown_sha256: str
    frames: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Brought:
    """What an upload was made into, in a folder of the caller's: a still, and if it moves a film
    with a smaller copy to be shown.

    ``whole_s`` is how long the uploaded film was; ``damaged`` says that not all of it was readable.
    """

    still: Path
    width_px: int
    height_px: int
    film: Path | None = None
    shown: Path | None = None
    frames: int = 0
    rate: Fraction | None = None
    whole_s: float | None = None
    damaged: bool = False
