"""Coming back: an editor's cuts shown to the director, applied, and taken back like lyrics.

Lines stay where they are sung, and so do their captions; what moves is where their shots begin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.clips.people import require_director
from bot.domain.cut.timeline import frame_at
from bot.domain.errors import UserError
from bot.domain.handoff.returned import MovedCut
from bot.domain.lyrics.changes import Change
from bot.domain.lyrics.line import LineShot
from bot.services.handoff.contents import cut_as_it_is
from bot.services.lyrics.changes import changing
from storage.handoff import returns
from storage.lyrics import lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.cut.timeline import Timeline
    from bot.domain.prompts.prompt import Preset
    from bot.ports.clock import Clock
    from bot.ports.handoff import Packer
    from storage.database.database import Database, Tx
    from storage.files.files import Files


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an edit would change; ``missing`` are lines whose shots it does not have."""

    id: int
    moved: tuple[MovedCut, ...]
    order: tuple[int, ...]
    """The numbers of the lines in the order of their shots, where that would be another one."""
    missing: tuple[int, ...]
    foreign: int
    repeated: int


class Returns:
    """Takes timelines in, and applies them."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        *,
        packer: Packer,
        presets: Mapping[str, Preset],
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._packer = packer
        self._presets = presets

    async def propose(self, person: Person, clip: Clip, path: Path) -> Proposal:
        """What the timeline at ``path`` would change; it is kept until it is applied.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: it cannot be read, is another clip's, names none of our shots, or would
                change nothing.
        """
        require_director(person, clip)
        returned = await self._packer.read(path)
        if returned.clip_id not in {0, clip.id}:
            raise UserError("handoff.other-clip")
        now = self._clock.now()
        async with self._db.writing() as tx:
            timeline = await self._timeline(tx, clip)
            known = {
                line.id: line.number
                for line in await lines.all_of(tx, clip.id)
                if line.shot is not LineShot.SHARED
            }
            begins = {shot.line.id: shot.start for shot in timeline.shots if shot.line is not None}
            last = timeline.frames - timeline.tail - 1
            wanted = {
                one.line_id: min(max(timeline.frame_of(one.start_s), 0), last)
                for one in returned.shots
                if one.line_id in known
            }
            if not wanted:
                raise UserError("handoff.names-nothing")
            changed = {id_: at for id_, at in wanted.items() if begins.get(id_) != at}
            if not changed:
                raise UserError("handoff.nothing-moved")
            cuts = [(id_, timeline.seconds(at - timeline.lead)) for id_, at in changed.items()]
            returned_id = await returns.keep(tx, clip.id, person.id, cuts, now)
        before = sorted(begins, key=lambda id_: (begins[id_], known.get(id_, 0)))
        after_at = begins | wanted
        after = sorted(after_at, key=lambda id_: (after_at[id_], known.get(id_, 0)))
        common = [id_ for id_ in after if id_ in begins]
        return Proposal(
            returned_id,
            tuple(
                MovedCut(
                    known[id_],
                    timeline.seconds(begins[id_]) if id_ in begins else None,
                    timeline.seconds(at),
                )
                for id_, at in changed.items()
            ),
            tuple(known[id_] for id_ in common if id_ in known) if common != before else (),
            tuple(sorted(known[id_] for id_ in begins if id_ in known and id_ not in wanted)),
            foreign=returned.foreign + len(returned.shots) - len(wanted),
            repeated=returned.repeated,
        )

    async def apply(self, person: Person, clip: Clip, returned_id: int) -> tuple[int, ...]:
        """Cut as the edit says; the numbers of the lines whose shots begin elsewhere now.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: it was applied already, or a newer one has come.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            returned = await returns.by_id(tx, returned_id)
            if returned is None or returned.clip_id != clip.id:
                raise UserError("handoff.edit-gone")
            timeline = await self._timeline(tx, clip)
            sung_s = {line.id: max(line.start_s, 0.0) for line in timeline.lines}
            wanted = dict(returned.cuts)
            async with changing(tx, clip, person, Change.CUT, now) as frame:
                moved = [
                    replace(line, cut_by_s=_offset(wanted[line.id], sung_s[line.id], timeline))
                    for line in frame.before
                    if line.id in wanted and line.id in sung_s
                ]
                await lines.save(tx, *moved)
            await returns.forget(tx, clip.id)
        return tuple(line.number for line in moved)

    async def _timeline(self, tx: Tx, clip: Clip) -> Timeline:
        edit = await cut_as_it_is(tx, self._files, clip, self._presets)
        return edit.timeline


def _offset(cut_s: float, sung_s: float, timeline: Timeline) -> float:
    """By how much the cut comes after the line; 0 where both are the same frame."""
    if frame_at(cut_s, timeline.rate) == frame_at(sung_s, timeline.rate):
        return 0.0
    return cut_s - sung_s
