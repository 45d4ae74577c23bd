"""What a reader of lyrics hands over: lines, title and artist, and notes for the person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bot.domain.lyrics.line import Word
from bot.domain.texts import Value, say

if TYPE_CHECKING:
    from bot.domain.lyrics.line import NewLine


_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


ENCODINGS: Final = {
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp1258": "Windows-1258",
    "cp874": "Windows-874",
    "mac_roman": "Mac Roman",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
"""What a person may name as a file's encoding: as Python knows it, and as people do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants a file read."""

    encoding: str | None = None
    """How its letters are written, where the person says so: a name that Python knows."""
    keep: bool = False
    """Keep the rows of a web page around the words."""


USUAL: Final = Reading()
"""How files are read where nobody says anything of it."""


class Kind(StrEnum):
    """The kinds of lyrics we read and write; the value is the file's usual ending."""

    TEXT = "txt"
    LRC = "lrc"
    SRT = "srt"
    VTT = "vtt"
    ASS = "ass"


class ForeignKind(StrEnum):
    """The kinds of lyrics that we read only."""

    SBV = "sbv"
    TTML = "ttml"
    ULTRASTAR = "ultrastar"
    JSON = "json"  # what speech recognition and lyric services write
    TABLE = "tsv"  # start, end and words in columns


@dataclass(frozen=True, slots=True)
class Note:
    """Something the person should know of their file; ``key`` names the sentence."""

    key: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])

    def sentence(self, locale: str) -> str:
        """The note in ``locale``, with people's text escaped."""
        return say(locale, self.key, **self.values)


@dataclass(frozen=True, slots=True)
class Imported:
    """Lyrics as they were found; times are seconds from the song's start."""

    kind: Kind | ForeignKind
    lines: tuple[NewLine, ...]
    title: str | None = None
    artist: str | None = None
    notes: tuple[Note, ...] = ()

    def shape(self, locale: str) -> dict[str, Any]:
        """The lyrics as ``couplet lyrics --json`` prints them, notes as sentences."""
        return {
            "kind": self.kind,
            "lines": [
                {
                    "text": line.text,
                    "start_s": line.start_s,
                    "end_s": line.end_s,
                    "words": [[word.text, word.start_s] for word in whole_words(line)],
                    "voice": line.voice,
                    "section": line.section,
                }
                for line in self.lines
            ],
            "notes": [note.sentence(locale) for note in self.notes],
        }


def whole_words(line: NewLine) -> tuple[Word, ...]:
    """The line's timed words, with the syllables of one put together again.

    Letters of scripts that write no spaces stay apart.
    """
    joined: list[Word] = []
    place = 0
    for word in line.words:
        at = line.text.find(word.text, place)
        if at < 0:
            return line.words
        before = line.text[at - 1 : at]
        if joined and at == place and _parted(before) and _parted(word.text[:1]):
            joined[-1] = Word(joined[-1].text + word.text, joined[-1].start_s)
        else:
            joined.append(word)
        place = at + len(word.text)
    return tuple(joined)


def _parted(letter: str) -> bool:
    """Whether the letter is of a script that parts words by spaces, or no letter at all."""
    return not _UNSPACED.match(letter)
