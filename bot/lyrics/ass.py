"""ASS and SSA made into lyric lines, with the words' times where they have karaoke tags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean, is_blank, refuse_more, rows
from bot.domain.lyrics.imported import Kind, Note
from bot.domain.lyrics.line import Word
from bot.lyrics.stamps import clock
from bot.lyrics.timed import Sung, imported

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Imported

_ROW: Final = re.compile(r"\s*(dialogue|comment)\s*:(.*)", re.IGNORECASE)
_FORMAT: Final = re.compile(r"\s*format\s*:(.*)", re.IGNORECASE)
_TITLE: Final = re.compile(r"\s*title\s*:(.*)", re.IGNORECASE)
_SECTION: Final = re.compile(r"\s*\[([^\[\]]*)\]\s*$")
_USUAL: Final = "layer,start,end,style,name,marginl,marginr,marginv,effect,text"
_PIECE: Final = re.compile(r"(?<!\\)\{([^{}]*)\}")
_KARAOKE: Final = re.compile(r"\\(kf|ko|kt|K|k)(\d{1,6})")
_READING: Final = re.compile(r"(?:(?<=[\u3005\u3400-\u9fff])|^[#＃])[|｜][<!]?[\u3041-\u30ff]+")
_DRAWING: Final = re.compile(r"\\p(\d{1,2})")


@dataclass(frozen=True, slots=True)
class _Event:
    """One row of events; ``effect`` in small letters."""

    row: int
    comment: bool
    start_s: float
    end_s: float
    name: str
    effect: str
    text: str


def parse_ass(text: str, notes: list[Note]) -> Imported:
    """Lines of an ASS or SSA file.

    Beside the rows that an effect script made (``fx``) stand the ones it was made from, as
    comments (``karaoke``): those are the words.

    Raises:
        UserError: ``lyrics.broken_stamp`` with a row's number, or as ``cleaning.checked``.
    """
    events, title = _events(text)
    sources = [entry for entry in events if entry.effect.startswith("karaoke")]
    sung: list[_Event] = []
    left_out = effects = 0
    for event in events:
        if sources and event.effect.startswith("fx"):
            effects += 1
        elif event.comment and not event.effect.startswith("karaoke"):
            left_out += not is_blank(clean(_PIECE.sub("", event.text)))
        else:
            sung.append(event)
    if effects:
        notes.append(Note("lyrics.note_effects", {"n": effects}))
    if left_out:
        notes.append(Note("lyrics.note_comments", {"n": left_out}))
    refuse_more(len(sung) // 4)
    return imported(Kind.ASS, [_sung(event) for event in sung], notes, title=title)


def _events(text: str) -> tuple[list[_Event], str | None]:
    columns = _USUAL.split(",")
    title: str | None = None
    section = ""
    events: list[_Event] = []
    for number, row in enumerate(rows(text), 1):
        if effects := _SECTION.match(row):
            section = effects[1].strip().lower()
        elif section == "events" and (fields := _FORMAT.match(row)):
            columns = [name.strip().lower() for name in fields[1].split(",")]
        elif section == "script info" and (fields := _TITLE.match(row)):
            title = fields[1]
        elif event := _ROW.match(row):
            events.append(_event(event, columns, number))
    return events, title


def _event(row: re.Match[str], columns: list[str], number: int) -> _Event:
    values = dict(zip(columns, row[2].split(",", len(columns) - 1), strict=False))
    return _Event(
        row=number,
        comment=row[1].lower() == "comment",
        start_s=_time(values.get("start", ""), number),
        end_s=_time(values.get("end", ""), number),
        name=values.get("name") or values.get("actor") or "",
        effect=values.get("effect", "").strip().lower(),
        text=values.get("text", ""),
    )


def _time(text: str, number: int) -> float:
    time_s = clock(text)
    if time_s is None:
        raise UserError("lyrics.broken_stamp", number=number, stamp=text.strip()[:20])
    return time_s


def _sung(event: _Event) -> Sung:
    texts: list[str] = []
    words: list[Word] = []
    sung_cs = 0
    begins: float | None = None  # until the first karaoke tag
    drawing = False
    parts = _PIECE.split(event.text)
    for tags, piece in zip(["", *parts[1::2]], parts[::2], strict=True):
        for mode in _DRAWING.findall(tags):
            drawing = int(mode) > 0
        for tag, length in _KARAOKE.findall(tags):
            if tag == "kt":
                sung_cs = int(length)
                continue
            begins = event.start_s + sung_cs / 100
            sung_cs += int(length)
        if drawing:
            continue
        readable = _unescaped(piece)
        if begins is not None:
            readable = _READING.sub("", readable)
        texts.append(readable)
        if begins is not None and clean(readable):
            words.append(Word(clean(readable), begins))
    return Sung(event.row, "".join(texts), event.start_s, event.end_s, tuple(words), event.name)


def _unescaped(text: str) -> str:
    text = text.replace("\\N", " ").replace("\\n", " ").replace("\\h", " ")
    return text.replace("\\{", "{").replace("\\}", "}")
