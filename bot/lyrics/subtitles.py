"""SubRip, WebVTT and SBV made into lyric lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.lyrics.cleaning import clean, is_blank
from bot.domain.lyrics.imported import Note
from bot.lyrics.cues import read_cues
from bot.lyrics.repeats import sung_of
from bot.lyrics.timed import imported

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import ForeignKind, Imported, Kind


def parse_cues(text: str, kind: Kind | ForeignKind, notes: list[Note], *, vtt: bool) -> Imported:
    """Lines with their starts and ends, and the words' times where the file has them.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row's number, or as ``cleaning.checked``.
    """
    cues, before = read_cues(text, vtt=vtt)
    lines, doubled = sung_of(cues, vtt=vtt)
    words = " / ".join(clean(row) for row in before)
    if not is_blank(words):
        notes.append(Note("lyrics.note_before", {"words": words[:200]}))
    if doubled:
        notes.append(Note("lyrics.note_told_again", {"n": doubled}))
    return imported(kind, lines, notes)
