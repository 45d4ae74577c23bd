"""Many people voting at once: how fast votes are taken in, whether any is lost, who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.voting.rush import votes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {"votes": votes}
