"""The marker, which signs files and reads what files say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the codec reads the annotations
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.marks.claim import Claim
    from bot.domain.marks.report import Report


@dataclass(frozen=True, slots=True)
class ToMark:
    """A file on its way out: what it says of itself, from where to where.

    ``without_words`` takes prompts and settings out of a picture's own text chunks.
    """

    source: Path
    out: Path
    claim: Claim
    without_words: bool = False


class Marker(Protocol):
    """Signs files and reads what files say of themselves, in a process of its own."""

    async def mark(self, files: Sequence[ToMark]) -> None:
        """Write each file signed to its place.

        Raises:
            UserError: key, certificate or a file stand in the way; the sentence says which.
        """
        ...

    async def read(self, path: Path) -> Report:
        """What any file says of itself; never raises over what is in it."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """How sure the classifier is that a picture is not for everybody (0 to 1).

    ``blurred`` is a copy in which nothing can be made out, of one that it was sure enough of.
    """

    score: float
    blurred: Path | None


class Classifier(Protocol):
    """Looks at pictures, in a process of its own, on the processor alone."""

    @property
    def is_installed(self) -> bool:
        """Whether it is there at all."""
        ...

    async def look(
        self, pictures: Sequence[Path], held_from: float, folder: Path
    ) -> Sequence[Look] | None:
        """A look at each picture, blurred copies in ``folder``; None where it could not look."""
        ...
