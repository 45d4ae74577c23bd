"""A clip asked for as a pack for editors, and the files that came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportPart:
    """One ZIP file of an export."""

    number: int
    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Export:
    """An export, wished for or finished; ``posted`` says whether its files go into the channel."""

    id: int
    clip_id: int
    requested_by: int
    requested_at: float
    rejected: bool
    """Whether takes that were not chosen go along."""
    shots: int | None = None
    """None until it is finished."""
    posted: bool = True
    parts: tuple[ExportPart, ...] = ()
