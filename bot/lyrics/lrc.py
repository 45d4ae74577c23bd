"""LRC: ``[mm:ss.xx]`` before each line, ``<mm:ss.xx>`` before a word where a program marked words.

There is no standard; this follows what the players agree on (https://en.wikipedia.org/wiki/LRC):
several stamps on a row repeat it, a positive ``offset`` in milliseconds makes all lines come
sooner, a stamp with nothing behind it ends the line before. ``[--:--.--]`` is a stamp that nobody
has filled in yet: the row is untimed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import checked, clean, is_blank, notes_on, refuse_more, rows
from bot.domain.lyrics.imported import Imported, Kind, Note
from bot.domain.lyrics.line import NewLine, Word
from bot.lyrics.plain import heading

_FRONT: Final = re.compile(r"\s*\[([^\[\]]*)\]")
_HEADER: Final = re.compile(r"([a-zA-Z#]\w*)\s*:(.*)", re.DOTALL)
_MEANT_AS_TIME: Final = re.compile(r"\s*-?\d+\s*[:.]\s*\S*")
_TIME: Final = re.compile(
    r"(?:(?P<h>\d{1,2}):(?=\d{1,2}:\d{2}[.,]))?(?P<m>\d{1,4}):(?P<s>\d{1,2})"
    r"(?:[.:,](?P<f>\d{1,3}))?"
)
_EMPTY: Final = re.compile(r"[-–—_]{1,3}:[-–—_]{1,3}(?:[.:,][-–—_]{1,3})?")
_INNER: Final = re.compile(r"<(\s*-?\d+\s*:[^<>]{0,12})>")
_BREATH: Final = 0.005  # times closer than this are one: files round to 10 ms


@dataclass(slots=True)
class _Found:
    """Rows as they come, before they are put in order of time."""

    lines: list[NewLine] = field(default_factory=list[NewLine])
    ends: list[float] = field(default_factory=list[float])
    notes: list[Note] = field(default_factory=list[Note])
    section: str | None = None
    repeated: bool = False
    offset_s: float = 0.0
    title: str | None = None
    artist: str | None = None


def parse_lrc(text: str, *, guessed_encoding: bool = False) -> Imported:
    """Lines with their times, in order of time; a row without a stamp keeps its place, untimed.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row's number, or as ``cleaning.checked``.
    """
    found = _Found(notes=notes_on(text, guessed_encoding=guessed_encoding))
    for number, row in enumerate(rows(text), 1):
        stamps, rest = _stamps(row, number, found)
        if not stamps and heading(row) and not _is_header(row):
            found.section = heading(row)
        elif rest is not None:
            _take(found, stamps, rest, number)
    lines = _ordered(found)
    return Imported(Kind.LRC, checked(lines), found.title, found.artist, tuple(found.notes))


def _is_header(row: str) -> bool:
    front = _FRONT.match(row)
    return front is not None and _HEADER.fullmatch(front[1].strip()) is not None


def _stamps(row: str, number: int, found: _Found) -> tuple[list[float], str | None]:
    """The stamps in front of a row and what stands behind them; None where the row is a header."""
    stamps: list[float] = []
    place = 0
    while front := _FRONT.match(row, place):
        inside = front[1].strip()
        if _MEANT_AS_TIME.fullmatch(inside):
            stamps.append(_seconds(inside, number))
        elif _EMPTY.fullmatch(inside):
            pass
        elif not stamps and (header := _HEADER.fullmatch(inside)):
            _keep_header(found, header[1].lower(), header[2].strip(), number)
            return [], None
        else:
            break
        place = front.end()
    return stamps, row[place:]


def _seconds(stamp: str, number: int) -> float:
    time = _TIME.fullmatch(stamp.strip())
    if time is None or int(time["s"]) >= 60:
        raise UserError("lyrics.broken_stamp", number=number, stamp=stamp[:20])
    fraction = int(time["f"]) / 10 ** len(time["f"]) if time["f"] else 0.0
    return int(time["h"] or 0) * 3600 + int(time["m"]) * 60 + int(time["s"]) + fraction


def _keep_header(found: _Found, name: str, value: str, number: int) -> None:
    if name == "ti":
        found.title = clean(value)[:200] or None
    elif name == "ar":
        found.artist = clean(value)[:200] or None
    elif name == "offset" and value:
        try:
            offset_ms = float(value.replace(" ", ""))
        except ValueError:
            raise UserError("lyrics.broken_offset", number=number, offset=value[:20]) from None
        if not abs(offset_ms) < 3_600_000:
            raise UserError("lyrics.broken_offset", number=number, offset=value[:20])
        found.offset_s = offset_ms / 1000


def _take(found: _Found, stamps: list[float], rest: str, number: int) -> None:
    """Keep one row: once for each of its stamps, or untimed, or as the end of the line before."""
    text, words, end_s = _words(rest, number)
    if is_blank(text):
        found.ends += stamps
        return
    refuse_more(len(found.lines) + len(stamps))
    first = stamps[0] if stamps else None
    if words and first is None:
        stamps = [words[0].start_s]
        first = stamps[0]
    starts = [word.start_s for word in words] + ([end_s] if end_s is not None else [])
    if words and (starts != sorted(starts) or (first is not None and starts[0] < first - _BREATH)):
        found.notes.append(Note("lyrics.note_words_backwards", {"number": number}))
        words, end_s = (), None
    if end_s is not None and first is not None and end_s <= first:
        found.notes.append(Note("lyrics.note_end_backwards", {"number": number}))
        end_s = None
    line = NewLine(text, found.section, words=words)
    if first is None:
        found.lines.append(line)
    for stamp in stamps:  # word stamps hold for the first; a repetition is sung the same way
        later = stamp - (first or 0.0)
        moved = tuple(Word(word.text, word.start_s + later) for word in words)
        end = None if end_s is None else end_s + later
        found.lines.append(replace(line, start_s=stamp, end_s=end, words=moved))
    found.repeated = found.repeated or len(stamps) > 1


def _words(rest: str, number: int) -> tuple[str, tuple[Word, ...], float | None]:
    """A row's text, its words where they are stamped, and the end that a last stamp gives."""
    pieces = _INNER.split(rest)
    if len(pieces) == 1:
        return clean(rest), (), None
    words: list[Word] = []
    end_s: float | None = None
    for stamp, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        at = _seconds(stamp, number)
        end_s = None
        if clean(piece):
            words.append(Word(clean(piece), at))
        else:
            end_s = at
    if clean(pieces[0]) and words:  # words before the first inner stamp are not stamped: none are
        return clean("".join(pieces[::2])), (), end_s
    return clean("".join(pieces[::2])), tuple(words), end_s


def _ordered(found: _Found) -> list[NewLine]:
    """The lines by time, shifted by the offset; an untimed row stays behind the one before it."""
    keyed: list[tuple[float, NewLine]] = []
    at = -1.0
    for line in found.lines:
        at = line.start_s if line.start_s is not None else at
        keyed.append((at, line))
    if not found.repeated and any(a > b for (a, _), (b, _) in pairwise(keyed)):
        found.notes.append(Note("lyrics.note_sorted"))
    keyed.sort(key=lambda pair: pair[0])
    lines = _ended([line for _, line in keyed], sorted(found.ends))
    return [_shifted(line, -found.offset_s) for line in lines]


def _ended(lines: list[NewLine], ends: list[float]) -> list[NewLine]:
    """Lines with an end from the empty stamp that comes before the next line's start."""
    starts = [line.start_s for line in lines]
    place = 0
    for index, line in enumerate(lines):
        if line.start_s is None or line.end_s is not None:
            continue
        following = next((start for start in starts[index + 1 :] if start is not None), None)
        while place < len(ends) and ends[place] <= line.start_s:
            place += 1
        if place < len(ends) and (following is None or ends[place] <= following):
            lines[index] = replace(line, end_s=ends[place])
    return lines


def _shifted(line: NewLine, by_s: float) -> NewLine:
    if by_s == 0 or line.start_s is None:
        return line

    def moved(time_s: float) -> float:
        return max(0.0, time_s + by_s)

    return replace(
        line,
        start_s=moved(line.start_s),
        end_s=None if line.end_s is None else moved(line.end_s),
        words=tuple(Word(word.text, moved(word.start_s)) for word in line.words),
    )
