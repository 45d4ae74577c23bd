"""Whose turn it is; painting rounds of several people together, one at a time, and watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.queueing.asking import first_round, reloads
from benchmarks.queueing.claiming import claiming
from benchmarks.queueing.crowd import batching
from benchmarks.queueing.large import batching_gpu
from benchmarks.queueing.watching import previews

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "batching": batching,
    "batching_gpu": batching_gpu,
    "claiming": claiming,
    "first_round": first_round,
    "previews": previews,
    "reloads": reloads,
}
