"""SubRip, WebVTT and SBV: rows that say from when to when, each with the words below it.

One tolerant reader for all three, because programs mix them: fractions left out, blanks within
times, other arrows, cues without numbers, blank rows before the words. Each row that is meant as a
time begins a cue or is named; nothing between two of them is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import refuse_more, rows
from bot.lyrics.stamps import CLOCK, seconds

_TIME: Final = rf"{CLOCK}|[-−]?\d{{1,6}}(?:[.,]\d{{1,9}})?s?"
_ARROW: Final = r"(?:[-–—―−=]{1,4}[ \t]?(?:>|&gt;){1,2}|-[ \t]-[ \t]?>|[→⟶➔➜⇒⟹➝])"
_CUE: Final = re.compile(
    rf"(?:\d{{1,6}} )?\[?(?P<start>{_TIME}) ?{_ARROW} ?(?P<end>{_TIME})"
    rf"(?P<rest>$| .*|(?<=\d)\].*)"
)
_ARROWS: Final = re.compile("[>→⟶➔➜⇒⟹➝]|&gt;")
_SBV_CUE: Final = re.compile(
    r"[ \t]*(?P<start>\d{1,3}:\d{1,2}:\d{1,2}[.:]\d{1,3})[ \t]*,[ \t]*"
    r"(?P<end>\d{1,3}:\d{1,2}:\d{1,2}[.:]\d{1,3})(?P<rest>[ \t]*)$"
)
_MEANT: Final = re.compile(
    rf"(?:\d{{1,6}} )?\[?[-−]?[\d０-９][\d０-９:：;.,\w ]{{0,40}}?{_ARROW} ?[-−]?[\d０-９]"
)
_SETTING: Final = re.compile(r"[A-Za-z][\w-]*:\S")
_BLOCK: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_HEAD: Final = re.compile(r"\ufeff?[ \t]*WEBVTT", re.IGNORECASE)
_INFORMATION: Final = re.compile(
    r"\s*\[(?:INFORMATION|END INFORMATION|SUBTITLE|COLF|TITLE|AUTHOR|SOURCE|PRG|FILEPATH|DELAY"
    r"|CD TRACK|COMMENT|STYLE)\]",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Cue:
    """One stretch of time as it was written, ``row`` counted from 1; its rows keep their tags."""

    row: int
    start_s: float
    end_s: float
    rows: list[str] = field(default_factory=list[str])


def has_cues(text_rows: list[str]) -> bool:
    """Whether any of the rows says from when to when by an arrow."""
    return any(_ARROWS.search(row) and _CUE.match(_squeezed(row)) for row in text_rows)


def is_sbv(text_rows: list[str]) -> bool:
    """Whether times are parted by a comma, as YouTube's SBV and SubViewer do."""
    return any(map(_SBV_CUE.match, text_rows))


def _squeezed(row: str) -> str:
    """The row with one blank for many: patterns with blanks take long over many."""
    return " ".join(row[:400].split())


def read_cues(text: str, *, vtt: bool) -> tuple[list[Cue], list[str]]:
    """The cues in order of rows, and the words that stand before the first one.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row that has a time nobody can read, or
            ``lyrics.too_many``.
    """
    cues: list[Cue] = []
    before: list[str] = []
    last_number: int | None = None
    all_rows = rows(text)
    in_block = False
    for number, row in enumerate(all_rows, 1):
        blank = not row.strip()
        previous = all_rows[number - 2].strip() if number > 1 else ""
        squeezed = _squeezed(row) if _ARROWS.search(row) else ""
        match = _CUE.match(squeezed) or _SBV_CUE.match(row)
        if match or _MEANT.match(squeezed):
            in_block = False
            cue = _cue(match, row, number)
            target = cues[-1].rows if cues else before
            last_number = _without_number(target, last_number, vtt=vtt, first=not cues)
            cues.append(cue)
            # Three cues a line, as automatic captions have them.
            refuse_more(len(cues) // 4)
        elif vtt and _BLOCK.match(row) and not previous:
            in_block = True
        elif in_block:
            in_block = not blank
        elif cues:
            cues[-1].rows.append(row)
        elif vtt and _HEAD.match(row):
            in_block = True  # what stands below it tells of the file
        elif not _INFORMATION.match(row):
            before.append(row)
    return cues, [row for row in before if row.strip()]


def _cue(match: re.Match[str] | None, row: str, number: int) -> Cue:
    start = end = None
    if match is not None:
        start, end = seconds(match["start"]), seconds(match["end"])
    if match is None or start is None or end is None:
        raise UserError("lyrics.broken_stamp", number=number, stamp=row.strip()[:40])
    words = match["rest"].lstrip("] ").rstrip()
    # WebVTT's settings and SubRip's coordinates go; other words behind the times are sung.
    plain = all(_SETTING.match(word) for word in words.split())
    return Cue(number, start, end, [] if plain else [words])


def _without_number(
    above: list[str], last_number: int | None, *, vtt: bool, first: bool
) -> int | None:
    """Take the cue's number or name off the rows above it; the number, or the last one."""
    place = len(above) - 1
    while place >= 0 and not above[place].strip():
        place -= 1
    if place < 0:
        return last_number
    name = above[place].strip()
    beside = place == len(above) - 1
    alone = place == 0 if first else place > 0 and not above[place - 1].strip()
    others = any(row.strip() for row in above[:place])
    if name.isdecimal():
        expected = last_number is not None and int(name[:9]) == last_number + 1
        if first or (beside and ((alone and others) or expected)) or (expected and alone):
            del above[place:]
            return int(name[:9])
    elif vtt and beside and alone and (first or others):
        del above[place:]
    return last_number
