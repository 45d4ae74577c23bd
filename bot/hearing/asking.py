"""The bot's side of hearing: a child process is started, given a file, and believed if it answers.

The child may crash, hang or run out of memory over what somebody uploaded; then there is a
sentence, and the bot goes on. Nothing here decodes anything.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import bot
from bot.domain.errors import UserError
from bot.hearing.rhythm import Rhythm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.hearing.sheet import Sheet

log = logging.getLogger(__name__)

LONGEST_S: Final = 15 * 60.0
PATIENCE_S: Final = 120.0
_TAIL_CHARS: Final = 2_000


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
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.hearing",
        *args,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(patience_s):
            out, said = await process.communicate(given)
    except TimeoutError:
        out, said = b"", b"it took too long"
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                _kill(process)
        # The child must be reaped even while we are being cancelled ourselves.
        await asyncio.shield(process.wait())
    if process.returncode:
        last_words = said.decode(errors="replace")[-_TAIL_CHARS:]
        log.warning("the hearing child ended with %s: %s", process.returncode, last_words)
        raise UserError("song.unheard")
    return out


def _kill(process: asyncio.subprocess.Process) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _environment() -> Mapping[str, str]:
    """Our package found from anywhere, and no pool of threads for a little algebra."""
    home = str(Path(bot.__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([home, inherited]) if inherited else home,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
