"""A classifier that is sure of what it is told to be sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.marks import Look

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class FakeClassifier:
    """The port ``Classifier``; ``scores`` are those of the next pictures, 0 after them.

    ``blind``, it cannot look.
    """

    def __init__(self) -> None:
        self.is_installed = False
        self.blind = False
        self.scores: list[float] = []

    async def look(
        self, pictures: Sequence[Path], held_from: float, folder: Path
    ) -> Sequence[Look] | None:
        """Say what was set; a blurred copy says so."""
        if self.blind:
            return None
        looks: list[Look] = []
        for number in range(len(pictures)):
            score = self.scores.pop(0) if self.scores else 0.0
            blurred = folder / f"blurred-{number}.webp" if score >= held_from else None
            if blurred is not None:
                blurred.write_bytes(b"blurred")
            looks.append(Look(score, blurred))
        return looks
