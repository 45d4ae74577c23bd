"""How many pictures of one size fit into the device's memory at a time, found out by trying; pure.

What did not fit is tried again after a while: other programs leave, and what had run out over one
picture may have been theirs. The more often it was in vain the longer that while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_FIRST_PATIENCE: Final = 8
_MOST_PATIENCE: Final = 256


@dataclass(slots=True)
class Fit:
    """``most`` pictures fit at a time, as far as is known; None before anything did not."""

    most: int | None = None
    _good: int = 0
    _patience: int = _FIRST_PATIENCE

    def shrink(self, most: int) -> None:
        """More than ``most`` at a time did not fit."""
        self.most, self._good = most, 0
        self._patience = min(_MOST_PATIENCE, self._patience * 2)

    def note(self, count: int) -> bool:
        """``count`` pictures fitted; True when it is time to use more memory again."""
        if self.most is None or count < self.most:
            return False
        self._good += 1
        if self._good < self._patience:
            return False
        self._good = 0
        return True
