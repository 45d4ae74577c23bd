"""The encoder of clips, how far it is, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from bot.domain.cut.edit import Edit


class RenderStage(StrEnum):
    """What is being done."""

    PREPARING = "preparing"
    MORPHS = "morphs"  # pictures between winners are painted
    PAINTING = "painting"  # frames are painted and encoded
    SOUND = "sound"
    JOINING = "joining"
    FITTING = "fitting"  # encoded again, to a size
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RenderProgress:
    """``done`` of ``total`` frames in this stage; ``left_s`` from measured speed, None at first."""

    stage: RenderStage
    done: int
    total: int
    left_s: float | None

    @property
    def share(self) -> float:
        """From 0 to 1, for a bar: the short stages after the frames leave it full."""
        if self.total:
            return min(self.done / self.total, 1.0)
        return float(self.stage is not RenderStage.PREPARING)


OnProgress = Callable[[RenderProgress], None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished clip: what it is, and what was not as asked.

    ``carded`` are the numbers of lines shown as cards because they have no picture, ``broken``
    those whose picture's file is gone or damaged (shown as cards too), and ``undrawn`` those with
    letters that no face has, with these. ``made`` of ``segments`` were not in the cache.
    """

    path: Path
    frames: int
    duration_s: float
    width_px: int
    height_px: int
    size_bytes: int
    carded: tuple[int, ...]
    broken: tuple[int, ...]
    undrawn: tuple[tuple[int, str], ...]
    segments: int
    made: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """The file to post: its size and frame; ``untouched`` when the clip fitted as it was."""

    path: Path
    size_bytes: int
    width_px: int
    height_px: int
    untouched: bool


class Encoder(Protocol):
    """What assembles and fits: ``bot.video.assembly.Assembler``, or a fake."""

    async def render(
        self, edit: Edit, out: Path, *, on_progress: Callable[[RenderProgress], None]
    ) -> Rendered:
        """Render ``edit`` to ``out``; cancelling stops it and leaves no file."""
        ...

    async def still(self, edit: Edit, at: int, out: Path) -> bool:
        """Write one frame of ``edit`` to ``out``, a JPEG; False where it is in no shot."""
        ...

    async def fit(
        self,
        clip: Path,
        limit_bytes: int,
        out: Path,
        *,
        on_progress: Callable[[RenderProgress], None],
    ) -> Fitted:
        """Encode ``clip`` to ``out``, at most ``limit_bytes`` large."""
        ...

    async def film(
        self, pictures: Sequence[Path], rate: Fraction, out: Path, shown: Path | None = None
    ) -> None:
        """Put ``pictures`` of one size together as a film at ``out``, as this bot keeps films.

        At ``shown`` a copy is put that is small enough for any channel.
        """
        ...
