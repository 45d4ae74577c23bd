"""ffmpeg as a child of the event loop: progress out, errors as ours, killed on cancel.

Every ffmpeg here runs below the priority of whatever answers people.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DiskFull, EncoderError, UserError
from bot.processes.children import child_environment, end

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

NICENESS: Final = 10
TAIL_CHARS: Final = 2000


@dataclass(frozen=True, slots=True)
class Limits:
    """The processor time and memory that a run over a file from people may take."""

    cpu_s: int
    memory_bytes: int = 2 << 30


async def run_ffmpeg(
    args: Sequence[str],
    *,
    folder: Path | None = None,
    limits: Limits | None = None,
    on_progress: Callable[[Mapping[str, str]], None] | None = None,
) -> dict[str, str]:
    """Run ffmpeg to its end and return its last progress report (``frame``, ``out_time_us``, ...).

    Raises:
        UserError: ``video.ffmpeg-missing`` if the binary cannot be started.
        DiskFull: if the disk had no room left.
        EncoderError: with ffmpeg's last words if it failed for another reason.

    """
    process = await start(args, folder=folder)
    if limits is not None:
        _confine(process.pid, limits)
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
            env=child_environment() if environment is None else environment,
            start_new_session=True,
            limit=limit,
        )
    except (FileNotFoundError, PermissionError) as error:
        if folder is not None and not os.path.isdir(folder):  # noqa: ASYNC240, PTH112 - a look
            raise UserError("video.folder-unwritable", folder=str(folder)) from error
        raise UserError("video.ffmpeg-missing", path=str(args[0])) from error
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    return process


def _confine(pid: int, limits: Limits) -> None:
    """Hold a process just started to its limits; only Linux can do so from outside."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - only there

        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s))
            resource.prlimit(pid, resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))


def failure(said: str) -> Exception:
    """What ffmpeg's last words mean to us."""
    if "No space left" in said:
        return DiskFull(said)
    return EncoderError(said)
