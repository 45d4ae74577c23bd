"""JSON of speech recognition (Whisper and its kin) and of lyric services, made into lyric lines.

Each program names things its own way; what they share is a list of objects that have words and a
start. No other shape is guessed at.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean, refuse_more
from bot.domain.lyrics.imported import ForeignKind, Imported, Note
from bot.domain.lyrics.line import Word
from bot.lyrics.lrc import parse_lrc
from bot.lyrics.stamps import clock
from bot.lyrics.timed import Sung, imported

if TYPE_CHECKING:
    from collections.abc import Iterator

_Object = dict[str, Any]

_STARTS: Final = (
    ("start", 1.0), ("begin", 1.0), ("start_time", 1.0), ("startTime", 1.0), ("from", 1.0),
    ("time", 1.0), ("startTimeMs", 0.001), ("start_ms", 0.001), ("startMs", 0.001),
    ("tStartMs", 0.001), ("tOffsetMs", 0.001), ("t", 0.001), ("ts", 1.0), ("o", 1.0),
)  # fmt: skip
_ENDS: Final = (
    ("end", 1.0), ("end_time", 1.0), ("endTime", 1.0), ("to", 1.0), ("endTimeMs", 0.001),
    ("end_ms", 0.001), ("endMs", 0.001), ("te", 1.0),
)  # fmt: skip
_TEXTS: Final = (
    "text", "word", "words", "line", "lyric", "lyrics", "sentence", "content", "utf8", "tx",
    "x", "c",
)  # fmt: skip
_LISTS: Final = (
    "segments", "transcription", "chunks", "lines", "sentences", "utterances", "captions", "events",
    "lyrics", "results", "body", "words", "data",
)  # fmt: skip
_WORDS: Final = ("words", "tokens", "segs", "syllables", "l")
_BREATH_S: Final = 0.7
_LONG_CHARS: Final = 40
_LRC: Final = ("syncedLyrics", "lrc", "lyric", "synced_lyrics")


def parse_json(text: str, notes: list[Note]) -> Imported:
    """Lines with their starts and ends, and the words' times where the file has them.

    Raises:
        UserError: ``lyrics.looks_…`` for JSON of another kind, or as ``cleaning.checked``.
    """
    try:
        data: Any = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        data = _rows_of(text)
    if isinstance(data, dict):
        within = _lrc_within(cast("_Object", data), notes)
        if within is not None:
            return within
    for objects in _lists(data, 0):
        lines = [sung for number, entry in enumerate(objects, 1) if (sung := _sung(entry, number))]
        refuse_more(len(lines) // 4)
        wordy = sum(
            bool(clean(_text(entry) or "".join(_words(entry, None)[0]))) for entry in objects
        )
        if lines and len(lines) * 2 >= wordy:
            if wordy > len(lines):
                notes.append(Note("lyrics.note_untimed_rows", {"n": wordy - len(lines)}))
            if all("word" in entry for entry in objects):  # words without their lines
                lines = _grouped(lines)
                notes.append(Note("lyrics.note_grouped", {"n": len(lines)}))
            return imported(ForeignKind.JSON, lines, notes)
    raise UserError("lyrics.looks_json")


def _rows_of(text: str) -> list[Any]:
    """Objects that stand one a row, as some programs write them."""
    rows: list[Any] = []
    for row in text.splitlines():
        if row.strip():
            try:
                rows.append(json.loads(row))
            except (ValueError, RecursionError):
                return []
    return rows


def _lrc_within(data: _Object, notes: list[Note]) -> Imported | None:
    """LRC that a lyric service hands out in JSON, a translation after the words."""
    texts: list[str] = []
    for name in (*_LRC, "tlyric"):
        value = data.get(name)
        if isinstance(value, dict):
            value = cast("_Object", value).get("lyric")
        if isinstance(value, str) and "[" in value:
            texts.append(value)
    if not texts:
        return None
    found = parse_lrc("\n".join(texts), notes)
    # A translation stands behind all words: only that it is in order with them matters.
    kept = tuple(note for note in found.notes if note.key != "lyrics.note_sorted")
    return replace(found, notes=found.notes if len(texts) == 1 else kept)


def _lists(data: Any, depth: int) -> Iterator[list[_Object]]:
    """Lists of objects in what was told, the likeliest first."""
    if depth > 4:
        return
    if isinstance(data, list):
        objects = [
            cast("_Object", entry)
            for entry in cast("list[object]", data)
            if isinstance(entry, dict)
        ]
        if objects:
            yield objects
        if len(objects) == 1:
            yield from _lists(objects[0], depth + 1)
    elif isinstance(data, dict):
        for name in _LISTS:
            if name in data:
                yield from _lists(data[name], depth + 1)


def _sung(entry: _Object, number: int) -> Sung | None:
    start_s = _time(entry, _STARTS, 0)
    pieces, words = _words(entry, start_s)
    text = _text(entry)
    if text is None:
        spaced = any(piece != piece.strip() for piece in pieces)
        text = ("" if spaced else " ").join(pieces)
    if words and (start_s is None or words[0].start_s < start_s):
        start_s = max(0.0, words[0].start_s)  # segments are cut a little late now and then
    if not clean(text) or start_s is None:
        return None
    end_s = _time(entry, _ENDS, 1)
    length_ms = entry.get("dDurationMs", entry.get("d"))
    if end_s is None and (length_s := _seconds(length_ms, 0.001)) is not None:
        end_s = start_s + length_s
    if end_s == 0:  # how some say that there is none
        end_s = None
    speaker = entry.get("speaker")
    voice = speaker if isinstance(speaker, str) else None
    return Sung(number, text, start_s, end_s, _belonging(words, text), voice)


def _words(entry: _Object, start_s: float | None) -> tuple[list[str], tuple[Word, ...]]:
    """The pieces of an object's words as they are written, and those that have a time."""
    lists = (entry[name] for name in _WORDS if isinstance(entry.get(name), list))
    parts = next(lists, list[Any]())
    pieces: list[str] = []
    words: list[Word] = []
    for part in parts:
        inner = cast("_Object", part) if isinstance(part, dict) else {}
        piece = _text(inner)
        if piece is None or piece.startswith(("[_", "<|")):  # a recogniser's own marks
            continue
        at = _time(inner, _STARTS, 0)
        if (
            "utf8" in inner or "o" in inner
        ) and start_s is not None:  # counted from the line's start
            at = (at or 0.0) + start_s
        pieces.append(piece)
        if at is not None and clean(piece):
            words.append(Word(clean(piece), at))
    return pieces, tuple(words)


def _belonging(words: tuple[Word, ...], text: str) -> tuple[Word, ...]:
    """The words where they stand in the text in their order; else none."""
    place = 0
    for word in words:
        place = text.find(word.text, place)
        if place < 0:
            return ()
        place += len(word.text)
    return words


def _grouped(words: list[Sung]) -> list[Sung]:
    """Lines of words that came without any: parted where nobody sings, or a sentence ends."""
    lines: list[list[Sung]] = []
    for word in words:
        line = lines[-1] if lines else []
        last = line[-1] if line else None
        if (
            last is None
            or word.start_s - (last.end_s or last.start_s) > _BREATH_S
            or last.text.rstrip()[-1:] in ".!?。！？"
            or sum(len(sung.text) for sung in line) > _LONG_CHARS
        ):
            lines.append([])
        lines[-1].append(word)
    return [
        Sung(
            line[0].row,
            " ".join(clean(word.text) for word in line),
            line[0].start_s,
            line[-1].end_s,
            tuple(Word(clean(word.text), word.start_s) for word in line),
        )
        for line in lines
    ]


def _text(entry: _Object) -> str | None:
    return next((entry[name] for name in _TEXTS if isinstance(entry.get(name), str)), None)


def _time(entry: _Object, names: tuple[tuple[str, float], ...], place: int) -> float | None:
    """A time in seconds, in whatever shape the object has it."""
    pair = entry.get("timestamp")
    if isinstance(pair, list) and len(cast("list[object]", pair)) == 2:
        return _seconds(pair[place], 1.0)
    for around, unit in (("offsets", 0.001), ("timestamps", 1.0)):
        if isinstance(entry.get(around), dict):
            return _seconds(entry[around].get(("from", "to")[place]), unit)
    for name, unit in names:
        if name in entry and (time_s := _seconds(entry[name], unit)) is not None:
            return time_s
    return None


def _seconds(value: Any, unit: float) -> float | None:
    if isinstance(value, str):
        try:
            return float(value) * unit if math.isfinite(float(value)) else None
        except ValueError:
            return clock(value)
    if isinstance(value, dict):  # {"total": 12.5}, as some services have it
        return _seconds(cast("_Object", value).get("total"), unit)
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) * unit if good and abs(value) < 1e12 else None
