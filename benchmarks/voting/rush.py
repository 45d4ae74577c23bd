"""Two hundred people, a hundred open rounds, twenty thousand reactions a rush.

The local Discord sends the rush through its gateway as fast as the client takes it, in turn to the
whole bot and to a bare discord.py client that does nothing, each in a process of its own. The bot's
time runs until the last vote can be read in its database by somebody else, the bare client's until
it has heard of the last one.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.voting.receiving import bare_client, whole_bot
from benchmarks.voting.town import EVENTS, LAST_EMOJI, PEOPLE, ROUNDS, STREAM_RATE, Town
from local_discord import LocalDiscord
from local_discord.http.ratelimits import Rates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure
    from benchmarks.voting.town import Took

RUSHES: Final = 3
FLOOD: Final = 6
"""Further rushes in a row, to see what the memory does."""


def votes() -> Iterable[Figure]:
    """All figures of the rush."""
    return asyncio.run(_measure())


async def _measure() -> Iterable[Figure]:
    theirs: list[Took] = []
    with tempfile.TemporaryDirectory() as folder:
        async with LocalDiscord.start(rates=Rates.loose()) as world:
            data = Path(folder) / "data"
            town = Town(world, data / "couplet.db")
            async with whole_bot(world, Path(folder), data) as process:
                await town.open_rounds()
                ours = [await town.rush(process) for _ in range(RUSHES)]
                waits_s = await town.stream_and_ask()
                rss_mib = [await town.rush_and_weigh(process) for _ in range(FLOOD)]
                lost = town.lost()
            for _ in range(RUSHES):
                async with bare_client(world, LAST_EMOJI) as (process, heard):
                    theirs.append(await town.rush(process, heard))
    return _records(ours, theirs, lost, waits_s, rss_mib)


def _records(
    ours: list[Took], theirs: list[Took], lost: int, waits_s: list[float], rss_mib: list[float]
) -> list[Figure]:
    rate, bare_rate = (
        EVENTS / statistics.median(one.wall_s for one in took) for took in (ours, theirs)
    )
    cpu, bare_cpu = (
        EVENTS / statistics.median(one.cpu_s for one in took) for took in (ours, theirs)
    )
    crowd = f"{PEOPLE} people, {ROUNDS} open rounds, {EVENTS} reaction events a rush"
    half = rss_mib[len(rss_mib) // 2 :]
    slope = statistics.linear_regression(range(len(half)), half).slope
    return [
        {
            "name": "votes_rate_ratio",
            "value": rate / bare_rate,
            "unit": "ratio",
            "better": "higher",
            "aim": 0.6,
            "baseline": f"bare discord.py client in turn, {bare_rate:.0f} events/s; {crowd}",
        },
        {
            "name": "votes_rate",
            "value": rate,
            "unit": "events/s",
            "better": "higher",
            "aim": None,
            "baseline": f"until they can be read in the database; {crowd}",
        },
        {
            "name": "votes_cpu_ratio",
            "value": cpu / bare_cpu,
            "unit": "ratio",
            "better": "higher",
            "aim": 0.6,
            "baseline": (
                "events a second of processor time, of the same rushes: what else the machine does "
                f"changes it little; bare discord.py client {bare_cpu:.0f}/s"
            ),
        },
        {
            "name": "votes_lost",
            "value": float(lost),
            "unit": "votes",
            "better": "lower",
            "aim": 0.0,
            "baseline": f"rows against the channel after {RUSHES + FLOOD} rushes; {crowd}",
        },
        {
            "name": "ack_under_votes_p99_ms",
            "value": 1000 * statistics.quantiles(waits_s, n=100)[98],
            "unit": "ms",
            "better": "lower",
            "aim": 500.0,
            "baseline": (
                f"{len(waits_s)} commands while {STREAM_RATE} votes a second come in, from typing "
                'to "thinking"'
            ),
        },
        {
            "name": "votes_memory_slope_mib",
            "value": slope,
            "unit": "MiB a rush",
            "better": "lower",
            "aim": 0.5,
            "baseline": (
                f"slope over the last {len(half)} of {FLOOD} rushes of {EVENTS} events each (an "
                f"hour of 5 or 6 a second); {rss_mib[-1]:.0f} MiB at the end"
            ),
        },
    ]
