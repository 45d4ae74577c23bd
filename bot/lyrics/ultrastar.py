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
_TEMPO: Final = re.compile(r"\s*B\s+(\d{1,9}(?:\.\d+)?)\s+([1-9]\d{0,3}(?:[.,]\d+)?)\s*$")
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
    song = _Song()
    for number, row in enumerate(rows(text), 1):
        if _END.match(row):
            break
        if row.strip() and not song.read(row, number):
            raise UserError("lyrics.broken_file", number=number)
    song.close()
    title, artist = song.headers.get("TITLE"), song.headers.get("ARTIST")
    return imported(ForeignKind.ULTRASTAR, song.found, notes, title=title, artist=artist)


class _Song:
    """What the rows so far say."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.found: list[Sung] = []
        self._phrase = _Phrase()
        self._voice: str | None = None
        self._tempos: list[tuple[float, float]] = []  # beats at which it changes
        self._base = 0  # the beat that a relative file counts from

    def read(self, row: str, number: int) -> bool:
        """Take one row in; whether it is one of the format's."""
        if header := _HEADER.match(row):
            self.headers[header[1].upper()] = header[2].strip()
        elif note := NOTE.match(row):
            begin = self._base + int(note[2])
            begin_s, end_s = (self._at(beat, number) for beat in (begin, begin + int(note[3])))
            _sing(self._phrase, note[5] or "", begin_s, number)
            self._phrase.end_s = end_s
        elif tempo := _TEMPO.match(row):
            self._tempos.append((self._base + float(tempo[1]), float(tempo[2].replace(",", "."))))
        elif line_break := _BREAK.match(row):
            self.close()
            if self.headers.get("RELATIVE", "").lower() == "yes":
                self._base += int(line_break[2] or line_break[1])
        elif player := _PLAYER.match(row):
            self.close()
            self._voice, self._base = player[1], 0
        else:
            return False
        return True

    def _at(self, beat: float, row: int) -> float:
        """The second of a beat, past each change of tempo before it."""
        time_s = _number(self.headers, "GAP", row, default=0.0) / 1000
        bpm, since = _number(self.headers, "BPM", row), 0.0
        for at, following in self._tempos:
            if at < beat:
                time_s, bpm, since = time_s + (at - since) * 15 / bpm, following, at
        return round(time_s + (beat - since) * 15 / bpm, 6)

    def close(self) -> None:
        """End the line, if it has words."""
        phrase, self._phrase = self._phrase, _Phrase()
        if not clean(phrase.text):
            return
        refuse_more(len(self.found) + 1)
        voice = self._voice and (
            self.headers.get(f"P{self._voice}")
            or self.headers.get(f"DUETSINGERP{self._voice}")
            or f"P{self._voice}"
        )
        words = tuple(phrase.words)
        self.found.append(
            Sung(phrase.row, phrase.text, words[0].start_s, phrase.end_s, words, voice)
        )


def _sing(phrase: _Phrase, syllable: str, begin_s: float, row: int) -> None:
    phrase.row = phrase.row or row
    letters = syllable.replace("~", "")
    if syllable.strip() == "~" or not clean(letters):
        phrase.text += " " if letters != letters.strip() else ""
        return
    phrase.text += letters
    phrase.words.append(Word(clean(letters), begin_s))


def _number(headers: dict[str, str], name: str, row: int, *, default: float | None = None) -> float:
    text = headers.get(name, "").replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        number = -1.0 if default is None or text else default
    if not -1e7 < number < 1e7 or (default is None and number < 1):
        raise UserError("lyrics.no_tempo", number=row)
    return number
