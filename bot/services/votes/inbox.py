"""The line in which votes wait to be written: in order, many at a time.

Reaction events come faster than a disk can commit one by one. What a crash swallows, the next count
from Discord brings back. While a ballot is counted anew, the events on its message are written at
once, so that whoever asks how it stands is told of them, and once more after the count, which may
not know of them yet. Each may be applied twice without harm.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.services.votes.reactions import Cleared, Event, choice_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from bot.services.votes.records import Counted, VoteRecords

_MOST_AT_ONCE: Final = 2000
_GATHER_S: Final = 0.1
"""How long an event may wait for others to be written along with."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A count, and who waits for it to be written."""

    counted: Counted
    written: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class _Marker:
    """Everything before this has been written."""

    reached: asyncio.Future[None]


_Item = Event | _Count | _Marker


class VoteInbox:
    """Takes in events and counts, and has them written."""

    def __init__(self, records: VoteRecords) -> None:
        self._records = records
        self._line: asyncio.Queue[_Item] = asyncio.Queue()
        self._hurry = asyncio.Event()
        self._repeats: dict[int, list[Event]] = {}
        """What came while its message is counted, by message."""

    def note(self, event: Event) -> None:
        """Take an event in; it is written soon, in order."""
        if isinstance(event, Cleared) or choice_of(event.emoji) is not None:
            self._line.put_nowait(event)
            if event.message_id in self._repeats:
                self._repeats[event.message_id].append(event)

    @contextlib.contextmanager
    def repeating(self, message_id: int) -> Generator[None]:
        """Repeat the events on a message that is counted meanwhile; one count a message at once."""
        late = self._repeats[message_id] = []
        try:
            yield
        finally:
            del self._repeats[message_id]
            for event in late:
                self._line.put_nowait(event)

    def count(self, counted: Counted) -> asyncio.Future[None]:
        """Take a count in; the answer is there when it is written, or could not be."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.put_nowait(_Count(counted, written))
        self._hurry.set()
        return written

    async def drain(self) -> None:
        """Return when everything taken in so far has been written."""
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.put_nowait(_Marker(reached))
        self._hurry.set()
        await reached

    async def run(self) -> None:
        """Have written what is taken in, until cancelled."""
        while True:
            batch = [await self._line.get()]
            if self._line.qsize() < _MOST_AT_ONCE:
                await self._gather()
            while not self._line.empty() and len(batch) < _MOST_AT_ONCE:
                batch.append(self._line.get_nowait())
            await self._write(batch)

    async def _gather(self) -> None:
        """Let more events come together, unless somebody waits for what is taken in.

        In a rush the price of a transaction is then paid for hundreds of events, not for two.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GATHER_S):
                await self._hurry.wait()
        self._hurry.clear()

    async def _write(self, batch: Sequence[_Item]) -> None:
        changes = [
            item.counted if isinstance(item, _Count) else item
            for item in batch
            if not isinstance(item, _Marker)
        ]
        error = await self._records.write(changes) if changes else None
        for item in batch:
            if isinstance(item, _Marker) and not item.reached.done():
                item.reached.set_result(None)
            elif isinstance(item, _Count) and not item.written.done():
                if error is None:
                    item.written.set_result(None)
                else:
                    item.written.set_exception(error)
