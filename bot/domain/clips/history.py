"""What was done in a clip, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One deed; ``person_id`` is None for what the software does by itself, such as a deadline."""

    id: int
    clip_id: int
    person_id: int | None
    what: str
    subject: str
    details: dict[str, Any]
    at: float
