"""Timed text of any kind made into lyric lines, with a note on all that was mended or left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import MAX_VOICE_CHARS, checked, clean, is_blank, refuse_more
from bot.domain.lyrics.imported import Imported, Note
from bot.domain.lyrics.line import BACKGROUND, LineShot, NewLine, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.imported import ForeignKind, Kind

BREATH_S: Final = 0.005
"""Times closer than this are one: files round to 10 ms."""

LONGEST_S: Final = 100 * 3600.0
"""No song begins a line later; a file that says so is broken."""

_SOUND: Final = re.compile(
    r"[\[(（【]\s*(?:[♩♪♫♬]\s*)*(?:(?:\w+ )?music(?: playing)?|musique|musik|música|음악"
    r"|音楽|音乐|音樂|applause|applaudissements|laughter|rires|cheering)(?:\s*[♩♪♫♬])*\s*[\])）】]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sung:
    """One stretch of timed text as it was read; ``row`` is where the file has it, from 1."""

    row: int
    text: str
    start_s: float
    end_s: float | None = None
    words: tuple[Word, ...] = ()
    voice: str | None = None
    section: str | None = None


def imported(
    kind: Kind | ForeignKind,
    found: Sequence[Sung],
    notes: Sequence[Note] = (),
    *,
    title: str | None = None,
    artist: str | None = None,
) -> Imported:
    """Lines in order of time; ends and words that contradict their line are left out, and noted.

    Raises:
        UserError: ``lyrics.broken_stamp`` for a time that no song reaches, or as
            ``cleaning.checked``.
    """
    all_notes = list(notes)
    lines: list[NewLine] = []
    sounds = early = doubles = 0
    told: set[tuple[str, float, float | None]] = set()
    for sung in found:
        refuse_more(len(lines))
        if max(sung.start_s, sung.end_s or 0.0) > LONGEST_S:
            raise UserError("lyrics.broken_stamp", number=sung.row, stamp=f"{sung.start_s:g} s")
        text = clean(sung.text)
        if is_blank(text):
            continue
        if _SOUND.fullmatch(text):
            sounds += 1
            continue
        if (text, sung.start_s, sung.end_s) in told:  # layers of one line, for its outline or glow
            doubles += 1
            continue
        told.add((text, sung.start_s, sung.end_s))
        early += sung.start_s < 0
        lines.append(_line(sung, text, all_notes))
    counts = (("early", early), ("sounds", sounds), ("doubles", doubles))
    all_notes += [Note(f"lyrics.note_{key}", {"n": n}) for key, n in counts if n]
    in_order = sorted(lines, key=lambda line: line.start_s or 0.0)
    # Singers stand one after the other in some files, each of them in order.
    apart = [
        [line for line in lines if line.voice == voice] for voice in {line.voice for line in lines}
    ]
    if any(part != [line for line in in_order if line in part] for part in apart):
        all_notes.append(Note("lyrics.note_sorted"))
    title, artist = clean(title or "")[:200] or None, clean(artist or "")[:200] or None
    return Imported(kind, checked(in_order), title, artist, tuple(all_notes))


def _line(sung: Sung, text: str, notes: list[Note]) -> NewLine:
    start_s, end_s = max(0.0, sung.start_s), sung.end_s
    if end_s is not None and end_s < start_s:
        notes.append(Note("lyrics.note_end_backwards", {"number": sung.row}))
    words = rising(sung.words, start_s, sung.row, notes)
    if end_s is not None and end_s <= start_s:
        end_s = None
    return NewLine(text, sung.section, start_s, end_s, words=words, voice=voice_name(sung.voice))


def rising(
    words: tuple[Word, ...], start_s: float, row: int, notes: list[Note]
) -> tuple[Word, ...]:
    """``words`` where their times rise from the line's start on; else none, and a note."""
    starts = [word.start_s for word in words]
    if starts == sorted(starts) and (not starts or starts[0] >= start_s - BREATH_S):
        return words
    notes.append(Note("lyrics.note_words_backwards", {"number": row}))
    return ()


def voice_name(voice: str | None) -> str | None:
    """A voice as it may be stored: cleaned, not endless, None where nothing is left of it."""
    return clean((voice or "")[: 4 * MAX_VOICE_CHARS])[:MAX_VOICE_CHARS].strip() or None


def together(found: Imported) -> Imported:
    """Lines of one stamp made to share a shot, and a file that gives all lines one stamp untimed.

    A translation or a second voice begins with its line; background voices have no picture.
    """
    lines = list(found.lines)
    starts = {line.start_s for line in lines}
    if len(lines) > 2 and len(starts) == 1 and None not in starts:
        untimed = tuple(replace(line, start_s=None, end_s=None, words=()) for line in lines)
        note = Note("lyrics.note_one_stamp", {"n": len(lines)})
        return replace(found, lines=untimed, notes=(*found.notes, note))
    shared = 0
    for index in range(1, len(lines)):
        line, before = lines[index], lines[index - 1]
        if line.start_s is None or before.start_s is None:
            continue
        behind = line.voice == BACKGROUND and line.start_s < (before.end_s or line.start_s + 1)
        if line.start_s - before.start_s < BREATH_S or behind:
            lines[index] = replace(line, shot=LineShot.SHARED)
            shared += 1
    if not shared:
        return found
    note = Note("lyrics.note_together", {"n": shared})
    return replace(found, lines=tuple(lines), notes=(*found.notes, note))
