"""Child processes: what they run in, and their end, after which nothing of them stays open."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import bot

if TYPE_CHECKING:
    from collections.abc import Mapping

STUCK_S: Final = 5.0
_OWN: Final = "COUPLET_"
"""How our settings begin, the token among them: a child is told what it needs as arguments."""


def inherited() -> dict[str, str]:
    """What any child may know of our environment: nothing of our settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}


def child_environment() -> Mapping[str, str]:
    """A child's environment: our package found, no thread pools, none of our settings."""
    home = str(Path(bot.__file__).resolve().parents[1])
    path = os.environ.get("PYTHONPATH")
    return {
        **inherited(),
        "PYTHONPATH": os.pathsep.join([home, path]) if path else home,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


async def end(process: asyncio.subprocess.Process) -> None:
    """Kill a process that leads its own session, and all it started; return when all is closed.

    Nothing is killed when it has ended already. A cancel that comes meanwhile is raised afterwards:
    mostly the dead take milliseconds, and one that nobody waits for stays a zombie with open pipes.
    One stuck in a driver cannot be killed: a cancelled end waits ``STUCK_S`` for it, not longer.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    clock = asyncio.get_running_loop()
    cancelled: asyncio.CancelledError | None = None
    latest: float | None = None
    while True:
        try:
            async with asyncio.timeout_at(latest):
                await _ended(process)
            break
        except asyncio.CancelledError as error:
            cancelled, latest = error, latest or clock.time() + STUCK_S
        except TimeoutError:
            break
    if cancelled is not None:
        raise cancelled


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Wait until it is reaped and its pipes are closed; cancelled, it can be called again."""
    if process.stdin is not None:
        process.stdin.close()
    for output in (process.stdout, process.stderr):
        if output is not None:
            # RuntimeError: somebody else is reading it to its end.
            with contextlib.suppress(RuntimeError):
                await output.read()
    await process.wait()  # last: while one of its pipes holds something unread, it can wait forever
