"""Where a take's noise comes from, when it is not simply its own seed's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drift:
    """One leg of a path: ``share`` (0..1) of the way from where it stood to ``seed``'s noise.

    A path's first leg is where it begins; its share counts for nothing.
    """

    seed: int
    share: float


def drifted(path: tuple[Drift, ...], seed: int, share: float) -> tuple[Drift, ...]:
    """``path`` and one more leg towards ``seed``; what lies before a whole leg is forgotten."""
    return (Drift(seed, 1.0),) if share >= 1.0 else (*path, Drift(seed, share))
