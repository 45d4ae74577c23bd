"""Rows that carry their time in a program's own way, written anew as LRC's.

``[1000,1500](1000,700,0)春(1700,800,0)风`` and its kin of Chinese music services (milliseconds of
the row, then of each syllable, before or behind it), ``[10][30]words`` (MPL2: tenths of a second),
``0:12 words`` and ``00:00:12:words`` as people and TMPlayer write them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.cleaning import rows
from bot.lyrics.stamps import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TIMED: Final = re.compile(r"\s*\[(\d{1,8}),\s*(\d{1,8})\](.*)$", re.DOTALL)
_SYLLABLE: Final = re.compile(r"[(<](\d{1,8}),\s*(\d{1,8})(?:,\s*-?\d{1,8})?[)>]")
_MPL2: Final = re.compile(r"\s*\[(\d{1,7})\]\[(\d{0,7})\](.*)$")
_CLOCKED: Final = re.compile(
    r"\s*(?P<open>\()?(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?)(?(open)\))"
    r"(?:[ \t]*[-–—:|=][ \t]*|[ \t]+)(?P<words>[^\W\d].*|[^\w\s:>,;-].*)$"
)
_HEADER: Final = re.compile(r"\s*(?:\[[a-zA-Z#]\w*:|\{)")
_MOST: Final = 0.8


def is_stamped(filled: Sequence[str]) -> bool:
    """Whether most rows begin with such a time, and the times rise as a song's do."""
    return _writer(filled) is not None


def as_lrc(text: str) -> str:
    """The text with each such row as LRC; any other text as it is."""
    text_rows = rows(text)
    write = _writer([row for row in text_rows if row.strip()])
    return text if write is None else "\n".join(map(write, text_rows))


def _writer(filled: Sequence[str]) -> Callable[[str], str] | None:
    """What writes the rows anew; None where they carry no such times."""
    bare = [row for row in filled if not _HEADER.match(row)]
    if not bare:
        return None
    for pattern, write in ((_TIMED, _syllables), (_MPL2, _tenths)):
        if sum(pattern.match(row) is not None for row in bare) >= _MOST * len(bare):
            return write
    times = [clock(found["clock"]) for row in bare if (found := _CLOCKED.match(row))]
    known = [time_s for time_s in times if time_s is not None]
    rise = known == sorted(known) and len(set(known)) > len(known) // 2
    return _clocked if rise and len(known) > 1 and len(known) >= _MOST * len(bare) else None


def _stamp(time_s: float) -> str:
    minutes, seconds = divmod(round(time_s * 1000), 60_000)
    return f"{minutes:02d}:{seconds // 1000:02d}.{seconds % 1000:03d}"


def _syllables(row: str) -> str:
    timed = _TIMED.match(row)
    if timed is None:
        return row
    start_ms, length_ms, rest = int(timed[1]), int(timed[2]), timed[3]
    marks = list(_SYLLABLE.finditer(rest))
    begins = [int(mark[1]) for mark in marks]
    if marks and not any(begins):  # lengths alone
        begins = [start_ms + sum(int(mark[2]) for mark in marks[:k]) for k in range(len(marks))]
    elif begins and begins[0] < start_ms:  # counted from the row's start
        begins = [start_ms + begin for begin in begins]
    bounds = [0, *(place for mark in marks for place in mark.span()), len(rest)]
    pieces = [rest[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    told = pieces[1:] if marks and not pieces[0].strip() else pieces[:-1]
    words = "".join(
        f"<{_stamp(begin / 1000)}>{piece}" for begin, piece in zip(begins, told, strict=True)
    )
    end = f"<{_stamp((start_ms + length_ms) / 1000)}>" if length_ms else ""
    return f"[{_stamp(start_ms / 1000)}]{words or rest}{end}"


def _tenths(row: str) -> str:
    found = _MPL2.match(row)
    if found is None:
        return row
    words = " ".join(part.removeprefix("/") for part in found[3].strip().split("|"))
    end = f"[{_stamp(int(found[2]) / 10)}]" if found[2] else ""
    return f"[{_stamp(int(found[1]) / 10)}]{words}{end}"


def _clocked(row: str) -> str:
    found = _CLOCKED.match(row)
    time_s = clock(found["clock"]) if found else None
    return row if found is None or time_s is None else f"[{_stamp(time_s)}]{found['words']}"
