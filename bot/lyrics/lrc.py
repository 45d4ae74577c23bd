"""LRC: ``[mm:ss.xx]`` before each line, ``<mm:ss.xx>`` or another ``[mm:ss.xx]`` before a word.

There is no standard; this follows what the players agree on (https://en.wikipedia.org/wiki/LRC):
several stamps on a row repeat it, a positive ``offset`` in milliseconds makes all lines come
sooner, a stamp with nothing behind it ends the line before. ``[--:--.--]`` is a stamp that nobody
has filled in yet: the row is untimed. ``F:``, ``M:``, ``D:``, ``v1:`` and ``[bg: …]`` say who
sings; a header ``[v1:Ana]`` gives a number its name. ``[0:01:02]`` ends in hundredths, unless the
file has hours (``[0:01:02.50]``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, cast

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import checked, clean, is_blank, refuse_more, rows
from bot.domain.lyrics.imported import Imported, Kind, Note
from bot.domain.lyrics.line import BACKGROUND, NewLine, Word
from bot.domain.lyrics.writing import LRC_CREDIT, LRC_VOICE
from bot.lyrics.plain import heading
from bot.lyrics.stamps import CLOCK, clock
from bot.lyrics.timed import BREATH_S, LONGEST_S, voice_name

_FRONT: Final = re.compile(r"[\s\ufeff]*[\[［【]([^\[\]［］【】]*)[\]］】]")
_HEADER: Final = re.compile(r"([a-zA-Z#][\w#-]*)\s*[:：](.*)", re.DOTALL)
_KNOWN: Final = re.compile(
    r"ti|ar|al|au|by|la|id|re|ve|lr|offset|length|lang|language|tool|encoding|total|hash|sign|qq"
    r"|kana|lyricist|composer|title|artist|album|author|editor|version|#",
    re.IGNORECASE,
)
_MEANT_AS_TIME: Final = re.compile(r"\s*[-−]?[\d０-９]+\s*(?:[:：]\s*\S*|\.\s*\d\S*)")
_EMPTY: Final = re.compile(r"[-–—_]{1,3}:[-–—_]{1,3}(?:[.:,][-–—_]{1,3})?")
_INNER: Final = re.compile(rf"<(\s*-?\d+\s*:[^<>]{{0,12}})>|\[\s*({CLOCK}(?:-\d{{1,3}})?)\s*\]")
_HOURS: Final = re.compile(r"[\[<]\s*\d+:\d\d?:\d\d?\.\d+\s*[\]>]")
_SECTIONS: Final = re.compile(
    r"(?:pre-?)?(?:chorus|verse|intro|outro|bridge|hook|refrain|couplet|pont)", re.IGNORECASE
)


@dataclass(slots=True)
class _Found:
    """Rows as they come, before they are put in order of time."""

    lines: list[NewLine] = field(default_factory=list[NewLine])
    ends: list[float] = field(default_factory=list[float])
    notes: list[Note] = field(default_factory=list[Note])
    credits: list[str] = field(default_factory=list[str])
    headers: list[str] = field(default_factory=list[str])
    section: str | None = None
    repeated: bool = False
    early: int = 0
    offset_s: float = 0.0
    hours: bool = False
    voices: dict[str, str] = field(default_factory=dict[str, str])
    title: str | None = None
    artist: str | None = None


def parse_lrc(text: str, notes: list[Note]) -> Imported:
    """Lines with their times, in order of time; a row without a stamp keeps its place, untimed.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row's number, or as ``cleaning.checked``.
    """
    found = _Found(notes=notes, hours=_HOURS.search(text) is not None)
    for number, row in enumerate(rows(text), 1):
        if not row.strip():
            continue
        if named := credit(row):
            found.credits.append(named)
            continue
        stamps, rest = _stamps(row, number, found)
        _take(found, stamps, rest, number)
    lines = _ordered(found)
    for what, left in (("credits", found.credits), ("headers", found.headers)):
        if left:
            words = " · ".join(left)[:300]
            notes.append(Note(f"lyrics.note_{what}", {"n": len(left), "words": words}))
    if found.early:
        notes.append(Note("lyrics.note_early", {"n": found.early}))
    return Imported(Kind.LRC, checked(lines), found.title, found.artist, tuple(notes))


def credit(row: str) -> str | None:
    """The words of a credit that NetEase wrote as JSON (``{"t":0,"c":[{"tx":"…"}]}``), or None."""
    if not row.lstrip("\ufeff \t").startswith("{"):
        return None
    try:
        told: Any = json.loads(row)
    except (ValueError, RecursionError):
        return None
    pieces = cast("dict[str, Any]", told).get("c") if isinstance(told, dict) else None
    if not isinstance(pieces, list):
        return None
    words = [
        str(cast("dict[str, Any]", piece).get("tx", ""))
        for piece in cast("list[object]", pieces)
        if isinstance(piece, dict)
    ]
    return clean("".join(words)) or None


def _stamps(row: str, number: int, found: _Found) -> tuple[list[float], str]:
    """The stamps in front of a row and what stands behind them; headers are kept on the way."""
    stamps: list[float] = []
    place = 0
    while front := _FRONT.match(row, place):
        inside = front[1].strip()
        rest = row[front.end() :]
        if inside[:3].lower() == "bg:":
            break
        if _MEANT_AS_TIME.fullmatch(inside):
            stamps.append(_seconds(inside, number, found))
        elif _EMPTY.fullmatch(inside):
            pass
        elif stamps and rest.strip():
            break  # words in brackets within the line
        elif (header := _HEADER.fullmatch(inside)) and _is_header(header[1], found):
            _keep_header(found, header[1].lower(), header[2].strip(), number)
        elif not rest.strip() or _meant_as_time(rest):
            found.section = heading(f"[{inside}]") or found.section
        else:
            break
        place = front.end()
    return stamps, row[place:]


def _meant_as_time(rest: str) -> bool:
    front = _FRONT.match(rest)
    return front is not None and _MEANT_AS_TIME.fullmatch(front[1].strip()) is not None


def _is_header(name: str, found: _Found) -> bool:
    """Whether a name in brackets is one of the file's, not a section's (``[Chorus: Ana]``)."""
    known = _KNOWN.fullmatch(name) is not None
    return known or (name.islower() and not found.lines and not _SECTIONS.match(name))


def _seconds(stamp: str, number: int, found: _Found) -> float:
    time_s = clock(stamp, short=not found.hours)
    if time_s is None or time_s > LONGEST_S:
        raise UserError("lyrics.broken_stamp", number=number, stamp=stamp.strip()[:20])
    return time_s


def _keep_header(found: _Found, name: str, value: str, number: int) -> None:
    if name in {"ti", "title"}:
        found.title = clean(value)[:200] or None
    elif name in {"ar", "artist"}:
        found.artist = clean(value)[:200] or None
    elif re.fullmatch(r"v\d{1,2}", name):
        found.voices[name] = voice_name(value) or name
    elif name == "offset" and value:
        try:
            offset_ms = float(value.replace(" ", ""))
        except ValueError:
            raise UserError("lyrics.broken_offset", number=number, offset=value[:20]) from None
        if not abs(offset_ms) < 3_600_000:
            raise UserError("lyrics.broken_offset", number=number, offset=value[:20])
        found.offset_s = offset_ms / 1000
    elif not _KNOWN.fullmatch(name) and clean(value):
        found.headers.append(f"{name}: {clean(value)}")


def _take(found: _Found, stamps: list[float], rest: str, number: int) -> None:
    """Keep one row: once for each of its stamps, or untimed, or as the end of the line before."""
    rest, behind = _parted(rest)
    if not found.lines and (LRC_CREDIT.match(rest) or _is_title(rest, found)):
        found.credits.append(clean(rest))
        return
    text, words, end_s, stamps = _words(rest, stamps, number, found)
    voice = None
    # Not in the cleaned words: a hidden sign before them says that they are meant as they stand.
    spoken = LRC_VOICE.match(_INNER.sub("", rest))
    if spoken and (marked := LRC_VOICE.match(text)) and text[marked.end() :]:
        voice, text = found.voices.get(marked[1].lower(), marked[1]), text[marked.end() :]
        first = LRC_VOICE.sub("", words[0].text, count=1) if words else ""
        words = (*((Word(first, words[0].start_s),) if first else ()), *words[1:])
    if not is_blank(text):
        line = NewLine(text, found.section, words=words, voice=voice)
        _add(found, line, stamps, end_s, number)
    elif behind is None:
        found.ends += stamps
    if behind is not None:
        _take_behind(found, stamps, behind, number)


def _is_title(rest: str, found: _Found) -> bool:
    """Whether a row says the song's name and its artist's, as the headers do."""
    said = clean(rest)
    both = (found.title, found.artist)
    return None not in both and said in {f"{a} - {b}" for a, b in (both, both[::-1])}


def _parted(rest: str) -> tuple[str, str | None]:
    """A row's words, and those in ``[bg: …]`` at its end, if there are any."""
    begin = rest.lower().find("[bg:")
    if begin < 0 or not rest.rstrip().endswith("]"):
        return rest, None
    return rest[:begin], rest.rstrip()[begin + 4 : -1]


def _take_behind(found: _Found, stamps: list[float], inside: str, number: int) -> None:
    """Keep what is sung behind a line: with its words' times, or with the line before it."""
    text, words, end_s, stamps = _words(inside, stamps, number, found)
    if is_blank(text):
        return
    before = found.lines[-1].start_s if found.lines else None
    if words and (not stamps or words[0].start_s > stamps[0]):
        stamps = [words[0].start_s]
    stamps = stamps or ([] if before is None else [before])
    line = NewLine(text, found.section, words=words, voice=BACKGROUND)
    _add(found, line, stamps, end_s, number)


def _add(
    found: _Found, line: NewLine, stamps: list[float], end_s: float | None, number: int
) -> None:
    refuse_more(len(found.lines) + len(stamps))
    words = line.words
    if words and not stamps:
        stamps = [words[0].start_s]
    first = stamps[0] if stamps else None
    starts = [word.start_s for word in words] + ([end_s] if end_s is not None else [])
    if words and (starts != sorted(starts) or (first is not None and starts[0] < first - BREATH_S)):
        if end_s is not None and end_s < words[-1].start_s and starts[:-1] == sorted(starts[:-1]):
            found.notes.append(Note("lyrics.note_end_backwards", {"number": number}))
        else:
            found.notes.append(Note("lyrics.note_words_backwards", {"number": number}))
            words = ()
        end_s = None
    if end_s is not None and first is not None and end_s <= first:
        found.notes.append(Note("lyrics.note_end_backwards", {"number": number}))
        end_s = None
    if first is None:
        found.lines.append(replace(line, words=()))
    for stamp in stamps:  # word stamps hold for the first; a repetition is sung the same way
        later = stamp - (first or 0.0)
        moved = tuple(Word(word.text, word.start_s + later) for word in words)
        end = None if end_s is None else end_s + later
        found.lines.append(replace(line, start_s=stamp, end_s=end, words=moved))
    found.repeated = found.repeated or len(stamps) > 1


def _words(
    rest: str, stamps: list[float], number: int, found: _Found
) -> tuple[str, tuple[Word, ...], float | None, list[float]]:
    """A row's text, its words where they are stamped, the end that a last stamp gives, and stamps.

    What stands before the first inner stamp begins with the line.
    """
    pieces: list[str] = []
    times: list[float | None] = [stamps[0] if stamps else None]
    place = 0
    for mark in _INNER.finditer(rest):
        pieces.append(rest[place : mark.start()])
        times.append(_seconds(mark[1] or mark[2], number, found))
        place = mark.end()
    pieces.append(rest[place:])
    text = clean("".join(pieces))
    if len(pieces) == 1:
        return text, (), None, stamps
    inner = [time_s for time_s in times[1:] if time_s is not None]
    # [line][word]first [word]second: the second stamp in front is the first word's.
    if len(stamps) == 2 and clean(pieces[0]) and stamps[0] <= stamps[1] <= inner[0]:
        times[0], stamps = stamps[1], stamps[:1]
    words = [
        Word(clean(piece), at)
        for piece, at in zip(pieces, times, strict=True)
        if at is not None and clean(piece)
    ]
    end_s = times[-1] if not clean(pieces[-1]) else None
    if len(inner) == 1 and end_s is not None:  # a stamp at the end alone says nothing of words
        words = []
    return text, tuple(words), end_s, stamps


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
    found.early = sum(line.start_s is not None and line.start_s < 0 for line in lines)
    return [_shifted(line, -found.offset_s) for line in lines]


def _ended(lines: list[NewLine], ends: list[float]) -> list[NewLine]:
    """Lines with an end from the empty stamp that comes before a later line's start."""
    following: float | None = None
    at: float | None = None
    place = len(ends)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line.start_s is None:
            continue
        if at is not None and line.start_s < at - BREATH_S:
            following = at
        at = line.start_s
        while place and ends[place - 1] > line.start_s:
            place -= 1
        end = ends[place] if place < len(ends) else None
        if line.end_s is None and end is not None and (following is None or end <= following):
            lines[index] = replace(line, end_s=end)
    return lines


def _shifted(line: NewLine, by_s: float) -> NewLine:
    if line.start_s is None:
        return line

    def moved(time_s: float) -> float:
        return max(0.0, time_s + by_s)

    start_s = moved(line.start_s)
    end_s = None if line.end_s is None else moved(line.end_s)
    return replace(
        line,
        start_s=start_s,
        end_s=end_s if end_s is not None and end_s > start_s else None,
        words=tuple(Word(word.text, moved(word.start_s)) for word in line.words),
    )
