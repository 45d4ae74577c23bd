"""Tapping along: the one-time link, the marks a person set, and how they are laid over the lines.

Between opening the page and saving, others go on working: ``lay`` brings both together, so that
neither is lost and the person is told. Nothing here knows of pages or servers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.retiming import moved_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.lyrics.line import Line

LIFETIME_S: Final = 3600.0
"""How long a link lives when nobody saves with it."""

_SAME_S: Final = 0.0005


@dataclass(frozen=True, slots=True)
class Tap:
    """A link to the page, for one clip, its song at that time, and one person.

    Of the link's secret only the SHA-256 is known.
    """

    id: int
    clip_id: int
    song_id: int
    person_id: int
    locale: str
    made_at: float
    expires_at: float
    used_at: float | None
    secret_sha256: bytes = field(repr=False)

    def is_open(self, now: float) -> bool:
        """Whether the link still lets in: not saved with, and not too old."""
        return self.used_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class LineTap:
    """When a person heard a line begin, in seconds of the song; ``shown_*`` is what they saw."""

    line_id: int
    start_s: float
    shown_text: str
    shown_start_s: float | None


@dataclass(frozen=True, slots=True)
class LineTaps:
    """All that a person marked, and the ids of all lines that the page showed."""

    marks: tuple[LineTap, ...]
    shown: frozenset[int]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others did while somebody tapped: numbers of lines, and words of those that are gone."""

    reworded: tuple[int, ...] = ()
    """Their new words keep the tapped time."""
    retimed: tuple[int, ...] = ()
    """Timed by others too; the tapped time counts."""
    added: tuple[int, ...] = ()
    removed: tuple[str, ...] = ()
    """Marked, but not there any more."""
    beyond: tuple[int, ...] = ()
    """Marked past the end of the song, which is another one by now."""
    other_song: bool = False


@dataclass(frozen=True, slots=True)
class PlacedTaps:
    """All of the clip's lines after the tapping, and what happened meanwhile."""

    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    """Of the lines that have a tapped time now."""
    meanwhile: Meanwhile


def lay(
    tapped: LineTaps, lines: Sequence[Line], duration_s: float, *, other_song: bool
) -> PlacedTaps:
    """``tapped`` laid over the clip's ``lines`` as they are now, in a song of ``duration_s``.

    A marked line moves as when a person times it alone (``moved_to``).
    """
    there = {line.id: line for line in lines}
    latest = {mark.line_id: mark for mark in tapped.marks}
    marked = [(line, latest[line.id]) for line in lines if line.id in latest]
    fitting = [(line, mark) for line, mark in marked if mark.start_s < duration_s]
    return PlacedTaps(
        lines=_moved(lines, {line.number: mark.start_s for line, mark in fitting}),
        numbers=tuple(line.number for line, _ in fitting),
        meanwhile=Meanwhile(
            reworded=tuple(line.number for line, mark in fitting if line.text != mark.shown_text),
            retimed=tuple(
                line.number for line, mark in fitting if not _same(line.start_s, mark.shown_start_s)
            ),
            added=tuple(line.number for line in lines if line.sung and line.id not in tapped.shown),
            removed=tuple(mark.shown_text for mark in latest.values() if mark.line_id not in there),
            beyond=tuple(line.number for line, mark in marked if mark.start_s >= duration_s),
            other_song=other_song,
        ),
    )


def _moved(lines: Sequence[Line], starts_s: Mapping[int, float]) -> tuple[Line, ...]:
    """``lines`` with new starts by number.

    What moves later goes first, from the last line on, then the rest from the first: so no line
    meets a neighbour on its way that is about to make room.
    """
    was = {line.number: line.start_s for line in lines}
    later = [number for number in starts_s if (was[number] or 0.0) < starts_s[number]]
    others = [number for number in starts_s if number not in set(later)]
    lines_now = tuple(lines)
    for number in (*sorted(later, reverse=True), *sorted(others)):
        lines_now = moved_to(lines_now, number, round(starts_s[number], 3))
    return lines_now


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) < _SAME_S
