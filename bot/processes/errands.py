"""Short jobs in a process of their own: a child is started, given something, and heard to its end.

For what must not touch the bot: decoding what people uploaded, pictures, anything that may crash,
hang or run out of memory. It knows nothing of what the child does; the child gives up memory, time
and priority by ``confine``.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from typing import TYPE_CHECKING, Final

from bot.processes.children import child_environment, end

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE_S: Final = 120.0
MEMORY_BYTES: Final = 2 << 30
CPU_S: Final = 90
NICENESS: Final = 10
_TAIL_CHARS: Final = 2_000


class ErrandFailed(Exception):
    """The child died, took too long or said that it could not; its last words are for the log.

    ``said`` is what it had printed on its standard output by then, of a child that died, and
    ``status`` what it ended with.
    """

    def __init__(self, message: str, said: bytes = b"", status: int | None = None) -> None:
        super().__init__(message)
        self.said = said
        self.status = status


async def run_errand(
    module: str, args: Sequence[str], stdin: bytes = b"", *, patience_s: float = PATIENCE_S
) -> bytes:
    """What ``python -m module`` prints on its standard output, ``stdin`` on its standard input.

    Cancelling kills it with all it has started.

    Raises:
        ErrandFailed: it ended with another status than 0, or took over ``patience_s`` seconds.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *args,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=child_environment(),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(patience_s):
            out, stderr = await process.communicate(stdin)
    except TimeoutError:
        out, stderr = b"", b"it took too long"
    finally:
        await end(process)
    if process.returncode:
        last_words = stderr.decode(errors="replace")[-_TAIL_CHARS:].strip()
        message = f"{module} ended with {process.returncode}: {last_words}"
        raise ErrandFailed(message, out, process.returncode)
    return out


def confine(*, cpu_s: int = CPU_S) -> None:
    """In the child: give up memory, time and priority before anything foreign is touched."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    os.nice(NICENESS)
