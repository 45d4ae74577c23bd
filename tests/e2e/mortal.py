"""Connections to SQLite that end their process, as kill -9 does, at a commit told beforehand.

Nothing of the product is changed for it: ``sqlite3.connect`` itself gives these out, in a process
that a test has started for the purpose.
"""

from __future__ import annotations

import functools
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Moment = Literal["before", "after"]
"""Which side of the commit is the last thing the process saw."""

_WRITES: Final = "BEGIN IMMEDIATE"


@dataclass
class Fate:
    """The process dies at commit number ``die_at`` (never at 0); each commit is told of."""

    die_at: int
    moment: Moment
    tell: Callable[[int], None]
    commits: int = 0

    def commit(self, work: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        """Commit, unless death comes first."""
        self.commits += 1
        last = self.commits == self.die_at
        if last and self.moment == "before":
            _die()
        done = work()
        if last:
            _die()
        self.tell(self.commits)
        return done


class MortalConnection(sqlite3.Connection):
    """A connection whose commits of writes are counted by ``fate``."""

    fate: Fate
    _writing = False

    def execute(  # type: ignore[override]
        self, sql: str, parameters: tuple[object, ...] = (), /
    ) -> sqlite3.Cursor:
        """Run a statement, perhaps the last one."""
        work = functools.partial(super().execute, sql, parameters)
        if sql == _WRITES:
            self._writing = True
        if sql != "COMMIT" or not self._writing:
            return work()
        self._writing = False
        return self.fate.commit(work)


def doom(fate: Fate) -> None:
    """Let every connection opened from here on be mortal."""
    MortalConnection.fate = fate
    mortal = functools.partial(sqlite3.connect, factory=MortalConnection)
    setattr(sqlite3, "connect", mortal)  # noqa: B010 - to a type checker this is not its type


def _die() -> None:
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)
