"""Deleting clips with all they have, and the sweep of files that no row names.

A deleted clip is gone for everybody at once. Its posts say so first; then its rows go, then its
files: a crash in between leaves files without rows, which the next start sweeps away.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_director
from bot.domain.errors import StorageError, UserError
from bot.services.ground.bell import Lane
from bot.services.jobs.queue import cancel_clip
from storage.clips import clips, erasure, people
from storage.files.files import SETTLED_S, Swept
from storage.files.references import pointed_to
from storage.rounds import takes

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database
    from storage.files.files import Files

log = logging.getLogger(__name__)

_LOOK_EVERY_S: Final = 2.0
"""While a deleted clip's posts are edited."""
_SWEEP_EVERY_S: Final = 3600.0
_DAY_S: Final = 86_400.0
_MIB: Final = 1024 * 1024


class Erasure:
    """Erases what people want gone, and what nobody needs any more."""

    def __init__(
        self, db: Database, files: Files, clock: Clock, bell: Bell, *, rejected_days: int = 0
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._bell = bell
        self._rejected_days = rejected_days

    async def delete(self, person: Person, clip: Clip) -> None:
        """Delete a clip for good; what waits or runs for it is cancelled.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: it was deleted meanwhile.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            fresh = await clips.by_id(tx, clip.id)
            if fresh is None or fresh.deleted:
                raise UserError("clip.none-here")
            await people.remember(tx, person.id, person.name, now)
            stopped = await cancel_clip(tx, clip.id, now)
            await erasure.mark_deleted(tx, clip.id, now)
        for job in stopped:
            self._bell.ring_cancel(job.id)
        self._bell.ring(Lane.POST, Lane.ERASE)

    async def run(self) -> None:
        """Erase what is to go, and sweep once an hour, until cancelled."""
        next_sweep = self._clock.now() + _SWEEP_EVERY_S
        while True:
            await self.finish_due()
            if self._clock.now() >= next_sweep:
                await self.sweep()
                next_sweep = self._clock.now() + _SWEEP_EVERY_S
            async with self._db.reading() as tx:
                waiting = await erasure.waiting(tx)
            await self._bell.wait(Lane.ERASE, _LOOK_EVERY_S if waiting else _SWEEP_EVERY_S)

    async def finish_due(self) -> None:
        """Delete the rows of clips whose posts have said that they are gone, then their files."""
        async with self._db.reading() as tx:
            due = await erasure.due(tx, self._clock.now())
        for deleted in due:
            async with self._db.writing() as tx:
                before = await pointed_to(tx)
                await erasure.clip(tx, deleted.clip_id, self._clock.now())
                after = await pointed_to(tx)
            swept = await self._files.remove(before - after, kept_before=deleted.since)
            log.info("clip %d is erased: %s", deleted.clip_id, freed_text(swept))

    async def sweep(self, *, settled_s: float = SETTLED_S) -> Swept:
        """Remove files that no row names, and rejected takes of archived clips that are too old.

        ``settled_s`` is how young a file may be and stay, for its row may be on its way.
        """
        if self._rejected_days:
            async with self._db.writing() as tx:
                before = self._clock.now() - self._rejected_days * _DAY_S
                rejected = await takes.drop_rejected(tx, before)
            if rejected:
                log.info("%d rejected takes of archived clips are dropped", rejected)
        async with self._db.reading() as tx:
            known = await pointed_to(tx)
        try:
            swept = await self._files.sweep(known, settled_s=settled_s)
        except StorageError as error:
            log.warning("files that belong to nothing could not be removed: %s", error)
            return Swept()
        if swept.files:
            log.info("files that belonged to nothing are removed: %s", freed_text(swept))
        return swept


def freed_text(swept: Swept) -> str:
    """What a sweep freed, for the log."""
    return f"{swept.files} files, {swept.size_bytes / _MIB:.1f} MiB freed"
