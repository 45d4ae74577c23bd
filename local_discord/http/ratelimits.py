"""Rate limits: fixed windows a route and place, and one for everything together.

Discord publishes no numbers save the global one; those here are what clients commonly observe,
with reactions at one per 250 ms and channel. Source of the headers:
https://discord.com/developers/docs/topics/rate-limits.
"""

from dataclasses import dataclass, field
from typing import Final

from local_discord.http.errors import RateLimitedError
from local_discord.model.clock import Clock


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in a window of so many seconds."""

    requests: int
    window_s: float


DEFAULT: Final = Rate(50, 1.0)
OBSERVED: Final[dict[str, Rate]] = {
    "message-create": Rate(5, 5.0),
    "message-edit": Rate(5, 5.0),
    "message-delete": Rate(5, 1.0),
    "message-read": Rate(5, 1.0),
    "reaction": Rate(1, 0.25),
    "reaction-clear": Rate(1, 0.25),
    "pin": Rate(5, 4.0),
    "thread": Rate(10, 5.0),
    "commands": Rate(10, 5.0),
    "webhook": Rate(5, 2.0),
    "callback": Rate(50, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates in force. `Rates.loose()` never limits, for tests about something else."""

    by_bucket: dict[str, Rate] = field(default_factory=lambda: dict(OBSERVED))
    other: Rate = DEFAULT
    everything: Rate = DEFAULT

    @classmethod
    def loose(cls) -> "Rates":
        """Return rates that nothing reaches."""
        plenty = Rate(1_000_000, 1.0)
        return cls(by_bucket={}, other=plenty, everything=plenty)

    def of(self, bucket: str) -> Rate:
        """Return the rate of a bucket."""
        return self.by_bucket.get(bucket, self.other)


@dataclass(slots=True)
class _Window:
    ends_at: float
    used: int = 0


class RateLimiter:
    """Counts requests and says when one is too many."""

    def __init__(self, clock: Clock, rates: Rates) -> None:
        self._clock = clock
        self._rates = rates
        self._windows: dict[tuple[str, str], _Window] = {}
        self._everything = _Window(0.0)

    def count(self, bucket: str, place: str, *, globally: bool) -> dict[str, str]:
        """Count one request and return its headers; 429 when it is one too many."""
        now = self._clock.now()
        if globally:
            self._count_globally(now)
        rate = self._rates.of(bucket)
        window = self._windows.get((bucket, place))
        if window is None or window.ends_at <= now:
            self._forget_past(now)
            window = self._windows[bucket, place] = _Window(now + rate.window_s)
        if window.used >= rate.requests:
            raise RateLimitedError(window.ends_at - now)
        window.used += 1
        return self._headers(bucket, place)

    def headers_of(self, bucket: str, place: str) -> dict[str, str]:
        """Return a bucket's headers without counting."""
        return self._headers(bucket, place) if (bucket, place) in self._windows else {}

    def _headers(self, bucket: str, place: str) -> dict[str, str]:
        rate, window = self._rates.of(bucket), self._windows[bucket, place]
        return {
            "X-RateLimit-Limit": str(rate.requests),
            "X-RateLimit-Remaining": str(rate.requests - window.used),
            "X-RateLimit-Reset": f"{window.ends_at:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, window.ends_at - self._clock.now()):.3f}",
            "X-RateLimit-Bucket": bucket,
        }

    def _count_globally(self, now: float) -> None:
        rate = self._rates.everything
        if self._everything.ends_at <= now:
            self._everything = _Window(now + rate.window_s)
        if self._everything.used >= rate.requests:
            raise RateLimitedError(self._everything.ends_at - now, scope="global")
        self._everything.used += 1

    def _forget_past(self, now: float) -> None:
        if len(self._windows) > 1000:
            self._windows = {
                key: window for key, window in self._windows.items() if window.ends_at > now
            }
