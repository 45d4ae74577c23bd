"""UltraStar: notes of a karaoke game, whose beats are four to one of the song's.

After https://usdx.eu/format/: a row is a note's kind, first beat, length, pitch and syllable; ``-``
ends a line; a blank before or after a syllable parts words; ``~`` holds the one before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean, refuse_more, rows
from bot.domain.lyrics.imported import ForeignKind, Note
from bot.domain.lyrics.line import Word
from bot.lyrics.timed import Sung, imported

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Imported

_HEADER: Final = re.compile(r"\ufeff?\s*#([A-Za-z0-9]+):(.*)")
NOTE: Final = re.compile(r"\s*([:*FRGfrg])\s*(-?\d{1,9})\s+(\d{1,9})\s+(-?\d{1,9})(?: (.*)|\s*)$")
_BREAK: Final = re.compile(r"\s*-\s*(-?\d{1,9})(?:\s+(-?\d{1,9}))?\s*$")
_PLAYER: Final = re.compile(r"\s*P\s?(\d)\s*$")
_END: Final = re.compile(r"\s*E\s*$")


@dataclass(slots=True)
class _Phrase:
    """The notes of one line so far."""

    row: int = 0
    text: str = ""
    words: list[Word] = field(default_factory=list[Word])
    end_s: float = 0.0


def is_ultrastar(text_rows: list[str]) -> bool:
    """Whether rows are a game's notes, or its headers."""
    notes = sum(NOTE.match(row) is not None for row in text_rows)
    headers = sum(_HEADER.match(row) is not None for row in text_rows)
    return notes > 0 and (
        headers > 0 or notes >= len([row for row in text_rows if row.strip()]) / 2
    )


def parse_ultrastar(text: str, notes: list[Note]) -> Imported:
    """Lines with a time for every syllable.

    Raises:
        UserError: ``lyrics.no_tempo`` without a tempo, ``lyrics.broken_file`` with the row that
            is none of the format's, or as ``cleaning.checked``.
    """
    headers: dict[str, str] = {}
    found: list[Sung] = []
    phrase = _Phrase()
    voice: str | None = None
    base = 0  # the beat that a relative file counts from
    beat_s, gap_s = 0.0, 0.0

    def close() -> None:
        nonlocal phrase
        if clean(phrase.text):
            refuse_more(len(found) + 1)
            start_s = phrase.words[0].start_s if phrase.words else 0.0
            name = (
                headers.get(f"P{voice}")
                or headers.get(f"DUETSINGERP{voice}")
                or (voice and f"P{voice}")
            )
            found.append(
                Sung(phrase.row, phrase.text, start_s, phrase.end_s, tuple(phrase.words), name)
            )
        phrase = _Phrase()

    for number, row in enumerate(rows(text), 1):
        if not row.strip():
            continue
        if header := _HEADER.match(row):
            headers[header[1].upper()] = header[2].strip()
            continue
        if not beat_s:
            beat_s = 15 / _number(headers, "BPM", number)
            gap_s = _number(headers, "GAP", number, default=0.0) / 1000
        relative = headers.get("RELATIVE", "").lower() == "yes"
        if note := NOTE.match(row):
            begin_s = gap_s + (base + int(note[2])) * beat_s
            _sing(phrase, note[5] or "", begin_s, number)
            phrase.end_s = begin_s + int(note[3]) * beat_s
        elif line_break := _BREAK.match(row):
            close()
            base += int(line_break[2] or line_break[1]) if relative else 0
        elif player := _PLAYER.match(row):
            close()
            voice, base = player[1], 0
        elif _END.match(row):
            break
        else:
            raise UserError("lyrics.broken_file", number=number)
    close()
    return imported(
        ForeignKind.ULTRASTAR,
        found,
        notes,
        title=headers.get("TITLE"),
        artist=headers.get("ARTIST"),
    )


def _sing(phrase: _Phrase, syllable: str, begin_s: float, row: int) -> None:
    phrase.row = phrase.row or row
    held = syllable.replace("~", "")
    if syllable.strip() == "~" or not clean(held):
        phrase.text += " " if held != held.strip() else ""
        return
    phrase.text += held
    phrase.words.append(Word(clean(held), begin_s))


def _number(headers: dict[str, str], name: str, row: int, *, default: float | None = None) -> float:
    written = headers.get(name, "").replace(",", ".")
    try:
        number = float(written)
    except ValueError:
        number = -1.0 if default is None or written else default
    if not -1e7 < number < 1e7 or (default is None and number < 1):
        raise UserError("lyrics.no_tempo", number=row)
    return number
