"""The painter, and what it is asked for and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the wire reads the annotations
from typing import TYPE_CHECKING, Protocol

from bot.domain.rounds.abilities import Wish  # noqa: TC001 - the wire reads the annotations
from bot.domain.rounds.part import Mask  # noqa: TC001 - the wire reads the annotations
from bot.domain.rounds.recipe import Recipe  # noqa: TC001 - the wire reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.rounds.brought import Brought


@dataclass(frozen=True, slots=True)
class Towards:
    """Another take's words and seed, and how far towards them a picture is painted (0..1)."""

    prompt: str
    seed: int
    share: float


@dataclass(frozen=True, slots=True)
class PaintItem:
    """One picture of a batch; ``start`` is the picture file a variation starts from.

    A film begins with ``start`` and, where it is given, ends on the picture ``end``.
    Of a ``watched`` one people may see previews while it is painted. One that goes ``towards``
    another take is a picture between the two: noise on the arc, words on the line between theirs.
    One with a ``mask`` is its start with only that part painted again, in the start's own size.
    """

    prompt: str
    negative: str
    seed: int
    start: Path | None = None
    watched: bool = False
    end: Path | None = None
    towards: Towards | None = None
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class PaintRequest:
    """A batch for the painter: everything but the items' words, seeds and starts is the recipe's.

    A round is one request; several rounds of one recipe may be one too. The recipe has a strength
    exactly when every item has a start; films have a start in any case.

    Raises:
        ValueError: no items, or starts and strength do not agree.
    """

    recipe: Recipe
    items: tuple[PaintItem, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a paint request needs at least one item")
        if self.recipe.frames is not None:
            if any(item.start is None for item in self.items):
                raise ValueError("films need a picture to begin with")
        elif any((item.start is None) != (self.recipe.strength is None) for item in self.items):
            raise ValueError("variations need a start for every item and one strength")
        if any(item.start is None and item.mask is not None for item in self.items):
            raise ValueError("a part is one of a picture")


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """One finished PNG file in the painter's own folder; the caller takes it from there.

    Of a film it is the first of its ``frames``, which are files of their own.

    ``cut`` is the end of the prompt that the model's tokenizer had no room for, as it was written.
    ``withheld`` says that the model's own safety checker blacked the picture out.
    """

    seed: int
    file: Path
    width_px: int
    height_px: int
    unknown_words: tuple[str, ...] = ()
    cut: str | None = None
    withheld: bool = False
    ignored: tuple[Wish, ...] = ()
    """What of the wish the model did not read."""
    frames: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """All files there are of it."""
        return self.frames or (self.file,)


class Intake(Protocol):
    """Takes in pictures and films that people bring, in a process of its own."""

    async def take_in(self, upload: Path, folder: Path, start_s: float) -> Brought:
        """What ``upload`` was made into, in ``folder``; of a film what comes after ``start_s``.

        Raises:
            UserError: ``brought.unknown``, ``broken``, ``no-picture``, ``small``, ``huge`` or
                ``starts-late``, one sentence each.
        """
        ...


class Painter(Protocol):
    """Paints pictures in a process of its own."""

    @property
    def places(self) -> int:
        """How many requests it paints at the same time."""
        ...

    @property
    def loaded(self) -> Sequence[str]:
        """The models in memory, by their presets' ``weights``."""
        ...

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """Paint one picture an item, in order; ``on_progress`` gets the share done, 0..1.

        ``on_preview`` gets the place of a watched item and a small JPEG of what is becoming of it,
        now and then where the model can show it; never so often that it slows the painting.

        ``on_stage`` gets what goes before the painting: ``downloading`` or ``loading`` the model
        with the hundredths done behind it ("loading 40"), or ``compiling``.

        Cancelling the awaiting task stops the painting between two steps.

        Raises:
            ModelMissing: the preset's model cannot be loaded.
            OutOfMemory: one picture alone does not fit.
            PainterDied: the process ended; it is started again for the next request.
            PainterError: anything else that went wrong while painting.
        """
        ...

    async def find(
        self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]
    ) -> Mask:
        """Where ``words`` are in ``picture``, by the finder ``model``: a folder or a hub id.

        A mask of nothing where they are not. ``on_stage`` is as for ``paint``.

        Raises:
            ModelMissing: the finder cannot be loaded.
            PainterDied, PainterError: as for ``paint``.
        """
        ...
