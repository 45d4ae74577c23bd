"""Takes that people bring: their own picture or film stands beside what was painted."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineId, LineShot
from bot.domain.posts.post import PostKind
from bot.domain.rounds.brought import LONGEST_FILM_S, TakeFilm
from bot.domain.rounds.take import MOST_TAKES, NewTake, RoundState, take_name
from bot.services.ground.announcements import announce, shown_by
from bot.services.ground.bell import Lane
from bot.services.ground.required import require_line, require_style
from storage.clips import history, people
from storage.files.files import CLIP_SUFFIX, PICTURE_SUFFIX
from storage.posts import posts
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from bot.domain.rounds.take import Round
    from bot.ports.clock import Clock
    from bot.ports.rounds import Intake
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx
    from storage.files.files import Files

INTAKE_PREFIX: Final = "intake-"
"""Begins the names of folders in which uploads are taken in; a killed bot's are thrown away."""


@dataclass(frozen=True, slots=True)
class Added:
    """A brought take: its ``name``, whether it ``joined`` a vote that was open, and of a film how
    much of it is kept, in seconds, and whether more was there or not all was readable.
    """

    name: str
    joined: bool
    film_s: float | None = None
    trimmed: bool = False
    damaged: bool = False


class BroughtTakes:
    """Takes in what people bring, and puts it to the vote."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        bell: Bell,
        *,
        intake: Intake,
        work_folder: Path,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._bell = bell
        self._intake = intake
        self._work_folder = work_folder

    async def add(
        self, person: Person, clip: Clip, which: int | LineId, upload: Path, start_s: float = 0.0
    ) -> Added:
        """Make ``upload`` a take of a line; of a film what comes after ``start_s``.

        It joins the vote that is open on the line's newest round; without one it is a round of
        its own.

        Raises:
            UserError: no such line, one without a shot of its own, or a file that cannot be used.
        """
        async with self._db.reading() as tx:
            line = await require_line(tx, clip, which)
        if line.shot is LineShot.SHARED:
            raise UserError("brought.shared", line=line.number)
        with tempfile.TemporaryDirectory(prefix=INTAKE_PREFIX, dir=self._work_folder) as folder:
            brought = await self._intake.take_in(upload, Path(folder), start_s)
            sha256 = await self._files.keep(brought.still, PICTURE_SUFFIX)
            film = None
            if brought.film is not None and brought.shown is not None and brought.rate is not None:
                film = TakeFilm(
                    await self._files.keep(brought.film, CLIP_SUFFIX),
                    await self._files.keep(brought.shown, CLIP_SUFFIX),
                    brought.frames,
                    brought.rate,
                )
        take = NewTake(
            number=1,
            seed=0,
            sha256=sha256,
            width_px=brought.width_px,
            height_px=brought.height_px,
            prompt="",
            negative="",
            preset="",
            steps=0,
            guidance=0.0,
            brought_by=person.id,
            film=film,
        )
        name, joined = await self._store(person, clip, line.id, take)
        self._bell.ring(Lane.POST)
        film_s = None if film is None else float(film.frames / film.rate)
        left_s = (brought.whole_s or 0.0) - start_s
        return Added(name, joined, film_s, left_s > LONGEST_FILM_S + 1, brought.damaged)

    async def _store(
        self, person: Person, clip: Clip, line_id: int, take: NewTake
    ) -> tuple[str, bool]:
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            line = await require_line(tx, clip, LineId(line_id))
            round_ = await self._joined(tx, line, now, take)
            joined = round_ is not None
            if round_ is None:
                round_ = await _round(tx, person, clip, line, now)
                await takes.add_all(tx, round_.id, [take], now)
                await announce(tx, clip, PostKind.ROUND, str(round_.id), now)
            stored = (await takes.of_round(tx, round_.id))[-1]
            name = take_name(line, round_, stored)
            await history.add(
                tx, clip.id, person.id, "take-brought", now, subject=f"take:{stored.id}"
            )
        return name, joined

    async def _joined(self, tx: Tx, line: Line, now: float, take: NewTake) -> Round | None:
        """The line's newest round, with ``take`` in its vote; None where no vote is open."""
        newest = next(reversed(await rounds.of_line(tx, line.id)), None)
        if newest is None or newest.state is not RoundState.PAINTED:
            return None
        ballot = await ballots.open_of_round(tx, newest.id)
        there = await takes.of_round(tx, newest.id)
        if ballot is None or ballot.run_off_of is not None or len(there) >= MOST_TAKES:
            return None
        number = max(one.number for one in there) + 1
        await takes.add_all(tx, newest.id, [replace(take, number=number)], now)
        await ballots.add_choice(tx, ballot.id, number)
        await posts.refresh(tx, *shown_by(ballot))
        return newest


async def _round(tx: Tx, person: Person, clip: Clip, line: Line, now: float) -> Round:
    """A round for one brought take; a line without a prompt gets its lyric as a draft."""
    prompt = await prompts.latest(tx, line.id)
    if prompt is None:
        prompt = await prompts.add(tx, line.id, line.text, person.id, now, draft=True)
    style = await require_style(tx, clip.id)
    round_ = await rounds.add(
        tx,
        clip_id=clip.id,
        line_id=line.id,
        prompt_id=prompt.id,
        style_id=style.id,
        takes_wanted=1,
        seed=0,
        requested_by=person.id,
        now=now,
    )
    await rounds.set_state(tx, round_.id, RoundState.PAINTED)
    return round_
