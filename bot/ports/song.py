"""What measures songs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.song.song import SongFacts, SongLimits


class Measure(Protocol):
    """What measures songs: ``bot.song.measure_song``, or a fake."""

    async def __call__(
        self, path: Path, name: str, limits: SongLimits, /, *, placed: Path | None
    ) -> SongFacts:
        """The song's facts, by decoding it to its end in another process."""
        ...
