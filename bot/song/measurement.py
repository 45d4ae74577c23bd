"""The bot's side of the song: a child process is given a file, and believed if it answers.

The child may crash, hang or run out of memory over what somebody uploaded; then there is a
sentence, and the bot goes on. Nothing here decodes anything.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import UserError
from bot.domain.plain import to_plain
from bot.domain.song.song import Damage, Flaw, SongFacts, SongLimits
from bot.processes.errands import CPU_S, PATIENCE_S, ErrandFailed, run_errand

if TYPE_CHECKING:
    from pathlib import Path

    from bot.song.sheet import Sheet

log = logging.getLogger(__name__)

_MB: Final = 1_000_000
_SONG_PER_CPU: Final = 12.0
"""How many seconds of song a slow core measures in one, far below what any was seen to do."""


def cpu_s(longest_s: float) -> int:
    """The processor time that measuring a song of that length may take, in seconds."""
    return CPU_S + math.ceil(longest_s / _SONG_PER_CPU)


async def measure_song(
    path: Path,
    name: str,
    limits: SongLimits = SongLimits(),  # noqa: B008 - frozen
    *,
    placed: Path | None = None,
    patience_s: float | None = None,
) -> SongFacts:
    """What the song at ``path`` is, decoded to its end; ``name`` is what people call the file.

    ``placed`` is where the song is written with the silence that its file only tells of, if it has
    any. A song whose beats could not be found in time has none.

    Raises:
        UserError: it is no song: ``song.gone``, ``too-large``, ``not-audio``, ``corrupt``,
            ``empty``, ``silent``, ``too-long``, ``odd-rate``, ``many-channels`` or ``not-sound``,
            one sentence each.
            One that is only not whole has ``damage``, ``words.complaint`` says it.
    """
    size = await asyncio.to_thread(_size, path)
    if size is None:
        raise UserError("song.gone")
    if size > limits.largest_bytes:
        raise UserError(
            "song.too-large",
            name=name,
            size_mb=math.ceil(size / _MB),
            limit_mb=limits.largest_bytes // _MB,
        )
    if size == 0:
        raise UserError("song.empty", name=name)
    args = ["measure", str(path), str(limits.longest_s), *([] if placed is None else [str(placed)])]
    usual_s = PATIENCE_S + 2 * limits.longest_s / _SONG_PER_CPU
    try:
        said = await run_errand("bot.song", args, patience_s=patience_s or usual_s)
    except ErrandFailed as error:
        log.warning("the song's child failed: %s", error)
        said = error.said
    lines = said.splitlines()
    if not lines:
        # It crashed, or used up its time or memory: no decoder should need that for a song.
        raise UserError("song.corrupt", name=name)
    told = cast("dict[str, Any]", json.loads(lines[-1]))
    if "complaint" in told:
        what, *values = told["complaint"]
        minutes = round(limits.longest_s / 60)
        number = (values or [0])[0]
        raise UserError(f"song.{what}", name=name, minutes=minutes, rate_hz=number, channels=number)
    return _facts(told)


async def draw_song(sheet: Sheet, path: Path, *, patience_s: float = PATIENCE_S) -> None:
    """Draw ``sheet`` into a PNG file at ``path``, in a process of its own.

    Raises:
        UserError: ``song.undrawn`` if the child could not.
    """
    given = json.dumps(to_plain(sheet)).encode()
    try:
        await run_errand("bot.song", ["draw", str(path)], given, patience_s=patience_s)
    except ErrandFailed as error:
        log.warning("the song could not be drawn: %s", error)
        raise UserError("song.undrawn") from error


def _facts(told: dict[str, Any]) -> SongFacts:
    damage = told.pop("damage")
    values: dict[str, Any] = {
        name: tuple(cast("list[object]", value)) if isinstance(value, list) else value
        for name, value in told.items()
    }
    if damage is not None:
        damage = Damage(Flaw(damage["flaw"]), damage["at_s"], damage["lost_s"])
    return SongFacts(**values, damage=damage)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
