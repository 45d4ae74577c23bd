"""How much of the painting's speed is lost between diffusers and the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.painting.rate import takes_rate_ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Record

BENCHMARKS: dict[str, Callable[[], Iterable[Record]]] = {"takes_rate_ratio": takes_rate_ratio}
