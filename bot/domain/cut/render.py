"""A finished clip file, or the wish for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.cut.formats import Aspect  # noqa: TC001 - the codec reads the annotations

if TYPE_CHECKING:
    from fractions import Fraction


class RenderKind(StrEnum):
    """Quick and complete-with-cards, or the real thing."""

    PREVIEW = "preview"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What was asked of a render; times are seconds of the song.

    ``line_id`` asks for that line's shot alone; ``aspect`` and ``short_side_px`` for another frame
    than the clip's own.
    """

    captions: bool = True
    allow_missing: bool = False
    from_s: float | None = None
    to_s: float | None = None
    line_id: int | None = None
    aspect: Aspect | None = None
    short_side_px: int | None = None

    @property
    def whole(self) -> bool:
        """Whether the whole song is asked for, and not a part of it."""
        return self.from_s is None and self.to_s is None and self.line_id is None

    @property
    def frame(self) -> tuple[Aspect | None, int | None]:
        """The frame asked for: two renders in different ones are two wishes."""
        return self.aspect, self.short_side_px


@dataclass(frozen=True, slots=True)
class Render:
    """A clip file: ``sha256`` is the full-quality file, ``posted_sha256`` what fits the channel."""

    id: int
    clip_id: int
    kind: RenderKind
    options: RenderOptions
    requested_by: int
    requested_at: float
    sha256: str | None = None
    posted_sha256: str | None = None
    frames: int | None = None
    rate: Fraction | None = None
    width_px: int | None = None
    height_px: int | None = None
    cards: tuple[int, ...] = ()
    """Numbers of the lines that were shown as cards for want of a winner."""
    broken: tuple[int, ...] = ()
    """Numbers of the lines shown as cards because their picture's file is gone or damaged."""
    unseen: tuple[int, ...] = ()
    """Numbers of the lines that got no frame: after the song's end, or at another one's moment."""
    undrawn: tuple[tuple[int, str], ...] = ()
    """Numbers of lines with the letters of each that no face could draw."""
    spread: bool = False
    """Whether lines without times were placed by their syllables."""
    faded: tuple[int, ...] = ()
    """Numbers of the lines that a crossfade leads into, for their morph cannot be painted."""
    refits: int = 0
    """How often Discord found the posted file too large."""

    @property
    def duration_s(self) -> float:
        """The clip's length in seconds; 0 before it is finished."""
        return 0.0 if self.frames is None or self.rate is None else float(self.frames / self.rate)
