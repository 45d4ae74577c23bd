"""The prompts of many lines as one text, written in one go: ``number | lyric | prompt`` a row.

The lyric is there to be read; where lines have moved since, it says which one is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOM_FOR_A_PROMPT: Final = 140
"""Characters kept free for each line without a prompt, where a sheet must fit into a form."""
_LYRIC_SHOWN: Final = 60
_ROW: Final = re.compile(r"\s*(?P<number>\d{1,4})\s*(?:[|｜\t:.)]|\s-\s)\s*(?P<rest>.*)")
_FIELDS: Final = re.compile(r"\s*[|｜\t]\s*")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line that has a shot of its own, with its newest prompt or an empty one."""

    line_id: int
    number: int
    lyric: str
    prompt: str

    @property
    def row(self) -> str:
        """The line as a row of a sheet."""
        return f"{self.number} | {_shown(self.lyric)} | {self.prompt}"


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What a sheet said: prompts by line id, and the rows that name no line."""

    prompts: dict[int, str]
    unread: tuple[str, ...] = ()


def sheet_text(lines: Iterable[SheetLine]) -> str:
    """A sheet of ``lines``."""
    return "\n".join(line.row for line in lines)


def sheet_pages(
    lines: Sequence[SheetLine], *, length: int, most: int
) -> list[tuple[SheetLine, ...]]:
    """``lines`` in pages of ``length`` characters with room to write, at most ``most`` pages."""
    pages: list[list[SheetLine]] = [[]]
    used = 0
    for line in lines:
        size = len(line.row) + 1 + (0 if line.prompt else ROOM_FOR_A_PROMPT)
        if pages[-1] and used + size > length:
            if len(pages) == most:
                break
            pages.append([])
            used = 0
        pages[-1].append(line)
        used += size
    return [tuple(page) for page in pages if page]


def read_sheet(text: str, lines: Sequence[SheetLine]) -> SheetReading:
    """The prompts that a sheet gives to ``lines``; empty ones are not among them.

    A row without a number goes on with the prompt of the row above; ``#`` begins a remark.
    """
    by_number = {shot.number: shot for shot in lines}
    lyrics = Counter(_folded(shot.lyric) for shot in lines)
    by_lyric = {_folded(shot.lyric): shot for shot in lines if lyrics[_folded(shot.lyric)] == 1}
    prompts: dict[int, str] = {}
    unread: list[str] = []
    current: SheetLine | None = None
    for row in text.splitlines():
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        numbered = _ROW.fullmatch(row)
        if numbered is None:
            if current is None:
                unread.append(row.strip())
            else:
                prompts[current.line_id] = f"{prompts[current.line_id]} {row.strip()}".strip()
            continue
        lyric, prompt = _fields(numbered["rest"], by_number.get(int(numbered["number"])))
        current = by_number.get(int(numbered["number"]))
        if lyric and (current is None or _folded(lyric) != _folded(current.lyric)):
            current = by_lyric.get(_folded(lyric), current)
        if current is None:
            unread.append(row.strip())
        else:
            prompts[current.line_id] = prompt
    return SheetReading({line: words for line, words in prompts.items() if words}, tuple(unread))


def _fields(rest: str, line: SheetLine | None) -> tuple[str, str]:
    """Lyric and prompt of a row; one field alone is the prompt, unless it is just the lyric."""
    first, *others = _FIELDS.split(rest.strip(), maxsplit=1)
    if others:
        return first, others[0].strip()
    if line is not None and _folded(first) == _folded(line.lyric):
        return first, ""
    return "", first


def _shown(lyric: str) -> str:
    """A lyric as a field of a row, short and without the sign that parts fields."""
    plain = " ".join(_FIELDS.sub(" / ", lyric).split())
    return plain if len(plain) <= _LYRIC_SHOWN else f"{plain[: _LYRIC_SHOWN - 1]}…"


def _folded(lyric: str) -> str:
    return _shown(lyric).casefold()
