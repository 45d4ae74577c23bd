"""Painting the rounds of several people together, and one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.queueing.crowd import batching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Record

BENCHMARKS: dict[str, Callable[[], Iterable[Record]]] = {"batching": batching}
