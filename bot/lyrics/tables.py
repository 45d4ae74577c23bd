"""Start, end and words in columns: Whisper's TSV and CSV, and the labels of Audacity."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import refuse_more, rows
from bot.domain.lyrics.imported import ForeignKind, Note
from bot.lyrics.stamps import seconds
from bot.lyrics.timed import Sung, imported

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Imported

_CELL: Final = r"\"?[#\w ()]*\"?"
_START: Final = re.compile(r"(?:start|begin|from|time|timestamp)\b|start|begin", re.IGNORECASE)
_STOP: Final = re.compile(r"end|stop|to\b", re.IGNORECASE)
_WORDS: Final = frozenset({"text", "words", "lyrics", "lyric", "word", "line", "name"})
_HEAD: Final = re.compile(rf"[\ufeff\s]*{_CELL}(?:[\t,;]{_CELL}){{1,9}}\s*$")
_NUMBER: Final = r"-?\d+(?:[.,]\d+)?"
_LABEL: Final = re.compile(rf"\s*({_NUMBER})\t({_NUMBER})(?:\t(.*))?$")
_LABEL_BAND: Final = re.compile(rf"\\\t({_NUMBER})\t({_NUMBER})\s*$")  # a label's frequencies


def is_table(text_rows: list[str]) -> bool:
    """Whether most rows are columns of times and words, or the first one names them."""
    filled = [row for row in text_rows if row.strip()]
    labels = sum(
        _LABEL.match(row) is not None or _LABEL_BAND.match(row) is not None for row in filled
    )
    return bool(filled) and (_columns(filled[0]) is not None or labels > len(filled) / 2)


def _columns(row: str) -> tuple[str, int, int | None, int] | None:
    """What parts the cells of a row that names them, and which are starts, ends and words."""
    if not _HEAD.match(row[:400]):
        return None
    mark = next((mark for mark in "\t;," if mark in row), ",")
    names = [name.strip().lower() for name in _cells(row.lstrip("\ufeff"), mark)]
    start = next((at for at, name in enumerate(names) if _START.match(name)), None)
    if start is None:
        return None
    stop = next((at for at, name in enumerate(names) if _STOP.match(name)), None)
    words = next((at for at, name in enumerate(names) if name in _WORDS), None)
    if words is None:
        words = max(start, stop or 0) + 1 if stop is not None else None
    return None if words is None or words >= len(names) else (mark, start, stop, words)


def parse_table(text: str, notes: list[Note]) -> Imported:
    """Lines with their starts and ends; Whisper counts milliseconds, Audacity seconds.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row of a time that cannot be read, or as
            ``cleaning.checked``.
    """
    filled = [(number, row) for number, row in enumerate(rows(text), 1) if row.strip()]
    lines: list[Sung] = []
    if columns := _columns(filled[0][1]):
        mark, start, stop, words = columns
        last = words == len(_cells(filled[0][1], mark)) - 1
        table = [(number, _cells(row, mark)) for number, row in filled[1:]]
        # Whisper's times are whole milliseconds.
        whole = all(
            re.fullmatch(r"\d+", "".join(row[start : start + 1]).strip()) for _, row in table
        )
        unit = 0.001 if whole else 1.0
        for number, cells in table:
            text_cell = mark.join(cells[words:]) if last else "".join(cells[words : words + 1])
            stamps = [cells[at] for at in (start, stop) if at is not None and at < len(cells)]
            refuse_more(len(lines))
            lines.append(
                _sung(number, [_time(stamp, number) * unit for stamp in stamps], text_cell)
            )
    else:
        for number, row in filled:
            label = _LABEL.match(row)
            if label:
                times = [_time(label[1], number), _time(label[2], number)]
                lines.append(_sung(number, times, label[3] or ""))
            elif not _LABEL_BAND.match(row):
                raise UserError("lyrics.broken_stamp", number=number, stamp=row.strip()[:40])
            refuse_more(len(lines))
    return imported(ForeignKind.TABLE, lines, notes)


def _sung(number: int, times: list[float], text: str) -> Sung:
    start_s = times[0] if times else 0.0
    end_s = times[1] if len(times) > 1 and times[1] != start_s else None  # a point has no end
    return Sung(number, text, start_s, end_s)


def _cells(row: str, mark: str) -> list[str]:
    if mark == "\t" and '"' not in row:
        return row.split("\t")
    try:
        return next(csv.reader([row], delimiter=mark), list[str]())
    except csv.Error:
        return row.split(mark)


def _time(cell: str, number: int) -> float:
    time_s = seconds(cell) if len(cell) < 40 else None
    if time_s is None:
        raise UserError("lyrics.broken_stamp", number=number, stamp=cell.strip()[:40])
    return time_s
