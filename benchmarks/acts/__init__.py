"""What people have to do for a clip: acts and clicks, counted in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.acts.fourteen import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {"acts": measure}
