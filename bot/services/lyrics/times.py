"""When lines are sung: one line, all from a line on, by syllables, by beats; guesses confirmed.

A line without a time is shown where it would be cut, at its share between its timed neighbours
(``placed``), and marked as a guess; whatever is marked so can be stepped from and confirmed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.changes import Change
from bot.domain.lyrics.checking import problems
from bot.domain.lyrics.retiming import moved_to, read_time, shift_from, snap
from bot.domain.lyrics.spreading import spread
from bot.services.ground.required import require_line
from bot.services.lyrics.changes import changing
from bot.video.fonts import undrawable
from storage.lyrics import lines
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.checking import Problem
    from bot.domain.lyrics.line import Line, LineId
    from bot.domain.song.song import Song
    from bot.ports.clock import Clock
    from storage.database.database import Database, Tx

DEFAULT_TOLERANCE_S: Final = 0.15


class Grid(StrEnum):
    """What line starts and cuts are brought onto."""

    BEATS = "beats"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Retimed:
    """Lines as they stand after a change, and what is wrong with their times now."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """All that is to be said of the lines' times: trouble, guesses, and lines without a time."""

    problems: tuple[Problem, ...]
    guessed: tuple[int, ...]
    untimed: tuple[int, ...]
    undrawable: Mapping[int, tuple[str, ...]]
    """Letters that no face of the captions has, by the number of their line."""


class Times:
    """Everything that changes the lines' times."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def time(self, person: Person, clip: Clip, which: int | LineId, text: str) -> Retimed:
        """Let a line start when ``text`` says (``1:23.4``, ``+0.2``, ``-1 beat``).

        Its end and its words move along; it is no guess any more.

        Raises:
            UserError: no such line, no readable time, or one outside the song.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            number = (await require_line(tx, clip, which)).number
            there = await lines.all_of(tx, clip.id)
            song = await songs.current(tx, clip.id)
            shown_lines = placed(there, song, clip.locale)
            start_s = _read(text, shown_lines[number - 1].start_s, song)
            async with changing(tx, clip, person, Change.TIMED, now):
                await _store(tx, there, moved_to(there, number, start_s))
            return await _retimed(tx, clip, song, range(number, number + 1))

    async def shift(self, person: Person, clip: Clip, number: int, text: str) -> Retimed:
        """Move line ``number`` as ``text`` says, and every later line by as much.

        Raises:
            UserError: no such line, it has no time, no readable time, or one outside the song.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            there = await lines.all_of(tx, clip.id)
            song = await songs.current(tx, clip.id)
            if line.start_s is None:
                raise UserError("lyrics.shift_untimed", number=number)
            by_s = _read(text, line.start_s, song) - line.start_s
            if any(line.start_s is not None and line.start_s + by_s < 0 for line in there[number:]):
                raise UserError("lyrics.time_before_start")
            async with changing(tx, clip, person, Change.SHIFTED, now):
                await _store(tx, there, shift_from(there, number, by_s))
            return await _retimed(tx, clip, song, range(number, len(there) + 1))

    async def spread(
        self, person: Person, clip: Clip, span: range | None, *, again: bool = False
    ) -> Retimed:
        """Give lines without a time their share between their timed neighbours, as guesses.

        ``span`` are the numbers of the lines meant, None all of them; ``again`` places lines anew
        that are guesses already.

        Raises:
            UserError: no song, no such lines, or none of them lacks a time.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            there, numbers = await _meant(tx, clip, span)
            song = await require_song(tx, clip)
            free = [
                _untimed(line) if again and line.guessed and line.sung and at in numbers else line
                for at, line in enumerate(there, 1)
            ]
            after = [
                new if at in numbers and old.start_s is None else old
                for at, (old, new) in enumerate(
                    zip(free, spread(free, song.duration_s, clip.locale), strict=True), 1
                )
            ]
            if all(line.start_s is not None for line in free):
                raise UserError("lyrics.nothing_to_spread")
            async with changing(tx, clip, person, Change.SPREAD, now):
                await _store(tx, there, after)
            spread_numbers = [
                at for at, line in enumerate(free, 1) if at in numbers and line.start_s is None
            ]
            return await _retimed(tx, clip, song, spread_numbers)

    async def snap(
        self,
        person: Person,
        clip: Clip,
        grid: Grid,
        span: range | None,
        tolerance_s: float = DEFAULT_TOLERANCE_S,
    ) -> Retimed:
        """Bring starts that are near a beat or the beginning of a bar onto it, as guesses.

        Raises:
            UserError: no song, no beats known, no such lines, or none is near enough.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            there, numbers = await _meant(tx, clip, span)
            song = await require_song(tx, clip)
            marks = song.beats_s if grid is Grid.BEATS else song.bars_s
            if not marks:
                raise UserError("lyrics.no_beats")
            after = [
                new if old.sung else old
                for old, new in zip(there, snap(there, marks, tolerance_s, numbers), strict=True)
            ]
            moved = [line.number for line, new in zip(there, after, strict=True) if line != new]
            if not moved:
                raise UserError("lyrics.nothing_to_snap", seconds=tolerance_s)
            async with changing(tx, clip, person, Change.SNAPPED, now):
                await _store(tx, there, after)
            return await _retimed(tx, clip, song, moved)

    async def confirm(self, person: Person, clip: Clip, span: range | None) -> Retimed:
        """Say that guessed times are right, where they are shown.

        Raises:
            UserError: no such lines, or none of them is a guess.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            there, numbers = await _meant(tx, clip, span)
            song = await songs.current(tx, clip.id)
            shown_lines = placed(there, song, clip.locale)
            after = [
                replace(new, guessed=False) if new.number in numbers and new.guessed else old
                for old, new in zip(there, shown_lines, strict=True)
            ]
            confirmed = [new.number for old, new in zip(there, after, strict=True) if old != new]
            if not confirmed:
                raise UserError("lyrics.nothing_guessed")
            async with changing(tx, clip, person, Change.CONFIRMED, now):
                await _store(tx, there, after)
            return await _retimed(tx, clip, song, confirmed)

    async def check(self, clip: Clip) -> Checked:
        """What is wrong with the lines' times, and what is a guess still."""
        async with self._db.reading() as tx:
            there = await lines.all_of(tx, clip.id)
            song = await songs.current(tx, clip.id)
        # Which letters there are is read from the font files at the first time.
        missing = await asyncio.to_thread(
            lambda: {line.number: undrawable(line.text) for line in there if line.sung}
        )
        return Checked(
            problems=_problems(there, song),
            guessed=tuple(line.number for line in there if line.guessed),
            untimed=tuple(line.number for line in there if line.start_s is None),
            undrawable={number: letters for number, letters in missing.items() if letters},
        )


def placed(there: Sequence[Line], song: Song | None, locale: str) -> tuple[Line, ...]:
    """Lines where they are shown and cut: those without a time at their share, as guesses."""
    return tuple(there) if song is None else spread(there, song.duration_s, locale)


async def require_song(tx: Tx, clip: Clip) -> Song:
    """The clip's song.

    Raises:
        UserError: it has none.
    """
    song = await songs.current(tx, clip.id)
    if song is None:
        raise UserError("render.no-song")
    return song


async def _meant(tx: Tx, clip: Clip, span: range | None) -> tuple[list[Line], range]:
    """All lines, and the numbers of those that ``span`` means."""
    there = await lines.all_of(tx, clip.id)
    if span is None:
        if not there:
            raise UserError("line.none")
        return there, range(1, len(there) + 1)
    await require_line(tx, clip, span.start)
    await require_line(tx, clip, span.stop - 1)
    return there, span


def _read(text: str, current_s: float | None, song: Song | None) -> float:
    return read_time(
        text,
        current_s,
        () if song is None else song.beats_s,
        inf if song is None else song.duration_s,
    )


def _untimed(line: Line) -> Line:
    return replace(line, start_s=None, end_s=None, words=(), guessed=False)


async def _store(tx: Tx, before: Sequence[Line], after: Sequence[Line]) -> None:
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    await lines.save(tx, *changed)


async def _retimed(tx: Tx, clip: Clip, song: Song | None, numbers: Sequence[int]) -> Retimed:
    there = await lines.all_of(tx, clip.id)
    changed = set(numbers)
    return Retimed(
        tuple(line for line in there if line.number in changed),
        tuple(problem for problem in _problems(there, song) if problem.number in changed),
    )


def _problems(there: Sequence[Line], song: Song | None) -> tuple[Problem, ...]:
    return problems(there, inf if song is None else song.duration_s)
