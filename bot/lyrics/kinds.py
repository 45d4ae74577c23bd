"""Which kind of lyrics a text is, by what stands in it; its file name is not asked.

What is plainly something else (a playlist, a web page, data) is refused here with its name, before
a parser could make lyrics of its markup.
"""

from __future__ import annotations

import re
from typing import Final

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import ForeignKind, Kind
from bot.lyrics.cues import has_cues, is_sbv
from bot.lyrics.lrc import credit
from bot.lyrics.stamped import is_stamped
from bot.lyrics.stamps import CLOCK
from bot.lyrics.tables import is_table
from bot.lyrics.ttml import IS_TTML
from bot.lyrics.ultrastar import is_ultrastar

_ASS: Final = re.compile(
    r"[ \t\ufeff]*\[(?:script info|v4\+? styles|events)\][ \t]*$", re.IGNORECASE
)
_DIALOGUE: Final = re.compile(r"\s*Dialogue:[^,]*,\s*\d+:\d\d:\d\d", re.IGNORECASE)
_LRC: Final = re.compile(
    r"[ \t\ufeff]*(?:[\[［【][^\[\]]{1,60}\][ \t]*)?"
    r"[\[［【][ \t]*(?:[-−]?[\d０-９]+[:：][\d０-９]|[\d０-９]{1,3}\.\d\d\.\d|--:--|__:__|–:–)"
)
_LRC_HEADER: Final = re.compile(
    r"[ \t\ufeff]*\[(?:ti|ar|al|by|offset|length|re|ve):", re.IGNORECASE
)
_FOREIGN: Final = (
    ("#extm3u", "lyrics.playlist"),
    ("[playlist]", "lyrics.playlist"),
    ("ffconcat", "lyrics.playlist"),
    ("<asx", "lyrics.playlist"),
    ("{\\rtf", "lyrics.markup"),
    ("%pdf", "lyrics.not_text"),
)
_NAMED: Final = (
    (re.compile(r"<!doctype html|<html|<head|<body", re.IGNORECASE), "html"),
    (re.compile(r"<sami", re.IGNORECASE), "sami"),
    (re.compile(r"<\?xml|<!doctype|<!\[cdata|<\w+:\w+[\s>]", re.IGNORECASE), "xml"),
    (re.compile(r"\\documentclass|\\begin\{"), "tex"),
    (re.compile(r"MThd"), "midi"),
    (re.compile(r"Scenarist_SCC"), "scc"),
)
_ROWS: Final = (
    ("microdvd", re.compile(r"\{-?\d+\}\{-?\d*\}")),
    (
        "json",
        re.compile(r"""[{}\[\], ]+$|"[^"]*"\s*:|[{\[]\s*["'{\[]|[{\[]\d+,|.*["\]}][}\]],?$"""),
    ),
    ("html", re.compile(r"</?(?:div|p|br|span|a|ul|li|table|tr|td|h\d|script|meta|link)\b[^<>]*>")),
    ("yaml", re.compile(r"(?:- )?(?:start|end|begin|from|to|time|id|text|words?|line|lyric)s?: ")),
    ("xml", re.compile(r"</?[\w!?][^<>]*>|.*</\w[^<>]*>$")),
    (
        "stamps",
        re.compile(
            rf"[(\[<|-]*{CLOCK}(?:[^\d:]|$)|(?=.*\d)[-+\d\s.,;:|]+$|[(\[<]\d+[.,]\d+[)\]>]"
            r"|.*\s[(\[<]?\d{1,2}:\d\d(?:[.,]\d{1,3})?[)\]>]?$"
        ),
    ),
    (
        "table",
        re.compile(
            r"[^\t]*\t[^\t]*\t|(?:[^;]*;){3}|(?:[^,]*,){1,9}\d+:\d\d(?:\.\d+)?,"
            r"|\"[^\"]*\",\"|-?\d+(?:\.\d+)?,-?\d"
        ),
    ),
    (
        "code",
        re.compile(
            r"[.#]?[\w-]+ ?\{$|[\w-]+ ?: ?[^;]+;$|\}$|//|function\b.*[({]$|(?:var|let|const) \w+ ="
            r"|import \w+$|def \w+\(|.*\);$|.*\{$"
        ),
    ),
    ("base64", re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9+/=]{60,}$")),
)
_ALSO_SUNG: Final = frozenset({"stamps", "code", "table", "yaml"})  # "3:00 in the morning"
_JSON: Final = re.compile(
    r"\ufeff?(?:\{\s*(?:\"|\}\s*$)|\[\s*(?:\{\s*[\"}]|\"|\[\s*[\d\"]|\d[\d.]*\s*,|\]\s*$))"
)
_OURS: Final = "\u200b"  # stands before rows of our own exports that look odd
_MOST: Final = 0.5
_LOOKED_AT: Final = 400  # of each row, so that no pattern takes long


def _is_ass(filled: list[str]) -> bool:
    return any(_ASS.match(row) or _DIALOGUE.match(row) for row in filled)


def _is_lrc(filled: list[str]) -> bool:
    named = any(_LRC_HEADER.match(row) for row in filled[:1])
    return named or any(_LRC.match(row) or credit(row) for row in filled)


def _is_json(filled: list[str]) -> bool:
    return _JSON.match("\n".join(filled[:20])) is not None


_KINDS: Final = (
    (Kind.ASS, _is_ass),
    (Kind.SRT, has_cues),
    (ForeignKind.SBV, is_sbv),
    (ForeignKind.ULTRASTAR, is_ultrastar),
    (Kind.LRC, is_stamped),
    (Kind.LRC, _is_lrc),
    (ForeignKind.JSON, _is_json),
    (ForeignKind.TABLE, is_table),
)
"""Asked in this order: rows of LRC may stand in JSON's, cues in anything."""


def recognise(text_rows: list[str]) -> Kind | ForeignKind:
    """The kind of a text by its rows; what has no times and no headers is plain text.

    Raises:
        UserError: ``lyrics.playlist``, ``lyrics.markup``, ``lyrics.not_text`` or
            ``lyrics.looks_…`` for other files.
    """
    filled = [row.strip()[:_LOOKED_AT] for row in text_rows if row.strip("\ufeff \t")]
    start = "\n".join(filled[:20]).lstrip("\ufeff \t\r\n")
    for beginning, key in _FOREIGN:
        if start[:40].lower().startswith(beginning):
            raise UserError(key)
    if start[:6].lower() == "webvtt":
        return Kind.VTT
    if IS_TTML.match(start):
        return ForeignKind.TTML
    for pattern, what in _NAMED:
        if pattern.match(start):
            raise UserError(f"lyrics.looks_{what}")
    kind = next((kind for kind, is_of in _KINDS if is_of(filled)), None)
    if kind is not None:
        return kind
    refuse_markup(filled)
    return Kind.TEXT


def refuse_markup(filled: list[str]) -> None:
    """Stop where most rows are markup, times or data, however it is called.

    Raises:
        UserError: ``lyrics.looks_…`` with what it looks like.
    """
    bare = [row for row in filled if not row.startswith(_OURS)]
    for what, pattern in _ROWS:
        count = sum(pattern.match(row) is not None for row in bare)
        if count >= _MOST * len(filled) and (count > 1 or what not in _ALSO_SUNG):
            raise UserError(f"lyrics.looks_{what}")
