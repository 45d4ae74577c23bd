"""TTML and DFXP made into lyric lines, and the XML that YouTube gives captions in.

Read event by event, without a tree; a document type or an entity of its own is refused, so nothing
unfolds. Times may be written as clocks, seconds, frames or ticks, and count from the element around
theirs by the standard, from the song's start by most programs: one that is before the element
around it is meant to be counted from there.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean, refuse_more
from bot.domain.lyrics.imported import ForeignKind, Note
from bot.domain.lyrics.line import BACKGROUND, Word
from bot.lyrics.stamps import seconds
from bot.lyrics.timed import BREATH_S, Sung, imported

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Imported

IS_TTML: Final = re.compile(
    r"[\ufeff\s]*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?(?:tt|timedtext|transcript)[\s>]",
    re.DOTALL,
)
_OFFSET: Final = re.compile(r"(-?\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)")
_FRAMED: Final = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2}):(\d{1,3})(?:\.\d+)?")
_DEEPEST: Final = 100


@dataclass(slots=True)
class _Open:
    """An element that has begun: its times, and what is inherited."""

    name: str
    begin_s: float | None = None
    end_s: float | None = None
    voice: str | None = None
    section: str | None = None
    place: int = 0
    """Where its words begin in the line's."""


@dataclass(slots=True)
class _Line:
    """The words of one line so far, ``words`` as places in ``text`` with their starts."""

    row: int
    element: _Open
    text: str = ""
    words: list[tuple[int, int, float]] = field(default_factory=list[tuple[int, int, float]])


class _Reader:
    """What the parser calls; ``found`` are the lines."""

    def __init__(self) -> None:
        self.found: list[Sung] = []
        self.title: str | None = None
        self.agents: dict[str, str] = {}
        self._stack: list[_Open] = []
        self._lines: list[_Line] = []
        self._frame_rate = 30.0
        self._tick_rate = 1.0
        self._named = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= _DEEPEST:
            raise UserError("lyrics.broken_file", number=self.parser.CurrentLineNumber)
        name = tag.rpartition(":")[2]
        values = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "tt":
            self._rates(values)
        elif name == "agent":
            self._named = values.get("id", "")
        elif name == "br" and self._lines:
            self._lines[-1].text += " "
        around = self._stack[-1] if self._stack else _Open("")
        element = self._timed(name, values, around)
        self._stack.append(element)
        if name in {"p", "text"} or values.get("role") == "x-bg":
            if values.get("role") == "x-bg":
                element.voice = BACKGROUND
            self._lines.append(_Line(self.parser.CurrentLineNumber, element))
        if self._lines:
            element.place = len(self._lines[-1].text)

    def _timed(self, name: str, values: dict[str, str], around: _Open) -> _Open:
        begin_s, end_s = self._time(values.get("begin")), self._time(values.get("end"))
        length_s = self._time(values.get("dur"))
        if name == "text" and "start" in values:  # YouTube's older captions: plain seconds
            begin_s = self._time(f"{values['start']}s")
            length_s = self._time(f"{values.get('dur', '')}s") if values.get("dur") else None
        elif "t" in values and "begin" not in values and name in {"p", "s"}:  # and its newer: ms
            begin_s = self._time(f"{values['t']}ms")
            length_s = self._time(f"{values['d']}ms") if "d" in values else None
            if name == "s" and begin_s is not None and around.begin_s is not None:
                begin_s += around.begin_s
        since = around.begin_s or 0.0
        if begin_s is not None and begin_s < since - BREATH_S:
            begin_s += since
            end_s = end_s + since if end_s is not None else None
        if end_s is None and length_s is not None:
            end_s = (begin_s if begin_s is not None else since) + length_s
        voice = values.get("agent")
        return _Open(
            name,
            begin_s if begin_s is not None else around.begin_s if name != "span" else None,
            end_s if end_s is not None else around.end_s if name != "span" else None,
            self.agents.get(voice, voice) if voice else around.voice,
            values.get("songPart") or values.get("song-part") or around.section,
        )

    def _end(self, tag: str) -> None:
        del tag
        element = self._stack.pop()
        if not self._lines:
            return
        line = self._lines[-1]
        inner = element is not line.element
        if inner and element.begin_s is not None and clean(line.text[element.place :]):
            inside = any(place >= element.place for place, _, _ in line.words)
            if not inside:  # a span around others that have times of their own is no word
                line.words.append((element.place, len(line.text), element.begin_s))
        if not inner:
            self._lines.pop()
            self._close(line)

    def _close(self, line: _Line) -> None:
        element = line.element
        words = tuple(
            Word(clean(line.text[start:stop]), begin_s) for start, stop, begin_s in line.words
        )
        begin_s = element.begin_s
        if begin_s is None and words:
            begin_s = words[0].start_s
        if begin_s is None:
            begin_s = next(
                (other.begin_s for other in reversed(self._stack) if other.begin_s is not None),
                None,
            )
        text = html.unescape(line.text) if element.name == "text" else line.text
        if not clean(text):
            return
        refuse_more(len(self.found) // 4)
        self.found.append(
            Sung(
                line.row,
                text,
                -1e9 if begin_s is None else begin_s,
                element.end_s,
                words,
                element.voice,
                element.section,
            )
        )

    def _words(self, text: str) -> None:
        if self._lines:
            self._lines[-1].text += text
        elif self._stack and self._stack[-1].name == "title":
            self.title = (self.title or "") + text[:200]
        elif self._stack and self._stack[-1].name == "name" and self._named:
            self.agents[self._named] = (self.agents.get(self._named, "") + text)[:200]

    def _rates(self, values: dict[str, str]) -> None:
        rate = values.get("frameRate", "")
        self._frame_rate = float(rate) if rate.isdecimal() and int(rate[:6]) > 0 else 30.0
        ratio = values.get("frameRateMultiplier", "").replace(":", " ").split()
        if len(ratio) == 2 and all(part.isdecimal() and int(part[:9]) for part in ratio):
            self._frame_rate *= int(ratio[0]) / int(ratio[1])
        ticks = values.get("tickRate", "")
        self._tick_rate = (
            float(ticks)
            if ticks.isdecimal() and int(ticks[:12])
            else (self._frame_rate if rate else 1.0)
        )

    def _time(self, stamp: str | None) -> float | None:
        """Seconds, or None where nothing is written.

        Raises:
            UserError: ``lyrics.broken_stamp``: it is no time.
        """
        if not stamp or not stamp.strip() or stamp.strip() == "indefinite":
            return None
        text = stamp.strip()
        if offset := _OFFSET.fullmatch(text):
            units = {
                "h": 3600.0,
                "m": 60.0,
                "s": 1.0,
                "ms": 0.001,
                "f": 1 / self._frame_rate,
                "t": 1 / self._tick_rate,
            }
            return float(offset[1]) * units[offset[2]]
        if framed := _FRAMED.fullmatch(text):
            hours, minutes, whole_s, frames = map(int, framed.groups())
            return hours * 3600 + minutes * 60 + whole_s + frames / self._frame_rate
        time_s = seconds(text) if len(text) < 40 else None
        if time_s is None:
            raise UserError(
                "lyrics.broken_stamp", number=self.parser.CurrentLineNumber, stamp=text[:20]
            )
        return time_s


def _refuse(*_: object) -> None:
    raise UserError("lyrics.looks_xml")


def parse_ttml(text: str, notes: list[Note]) -> Imported:
    """Lines of a TTML file, with voices, sections, and words that have times of their own.

    Raises:
        UserError: ``lyrics.broken_file`` or ``lyrics.broken_stamp`` with the row's number,
            ``lyrics.looks_…`` for a document type, or as ``cleaning.checked``.
    """
    reader = _Reader()
    # The text is decoded already, whatever encoding its first row names.
    plain = re.sub(r"^[\ufeff\s]*(<\?xml[^>]*\?>)?", "", text, count=1).replace("&nbsp;", "\xa0")
    try:
        reader.parser.Parse(plain.encode("utf-8", "replace"), True)  # noqa: FBT003 - the parser's own
    except expat.ExpatError as error:
        raise UserError("lyrics.broken_file", number=error.lineno) from None
    untimed = [sung for sung in reader.found if sung.start_s < -1e8]
    if untimed:
        words = " / ".join(clean(sung.text) for sung in untimed)[:200]
        notes.append(Note("lyrics.note_before", {"words": words}))
    lines = [sung for sung in reader.found if sung.start_s >= -1e8]
    # An agent's name may come after its lines.
    lines = [replace(sung, voice=reader.agents.get(sung.voice or "", sung.voice)) for sung in lines]
    return imported(ForeignKind.TTML, lines, notes, title=reader.title)
