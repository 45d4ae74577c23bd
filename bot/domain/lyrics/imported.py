"""What a reader of lyrics hands over: lines, title and artist, and notes for the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.texts import Value, say

if TYPE_CHECKING:
    from bot.domain.lyrics.line import NewLine


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
