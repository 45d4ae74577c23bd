"""What a process of the bot's holds and says, whatever it does: clock, lock, memory, log."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import gc
import logging
import shutil
import time
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_LOG_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class SystemClock:
    """The port ``Clock`` by the machine's own."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def freeze_memory() -> None:
    """Leave what has been imported and built out of all later garbage collections.

    It stays until the process ends, and looking through it again and again lets people wait.
    """
    gc.collect()
    gc.freeze()


def log_to_stderr(level: str) -> None:
    """Log everything at ``level``; the library at no less than INFO.

    Below that it writes requests out, and with them the tokens of interactions.
    """
    logging.basicConfig(level=level, format=_LOG_FORMAT)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))


def clear(folder: Path, *, prefixes: tuple[str, ...]) -> None:
    """Remove the files that a killed bot left behind, and folders named with ``prefixes``.

    Uploads, half-made clips and copies are among them; caches in folders of their own stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name.startswith(prefixes):
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path) -> Generator[None]:
    """Keep a second Couplet away from the data folder; a crash gives the lock back.

    Raises:
        UserError: another one works on it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError("console.running-already", folder=str(folder.absolute())) from None
        yield
