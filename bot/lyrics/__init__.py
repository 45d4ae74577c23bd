"""Lyrics from any file or paste: the one place that knows foreign subtitle parsers.

``parse`` decodes, recognises and reads; the pure readers of text and LRC live in
``bot.domain.lyrics``. Which line goes into which clip is not known here.
"""

from __future__ import annotations

from typing import assert_never

from bot.domain.lyrics.cleaning import refuse_long_rows
from bot.domain.lyrics.imported import Imported, Kind
from bot.lyrics.decoding import decode
from bot.lyrics.kinds import recognise
from bot.lyrics.lrc import parse_lrc
from bot.lyrics.plain import parse_plain
from bot.lyrics.subtitles import parse_ass, parse_srt, parse_vtt
from bot.lyrics.timed import together


def parse(content: bytes | str) -> Imported:
    """The lyrics in a file's bytes or a pasted text, whatever kind they are of.

    Raises:
        UserError: a ``lyrics.*`` sentence that says what is wrong and what to do.
    """
    # A paste goes through the same limits as a file; lone surrogates cannot be encoded at all.
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    text, guessed = decode(data)
    refuse_long_rows(text)
    return together(_read(text, recognise(text), guessed=guessed))


def _read(text: str, kind: Kind, *, guessed: bool) -> Imported:
    match kind:
        case Kind.TEXT:
            return parse_plain(text, guessed_encoding=guessed)
        case Kind.LRC:
            return parse_lrc(text, guessed_encoding=guessed)
        case Kind.SRT:
            return parse_srt(text, guessed_encoding=guessed)
        case Kind.VTT:
            return parse_vtt(text, guessed_encoding=guessed)
        case Kind.ASS:
            return parse_ass(text, guessed_encoding=guessed)
        case _:
            assert_never(kind)
