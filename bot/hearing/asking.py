"""The bot's side of hearing: a child process is started, given a file, and believed if it answers.

The child may crash, hang or run out of memory over what somebody uploaded; then there is a
sentence, and the bot goes on. Nothing here decodes anything.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final, cast

from bot.domain.errors import UserError
from bot.hearing.rhythm import Rhythm
from bot.processes.errands import PATIENCE_S, ErrandFailed, run_errand

if TYPE_CHECKING:
    from pathlib import Path

    from bot.hearing.sheet import Sheet

log = logging.getLogger(__name__)

LONGEST_S: Final = 15 * 60.0


async def find_rhythm(
    path: Path, *, longest_s: float = LONGEST_S, patience_s: float = PATIENCE_S
) -> Rhythm:
    """Tempo, beats, bars, energy and waveform of the song at ``path``.

    Takes about a hundredth of the song's length on one core. A song without a pulse has no beats.

    Raises:
        UserError: ``song.unheard`` if the child could not decode it, died, or took longer than
            ``patience_s`` seconds.
    """
    out = await _ask(["listen", str(path), str(longest_s)], b"", patience_s)
    try:
        return Rhythm.heard(cast("dict[str, object]", json.loads(out)))
    except (ValueError, KeyError, TypeError) as error:
        log.warning("the hearing child told nothing that can be read: %s", error)
        raise UserError("song.unheard") from error


async def draw_song(sheet: Sheet, path: Path, *, patience_s: float = PATIENCE_S) -> None:
    """Draw ``sheet`` into a PNG file at ``path``, in a process of its own.

    Raises:
        UserError: ``song.undrawn`` if the child could not.
    """
    try:
        await _ask(["draw", str(path)], json.dumps(sheet.told()).encode(), patience_s)
    except UserError as error:
        raise UserError("song.undrawn") from error


async def _ask(args: list[str], given: bytes, patience_s: float) -> bytes:
    try:
        return await run_errand("bot.hearing", args, given, patience_s=patience_s)
    except ErrandFailed as error:
        log.warning("the hearing child failed: %s", error)
        raise UserError("song.unheard") from error
