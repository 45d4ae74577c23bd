"""How quickly the bot is there, how small it stays, and how fast it answers while it works."""

from __future__ import annotations

from benchmarks.answering.busy import measure

BENCHMARKS = {"ack_p99_ms": measure}
