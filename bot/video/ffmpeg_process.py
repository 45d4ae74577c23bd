"""ffmpeg as a child of the event loop: progress out, errors as ours, killed on cancel.

Every ffmpeg here runs below the priority of whatever answers people.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DiskFull, EncoderError, UserError
from bot.processes.children import end

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

NICENESS: Final = 10
TAIL_CHARS: Final = 2000


async def run_ffmpeg(
    args: Sequence[str],
    *,
    folder: Path | None = None,
    on_progress: Callable[[Mapping[str, str]], None] | None = None,
) -> dict[str, str]:
    """Run ffmpeg to its end and return its last progress report (``frame``, ``out_time_us``, ...).

    Raises:
        UserError: ``video.ffmpeg-missing`` if the binary cannot be started.
        DiskFull: if the disk had no room left.
        EncoderError: with ffmpeg's last words if it failed for another reason.

    """
    process = await start(args, folder=folder)
    assert process.stdout is not None  # noqa: S101 - asked for in start()
    assert process.stderr is not None  # noqa: S101 - asked for in start()
    complaints = asyncio.create_task(process.stderr.read())
    report: dict[str, str] = {}
    try:
        async for line in process.stdout:
            name, _, value = line.decode(errors="replace").strip().partition("=")
            report[name] = value
            if name == "progress" and on_progress is not None:
                on_progress(report)
        code = await process.wait()
        said = (await complaints).decode(errors="replace")[-TAIL_CHARS:]
    finally:
        await end(process)
        await asyncio.shield(complaints)
    if code:
        raise failure(f"ffmpeg ended with {code}: {said}")
    return report


async def start(
    args: Sequence[str],
    *,
    folder: Path | None = None,
    stdin: int = asyncio.subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
    limit: int = 1 << 20,
) -> asyncio.subprocess.Process:
    """Start a program in a process group of its own, at low priority, with its output piped."""
    try:
        process = await asyncio.create_subprocess_exec(
            *args,
            cwd=folder,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
            limit=limit,
        )
    except (FileNotFoundError, PermissionError) as error:
        if folder is not None and not os.path.isdir(folder):  # noqa: ASYNC240, PTH112 - a look
            raise UserError("video.folder-unwritable", folder=str(folder)) from error
        raise UserError("video.ffmpeg-missing", path=str(args[0])) from error
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    return process


def failure(said: str) -> Exception:
    """What ffmpeg's last words mean to us."""
    if "No space left" in said:
        return DiskFull(said)
    return EncoderError(said)
