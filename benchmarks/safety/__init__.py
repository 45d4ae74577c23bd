"""How often the classifier holds harmless pictures back: those of our model and of its training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.safety.alarms import false_alarms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {"false_alarms": false_alarms}
