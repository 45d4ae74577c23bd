"""Lyrics as plain text: one line a row, ``[Refrain]`` headings or blank rows between sections."""

from __future__ import annotations

import re
from typing import Final

from bot.domain.lyrics.cleaning import checked, clean, is_blank, refuse_more, rows
from bot.domain.lyrics.imported import Imported, Kind, Note
from bot.domain.lyrics.line import NewLine
from bot.lyrics.furniture import without_furniture

_HEADING: Final = re.compile(r"\[([^\[\]]{1,80})\]\s*:?")
_BARE: Final = re.compile(
    r"(?:(?:pre|post)-?\s?)?(?:verse|chorus|bridge|outro|intro|hook|refrain|couplet|pont"
    r"|pré-?refrain)(?: \d{1,2})?\s?:?",
    re.IGNORECASE,
)
_CHORD: Final = (
    r"[A-H](?:#|b|♯|♭)?(?:m|maj|min|dim|aug|sus|add|M|°|ø|\+)?\d{0,2}(?:sus\d|add\d|[#b]\d)?"
    r"(?:/[A-H](?:#|b)?)?"
)
_CHORDS: Final = re.compile(rf"[\s|:/x().-]*(?:{_CHORD}(?:[\s|:/x().-]+|$)){{1,40}}(?:x?\d)?\s*$")
_INLINE: Final = re.compile(rf"\[{_CHORD}\]")


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
    raw = _with_headings(_sung(rows(text), notes, keep=keep))
    headed = any(heading(row) for row in raw)
    lines: list[NewLine] = []
    section: str | None = None
    number, parted, sung = 1, False, True
    for written in raw:
        if not written or written.isspace():  # a megabyte of them must not take long
            parted = bool(lines)
            continue
        row, named = clean(written), heading(written)
        if named is not None:
            if not sung and section is not None:
                notes.append(Note("lyrics.note_empty_section", {"section": section}))
            section, sung = named, False
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


def _sung(raw: list[str], notes: list[Note], *, keep: bool) -> list[str]:
    """The rows without a page's own and without chords, each noted."""
    if not keep:
        raw, gone = without_furniture(raw)
        if gone:
            words = " · ".join(gone)[:300]
            notes.append(Note("lyrics.note_page", {"n": len(gone), "words": words}))
    raw, chords = _without_chords(raw)
    if chords:
        notes.append(Note("lyrics.note_chords", {"n": chords}))
    return raw


def _with_headings(raw: list[str]) -> list[str]:
    """The rows, those that name a section without brackets written with them.

    Such a row heads its block, with words below it, and there are several; one alone may be sung.
    """
    found = [
        place
        for place, row in enumerate(raw[:-1])
        if (place == 0 or not raw[place - 1].strip())
        and raw[place + 1].strip()
        and _BARE.fullmatch(row.strip())
    ]
    if len(found) < 2:
        return raw
    bare = set(found)
    return [
        f"[{row.strip().rstrip(':').rstrip()}]" if place in bare else row
        for place, row in enumerate(raw)
    ]


def _without_chords(raw: list[str]) -> tuple[list[str], int]:
    """The rows without chords over or within the words, and how many rows had some.

    A single row of them may be words ("A", "Am").
    """
    alone = [bool(row.strip()) and _CHORDS.match(row[:400]) is not None for row in raw]
    within = [_INLINE.search(row) is not None for row in raw]
    if sum(alone) < 2 and sum(within) < 2:
        return raw, 0
    drop = sum(alone) >= 2
    kept = [
        re.sub(r" {2,}", " ", _INLINE.sub("", row))
        for row, chords in zip(raw, alone, strict=True)
        if not (drop and chords)
    ]
    return kept, sum(a or b for a, b in zip(alone, within, strict=True))
