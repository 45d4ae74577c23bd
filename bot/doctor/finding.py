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
    """The result of one check, and the sentence about it: ``key`` in ``doctor.toml``."""

    passed: bool
    key: str
    values: Mapping[str, Value]

    def line(self, locale: str) -> str:
        """The line for the terminal."""
        # A terminal shows no Markdown, so nothing is escaped.
        values = {
            name: Safe(value) if isinstance(value, str) else value
            for name, value in self.values.items()
        }
        return f"{'✓' if self.passed else '✗'} {say(locale, f'doctor.{self.key}', **values)}"


def passed(key: str, **values: Value) -> Finding:
    """A finding that something is as it should be."""
    return Finding(passed=True, key=key, values=values)


def failed(key: str, **values: Value) -> Finding:
    """A finding that something is not as it should be; its sentence says what to do."""
    return Finding(passed=False, key=key, values=values)
