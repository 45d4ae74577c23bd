"""How a clip and its shots look, as far as people have set it; the house rules fill the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.cut.camera import Move  # noqa: TC001 - the codec reads the annotations
from bot.domain.cut.captions import CaptionOptions
from bot.domain.cut.credits import CreditRole, CreditsMode, Disclosure
from bot.domain.cut.formats import Aspect
from bot.domain.cut.source import FilmFit, Fit  # noqa: TC001 - the codec reads the annotations
from bot.domain.cut.transitions import Transition  # noqa: TC001 - the codec reads the annotations


class CutsOn(StrEnum):
    """Where the cuts of a clip come; the captions stay where the lines are sung."""

    LINES = "lines"
    BEATS = "beats"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class ClipLook:
    """What holds for the whole clip; ``captions`` None is no captions, ``rate`` a name in RATES.

    ``roles`` are credits that somebody has written; None leaves them to what the software knows.
    ``poster_line_id`` is the line whose picture is the clip's first frame.
    """

    aspect: Aspect = Aspect.WIDE
    short_side_px: int = 720
    rate: str = "24"
    captions: CaptionOptions | None = field(default_factory=CaptionOptions)
    credits: CreditsMode = CreditsMode.FULL
    normalise: bool = False
    cuts: CutsOn = CutsOn.LINES
    disclosure: Disclosure = Disclosure.TITLE
    roles: tuple[CreditRole, ...] | None = None
    poster_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShotLook:
    """What holds for one line's shot; None leaves it to the rules.

    ``focus`` is the point that every crop keeps, from (0, 0) to (1, 1); ``fit`` how a picture of
    another shape fills the frame; ``transition`` leads into the shot, a morph over ``morph_beats``;
    ``film`` is how a film of another length than the shot fills it.
    """

    move: Move | None = None
    transition: Transition | None = None
    focus: tuple[float, float] | None = None
    fit: Fit | None = None
    film: FilmFit | None = None
    morph_beats: int | None = None
