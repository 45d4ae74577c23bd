"""Lyrics as plain text: one line a row, ``[Refrain]`` headings or blank rows between sections."""

from __future__ import annotations

import re
from typing import Final

from bot.domain.lyrics.cleaning import checked, clean, is_blank, refuse_more, rows
from bot.domain.lyrics.imported import Imported, Kind, Note
from bot.domain.lyrics.line import NewLine
from bot.lyrics.furniture import without_furniture

_HEADING: Final = re.compile(r"\[([^\[\]]{1,80})\]\s*:?")


def heading(row: str) -> str | None:
    """The section that a row names (``[Verse 2]`` names ``Verse 2``), or None."""
    match = _HEADING.fullmatch(row.strip())
    return clean(match[1]) or None if match else None


def parse_plain(text: str, notes: list[Note], *, keep: bool = False) -> Imported:
    """Lines without times from plain text.

    Where no row is a heading, blank rows part the sections, which are then numbered "1", "2", ….
    Rows of a lyric site's page around the words are left out unless ``keep`` says otherwise.

    Raises:
        UserError: as ``cleaning.checked``.
    """
    raw = rows(text)
    if not keep:
        raw, left_out = without_furniture(raw)
        if left_out:
            words = " · ".join(left_out)[:300]
            notes.append(Note("lyrics.note_page", {"n": len(left_out), "words": words}))
    headed = any(heading(row) for row in raw)
    lines: list[NewLine] = []
    section: str | None = None
    number, parted, sung = 1, False, True
    for row_text in raw:
        if not row_text or row_text.isspace():  # a megabyte of them must not take long
            parted = bool(lines)
            continue
        row, title = clean(row_text), heading(row_text)
        if title is not None:
            if not sung and section is not None:
                notes.append(Note("lyrics.note_empty_section", {"section": section}))
            section, sung = title, False
        elif is_blank(row):
            parted = bool(lines)
        else:
            refuse_more(len(lines) + 1)
            number += parted and not headed
            lines.append(NewLine(row, section if headed else str(number)))
            parted, sung = False, True
    if not sung and section is not None and lines:
        notes.append(Note("lyrics.note_empty_section", {"section": section}))
    if not headed and number == 1:  # one block of rows has no sections
        lines = [NewLine(line.text) for line in lines]
    return Imported(Kind.TEXT, checked(lines), notes=tuple(notes))
