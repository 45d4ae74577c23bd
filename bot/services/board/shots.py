"""One shot looked at closely: its takes large, its prompt, how its vote stands, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.rounds.take import RoundState, take_name
from bot.domain.votes.ballot import decide
from bot.services.ground.large import LargePictures
from bot.services.ground.leading import leading
from bot.services.ground.required import require_line
from storage.clips import history, people
from storage.cut import notes
from storage.lyrics.overviews import overview
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.history import HistoryRow
    from bot.domain.cut.note import Note
    from bot.domain.lyrics.line import Line, LineId, LineState
    from bot.domain.prompts.prompt import PromptVersion
    from bot.domain.rounds.take import Round
    from bot.ports.posts import Shrinker
    from bot.services.ground.large import LargeTake
    from bot.services.ground.leading import Leading
    from storage.database.database import Database, Tx
    from storage.files.files import Files

_DEEDS: Final = 6


@dataclass(frozen=True, slots=True)
class ShotDetails:
    """All about a line's shot; ``tally`` is None while it is nobody's to know."""

    line: Line
    state: LineState
    prompt: PromptVersion | None
    author: str
    round: Round | None
    takes: tuple[LargeTake, ...]
    leading: Leading | None
    leading_name: str
    tally: Mapping[int, int] | None
    deeds: tuple[HistoryRow, ...]
    """The newest first."""
    names: Mapping[int, str]
    """Of those who did them."""
    notes: tuple[Note, ...] = ()
    """What people found on it and nobody has ticked off yet."""


class ShotLookup:
    """Looks at shots."""

    def __init__(self, db: Database, files: Files, shrinker: Shrinker, work_folder: Path) -> None:
        self._db = db
        self._pictures = LargePictures(files, shrinker, work_folder)

    async def look(self, clip: Clip, line_id: LineId) -> ShotDetails:
        """The shot of a line of the clip.

        Raises:
            UserError: the line is gone.
            PainterError: a picture cannot be read.
        """
        async with self._db.reading() as tx:
            line = await require_line(tx, clip, line_id)
            states = {one.line.id: one.state for one in await overview(tx, clip.id)}
            if line.id not in states:
                raise UserError("round.line-gone")
            prompt = await prompts.latest(tx, line.id)
            painted = [
                one for one in await rounds.of_line(tx, line.id) if one.state is RoundState.PAINTED
            ]
            made = painted[-1] if painted else None
            seen = [] if made is None else await takes.open_of_round(tx, made.id)
            found = await leading(tx, line)
            deeds = await history.of_subject(tx, clip.id, f"line:{line.id}", most=_DEEDS)
            waiting = await notes.open_of_clip(tx, clip.id)
            tally = None if made is None else await _tally(tx, made)
            author = "" if prompt is None else await people.name_of(tx, prompt.author_id)
            who = {one.person_id for one in deeds if one.person_id is not None}
            names = await people.names(tx, who)
        named = [] if made is None else [(one, take_name(line, made, one)) for one in seen]
        return ShotDetails(
            line=line,
            state=states[line.id],
            prompt=prompt,
            author=author,
            round=made,
            takes=await self._pictures.of(named),
            leading=found,
            leading_name="" if found is None else take_name(line, found.round, found.take),
            tally=tally,
            deeds=tuple(deeds),
            names=names,
            notes=tuple(note for note in waiting if note.line_id == line.id),
        )


async def _tally(tx: Tx, made: Round) -> Mapping[int, int] | None:
    held = await ballots.of_round(tx, made.id)
    if not held or (held[-1].is_open and not held[-1].rules.tallies_shown):
        return None
    votes = await ballots.votes(tx, held[-1].id)
    return decide(votes, held[-1].rules, held[-1].choices, round_number=made.number).tally
