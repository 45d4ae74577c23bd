"""What a shot shows: a still or a film; a shot without either shows a card.

A film has a rate and a length of its own. Which of its moments a frame of the shot shows is said
here as exact fractions, so that no error adds up; how it is decoded is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

if TYPE_CHECKING:
    from pathlib import Path

SLOWEST: Final = Fraction(3, 2)
"""Left to the rule, a film is slowed by at most this much; a shorter one goes there and back."""


class Fit(StrEnum):
    """How a picture of another shape fills the frame."""

    AUTO = "auto"  # crop, unless too little of the picture would be left
    CROP = "crop"
    BLUR = "blur"  # the whole picture, on a blurred copy of itself


class FilmFit(StrEnum):
    """How a film of another length than its shot fills it."""

    AUTO = "auto"  # trim a long one, slow one that nearly fits, else there and back
    TRIM = "trim"  # from its start, as long as the shot; a short one stands at its end
    LOOP = "loop"
    THERE_AND_BACK = "there_and_back"
    SLOW = "slow"  # the whole film over the whole shot, be it slower or faster


@dataclass(frozen=True, slots=True)
class Still:
    """A picture's file and how it is framed; ``focus`` goes from (0, 0) to (1, 1)."""

    path: Path
    focus: tuple[float, float] | None = None
    fit: Fit = Fit.AUTO


@dataclass(frozen=True, slots=True)
class Reel:
    """The length of a film: ``frames`` at ``rate`` a second, and how it fills a shot."""

    frames: int
    rate: Fraction
    fit: FilmFit = FilmFit.AUTO

    def position(self, at: int, shot_frames: int, shot_rate: Fraction) -> Fraction:
        """The place in the film, in frames from 0 to ``frames - 1``, that the shot's frame
        ``at`` shows; between two whole numbers both frames are seen.
        """
        last = self.frames - 1
        if last < 1:
            return Fraction(0)
        natural = at * self.rate / shot_rate
        match self._settled(shot_frames / shot_rate):
            case FilmFit.TRIM | FilmFit.AUTO:
                return min(natural, Fraction(last))
            case FilmFit.LOOP:
                return min(natural % self.frames, Fraction(last))
            case FilmFit.THERE_AND_BACK:
                way = natural % (2 * last)
                return way if way <= last else 2 * last - way
            case FilmFit.SLOW:
                return Fraction(at * last, max(shot_frames - 1, 1))
            case _ as never:
                assert_never(never)

    def _settled(self, shot_s: Fraction) -> FilmFit:
        """The way that the rule chooses where none was set."""
        if self.fit is not FilmFit.AUTO:
            return self.fit
        own_s = self.frames / self.rate
        if own_s >= shot_s:
            return FilmFit.TRIM
        return FilmFit.SLOW if own_s * SLOWEST >= shot_s else FilmFit.THERE_AND_BACK


@dataclass(frozen=True, slots=True)
class Film:
    """A film's file, as this bot keeps films (``bot.video.films``), and how it is framed."""

    path: Path
    reel: Reel
    focus: tuple[float, float] | None = None
    fit: Fit = Fit.AUTO


Source: TypeAlias = Still | Film
