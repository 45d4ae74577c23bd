"""Discord's ids: 64 bits that carry their moment of creation.

Source: https://discord.com/developers/docs/reference#snowflakes.
"""

from datetime import UTC, datetime

from local_discord.model.clock import Clock

DISCORD_EPOCH_MS = 1_420_070_400_000
_LOW_BITS = 22


class Snowflakes:
    """Hands out ids that are unique and rise with time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        """Return an id greater than every id before it."""
        self._last = max(self._last + 1, at_time(self._clock.now()))
        return self._last


def at_time(epoch_s: float) -> int:
    """Return the smallest id that a moment (seconds since 1970) can have."""
    return (int(epoch_s * 1000) - DISCORD_EPOCH_MS) << _LOW_BITS


def iso(epoch_s: float) -> str:
    """Write a moment as Discord does: ISO 8601 in UTC with microseconds."""
    return datetime.fromtimestamp(epoch_s, UTC).isoformat(timespec="microseconds")
