"""Lyrics from any file or paste, read in a child process (``python -m bot.lyrics``).

    decoding, scripts      bytes -> text, whatever program saved them
    kinds                  which kind of file a text is, by its content
    stamps                 clock times in whatever shape
    plain, furniture       rows of words, without a lyric site's page around them
    lrc, stamped           a stamp before each row, in LRC's way or another
    subtitles              SubRip, WebVTT, SBV: cues (rows), marked (tags), repeats (told once)
    ass, ttml, ultrastar   with words and voices
    transcripts, tables    JSON and columns of speech recognition, labels
    timed                  what all of them hand over, mended and noted
    reader                 the bot's side

Which line goes into which clip is not known here.
"""

from __future__ import annotations

import html
import re
from typing import Final, assert_never

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import refuse_long_rows, rows, without_controls
from bot.domain.lyrics.imported import (
    ENCODINGS,
    USUAL,
    ForeignKind,
    Imported,
    Kind,
    Note,
    Reading,
)
from bot.domain.lyrics.writing import ENTITY
from bot.lyrics.ass import parse_ass
from bot.lyrics.decoding import decode, unwound
from bot.lyrics.kinds import recognise
from bot.lyrics.lrc import parse_lrc
from bot.lyrics.plain import parse_plain
from bot.lyrics.stamped import as_lrc
from bot.lyrics.subtitles import parse_cues
from bot.lyrics.tables import parse_table
from bot.lyrics.timed import together
from bot.lyrics.transcripts import parse_json
from bot.lyrics.ttml import parse_ttml
from bot.lyrics.ultrastar import parse_ultrastar

_MAX_ROWS: Final = 20_000
_BLANKS: Final = re.compile(r"[\r\n][\r\n \t]*[\r\n]")


def parse(content: bytes | str, reading: Reading = USUAL) -> Imported:
    """The lyrics in a file's bytes or a pasted text, whatever kind they are of.

    Raises:
        UserError: a ``lyrics.*`` sentence that says what is wrong and what to do.
    """
    # A paste goes through the same limits as a file; lone surrogates cannot be encoded at all.
    if isinstance(content, bytes):
        text, guess = decode(content, reading.encoding)
    else:
        text, guess = decode(content.encode("utf-8", "replace"), "utf-8")
    text, before = unwound(text), text
    twice = text != before
    plain = without_controls(text)
    cleaned, text = plain != text, plain
    if text.count("\n") + text.count("\r") > _MAX_ROWS:
        text = _BLANKS.sub("\n\n", text)  # blank rows say nothing by their number
    text_rows = rows(text)
    if len(text_rows) > _MAX_ROWS:
        raise UserError("lyrics.too_many_rows", limit=_MAX_ROWS)
    kind = recognise(text_rows)
    if kind is not ForeignKind.JSON and kind is not ForeignKind.TTML:
        refuse_long_rows(text_rows)  # a program writes its whole file into one row
    notes: list[Note] = []
    if guess is not None:
        notes.append(Note("lyrics.note_encoding", {"encoding": ENCODINGS[guess]}))
    if twice:
        notes.append(Note("lyrics.note_twice"))
    if cleaned:
        notes.append(Note("lyrics.note_controls"))
    return together(_read(text, kind, notes, keep=reading.keep))


def _read(text: str, kind: Kind | ForeignKind, notes: list[Note], *, keep: bool) -> Imported:
    match kind:
        case Kind.TEXT:
            return parse_plain(_without_entities(text), notes, keep=keep)
        case Kind.LRC:
            return parse_lrc(_without_entities(as_lrc(text)), notes)
        case Kind.SRT | ForeignKind.SBV:
            return parse_cues(text, kind, notes, vtt=False)
        case Kind.VTT:
            return parse_cues(text, kind, notes, vtt=True)
        case Kind.ASS:
            return parse_ass(text, notes)
        case ForeignKind.TTML:
            return parse_ttml(text, notes)
        case ForeignKind.ULTRASTAR:
            return parse_ultrastar(text, notes)
        case ForeignKind.JSON:
            return parse_json(text, notes)
        case ForeignKind.TABLE:
            return parse_table(text, notes)
        case _:
            assert_never(kind)


def _without_entities(text: str) -> str:
    """The text with the signs that a web service wrote in HTML's way."""
    return ENTITY.sub(lambda it: " " if it[0].startswith("<") else html.unescape(it[0]), text)
