"""One line of the doctor's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.texts import Safe, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.texts import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether something is well, and the sentence about it: ``key`` in ``doctor.toml``."""

    well: bool
    key: str
    values: Mapping[str, Value]

    def line(self, locale: str) -> str:
        """The line for the terminal."""
        # A terminal shows no Markdown, so nothing is escaped.
        shown = {
            name: Safe(value) if isinstance(value, str) else value
            for name, value in self.values.items()
        }
        return f"{'✓' if self.well else '✗'} {say(locale, f'doctor.{self.key}', **shown)}"


def well(key: str, **values: Value) -> Finding:
    """Something is as it should be."""
    return Finding(well=True, key=key, values=values)


def ill(key: str, **values: Value) -> Finding:
    """Something is not; the sentence says what to do."""
    return Finding(well=False, key=key, values=values)
