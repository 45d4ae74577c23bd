"""Whether painting several rounds together pays on this machine: by measuring both ways; pure.

On most devices it does, for one picture keeps them far from busy. Where it does not (a small
processor, memory that is nearly full), rounds are better painted one by one: nobody then waits for
somebody else's pictures without gaining anything.
"""

from __future__ import annotations

import statistics
from collections import deque
from dataclasses import dataclass, field
from typing import Final

_REMEMBERED: Final = 5
"""Paintings looked back on; the middle one counts, so that one in which the model was loaded or the
machine was busy does not."""
_TRIED: Final = 3
"""After so many paintings together, one is done alone to compare."""
_TRY_AGAIN: Final = 20
"""After so many paintings alone it is tried together again: machines change."""


def _last_ones() -> deque[float]:
    return deque(maxlen=_REMEMBERED)


@dataclass(slots=True)
class BatchSpeed:
    """Seconds a take of one kind of painting, alone and together, as lately measured."""

    alone_s: deque[float] = field(default_factory=_last_ones)
    together_s: deque[float] = field(default_factory=_last_ones)
    alone_since: int = 0
    """Paintings alone since the last one together."""

    def note(self, seconds_a_take: float, rounds: int) -> None:
        """``rounds`` rounds were painted in one go."""
        if rounds == 1:
            self.alone_s.append(seconds_a_take)
            self.alone_since += 1
        else:
            self.together_s.append(seconds_a_take)
            self.alone_since = 0

    @property
    def pays(self) -> bool:
        """Whether the next rounds had better be painted together."""
        if not self.together_s:
            return True
        if not self.alone_s:
            return len(self.together_s) < _TRIED
        if self.alone_since >= _TRY_AGAIN:
            return True
        return statistics.median(self.together_s) <= statistics.median(self.alone_s)
