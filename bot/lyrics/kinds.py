"""Which kind of lyrics a text is, by what stands in it; its file name is not asked.

What is plainly something else (a playlist, a web page, a word processor's file) is refused here,
before a parser could make lyrics of its markup.
"""

from __future__ import annotations

import re
from typing import Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import rows
from bot.domain.lyrics.imported import Kind

_ARROW: Final = re.compile(r"^[ \t]*(?:\d+:)?\d+:\d+[,.]\d+[ \t]*-+>", re.MULTILINE)
_ASS: Final = re.compile(
    r"^[ \t]*\[(?:script info|v4\+? styles)\][ \t]*$", re.MULTILINE | re.IGNORECASE
)
# Blanks are spelled out: \s would run over line ends and take quadratic time on blank rows.
_LRC: Final = re.compile(r"^[ \t]*\[(?:\d+:\d|--:--)", re.MULTILINE)
_LRC_HEADER: Final = re.compile(r"^\s*\[(?:ti|ar|al|by|offset|length|re|ve):", re.IGNORECASE)
_FOREIGN: Final = (
    ("#extm3u", "lyrics.playlist"),
    ("[playlist]", "lyrics.playlist"),
    ("ffconcat", "lyrics.playlist"),
    ("<asx", "lyrics.playlist"),
    ("<!doctype", "lyrics.markup"),
    ("<html", "lyrics.markup"),
    ("<?xml", "lyrics.markup"),
    ("{\\rtf", "lyrics.markup"),
    ("%pdf", "lyrics.not_text"),
)


def recognise(text: str) -> Kind:
    """The kind of ``text``; what has no times and no headers is plain text.

    Raises:
        UserError: ``lyrics.playlist``, ``lyrics.markup`` or ``lyrics.not_text`` for other files.
    """
    text = "\n".join(rows(text))
    start = text.lstrip("\ufeff \t\r\n")[:40].lower()
    for beginning, key in _FOREIGN:
        if start.startswith(beginning):
            raise UserError(key)
    if start.startswith("webvtt"):
        return Kind.VTT
    if _ASS.search(text):
        return Kind.ASS
    if _ARROW.search(text):
        return Kind.SRT
    if _LRC.search(text) or _LRC_HEADER.match(text.lstrip("\ufeff")):
        return Kind.LRC
    return Kind.TEXT
