"""SubRip and WebVTT by webvtt-py, ASS and SSA by pysubs2, each made into lyric lines.

Two libraries because each is right where the other is not: pysubs2 reads WebVTT with its SubRip
reader, which takes a row with two word stamps for a timing row and NOTE blocks for words, while
webvtt-py does not know ASS. Both pass over broken rows in silence, so those are looked for first.
"""

from __future__ import annotations

import html
import io
import re
import warnings
from typing import TYPE_CHECKING, Final

import pysubs2
import webvtt
from pysubs2.exceptions import Pysubs2Error
from webvtt.errors import MalformedCaptionError, MalformedFileError

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import checked, clean, is_blank, notes_on, refuse_more, rows
from bot.domain.lyrics.imported import Imported, Kind, Note
from bot.domain.lyrics.line import NewLine, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

_CUE_LIKE: Final = re.compile(r"[ \t]*\d[\d:.,]*[ \t]*-+>")
_SRT_CUE: Final = re.compile(
    r"\s*\d{1,3}:[0-5]?\d:[0-5]?\d[,.]\d{1,3}\s*-->\s*\d{1,3}:[0-5]?\d:[0-5]?\d[,.]\d{1,3}(?!\d)"
)
_HOURLESS: Final = re.compile(
    r"^[ \t]*(\d\d?:\d\d[,.]\d{1,3})[ \t]*-->[ \t]*(\d\d?:\d\d[,.]\d{1,3})(?!\d)", re.MULTILINE
)
_VTT_CUE: Final = re.compile(
    r"\s*(?:\d{1,4}:)?[0-5]\d:[0-5]\d\.\d{3}\s*-->\s*(?:\d{1,4}:)?[0-5]\d:[0-5]\d\.\d{3}(?!\d)"
)
_VTT_STAMP: Final = re.compile(r"<((?:\d{1,4}:)?\d\d:\d\d\.\d{3})>")
_VTT_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_SRT_TAG: Final = re.compile(r"</?(?:b|i|u|s|font)(?: [^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_ASS_ROW: Final = re.compile(r"\s*Dialogue:", re.IGNORECASE)
_ASS_TIME: Final = re.compile(r"\s*\d{1,2}:[0-5]?\d:[0-5]?\d(?:[.,:]\d{1,3})?\s*")
_ASS_PIECE: Final = re.compile(r"(?<!\\)\{([^{}]*)\}")
_ASS_KARAOKE: Final = re.compile(r"\\(?:kf|ko|K|k)(\d{1,6})")
_MAX_ROWS: Final = 20_000


def parse_srt(text: str, *, guessed_encoding: bool = False) -> Imported:
    """Lines of a SubRip file.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row's number, or as ``cleaning.checked``.
    """
    numbered: list[str] = []
    full = _HOURLESS.sub(r"00:\1 --> 00:\2", "\n".join(rows(text)))
    for row in _checked_rows(full, _SRT_CUE):
        # Some programs leave the cues' numbers out; the parser would then pass over those cues.
        if _SRT_CUE.match(row) and not (numbered and numbered[-1].strip().isdecimal()):
            numbered += ["", "1"]
        numbered.append(row.strip() if row.strip().isdecimal() else row)
    while numbered and not numbered[0].strip():
        numbered.pop(0)
    captions = _captions("\n".join(numbered), "srt")
    found = [(start, end, _SRT_TAG.sub("", raw), ()) for start, end, raw in captions]
    return _imported(Kind.SRT, found, notes_on(text, guessed_encoding=guessed_encoding))


def parse_vtt(text: str, *, guessed_encoding: bool = False) -> Imported:
    """Lines of a WebVTT file, with the words' times where it has them.

    Raises:
        UserError: ``lyrics.broken_stamp`` with the row's number, or as ``cleaning.checked``.
    """
    captions = _captions("\n".join(_checked_rows(text.lstrip("\ufeff \r\n\t"), _VTT_CUE)), "vtt")
    found: list[tuple[float, float, str, tuple[Word, ...]]] = []
    for start, end, raw in captions:
        parts = _VTT_STAMP.split(raw)
        stamps = [start, *(_vtt_seconds(stamp) for stamp in parts[1::2])]
        texts = [html.unescape(_VTT_TAG.sub("", part)) for part in parts[::2]]
        words = tuple(
            Word(clean(part), at) for at, part in zip(stamps, texts, strict=True) if clean(part)
        )
        found.append((start, end, "".join(texts), words if len(stamps) > 1 else ()))
    return _imported(Kind.VTT, found, notes_on(text, guessed_encoding=guessed_encoding))


def parse_ass(text: str, *, guessed_encoding: bool = False) -> Imported:
    """Lines of an ASS or SSA file, with the words' times where it has karaoke tags.

    Raises:
        UserError: ``lyrics.broken_stamp`` or ``lyrics.broken_file`` with a row's number, or as
            ``cleaning.checked``.
    """
    last = 1
    for number, row in enumerate(rows(text), 1):
        if _ASS_ROW.match(row):
            last = number
            for stamp in row.split(",")[1:3]:
                if not _ASS_TIME.fullmatch(stamp):
                    raise UserError("lyrics.broken_stamp", number=number, stamp=stamp.strip()[:20])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of styling, which we do not use
            subs = pysubs2.SSAFile.from_string("\n".join(rows(text)))
    except (ValueError, TypeError, IndexError, KeyError, Pysubs2Error):
        raise UserError("lyrics.broken_file", number=last) from None
    refuse_more(len(subs.events))
    found = [_ass_line(event) for event in subs.get_text_events()]
    title = clean(subs.info.get("Title", ""))[:200] or None
    notes = notes_on(text, guessed_encoding=guessed_encoding)
    return _imported(Kind.ASS, found, notes, title)


def _ass_line(event: pysubs2.SSAEvent) -> tuple[float, float, str, tuple[Word, ...]]:
    start_s = event.start / 1000
    parts = _ASS_PIECE.split(event.text)
    texts = [parts[0]]
    words: list[Word] = []
    sung_cs = 0
    begins: float | None = None  # until the first karaoke tag
    for tags, piece in zip(parts[1::2], parts[2::2], strict=True):
        for length in _ASS_KARAOKE.findall(tags):
            begins = start_s + sung_cs / 100
            sung_cs += int(length)
        readable = _ass_unescaped(piece)
        texts.append(readable)
        if begins is not None and clean(readable):
            words.append(Word(clean(readable), begins))
    texts[0] = _ass_unescaped(texts[0])
    return start_s, event.end / 1000, "".join(texts), tuple(words)


def _ass_unescaped(text: str) -> str:
    text = text.replace("\\N", " ").replace("\\n", " ").replace("\\h", " ")
    return text.replace("\\{", "{").replace("\\}", "}")


def _checked_rows(text: str, cue: re.Pattern[str]) -> list[str]:
    """The text's rows, if every one that is meant as a timing row is one."""
    found = rows(text)
    if len(found) > _MAX_ROWS:
        refuse_more(len(found))
    for number, row in enumerate(found, 1):
        if _CUE_LIKE.match(row) and not cue.match(row):
            raise UserError("lyrics.broken_stamp", number=number, stamp=row.strip()[:40])
    return found


def _captions(text: str, form: str) -> list[tuple[float, float, str]]:
    try:
        captions = webvtt.from_buffer(io.StringIO(text), form).captions
    except (MalformedFileError, MalformedCaptionError):
        raise UserError("lyrics.broken_file", number=1) from None
    refuse_more(len(captions))
    return [
        (_vtt_seconds(caption.start), _vtt_seconds(caption.end), caption.raw_text)
        for caption in captions
    ]


def _vtt_seconds(stamp: str) -> float:
    hours_and_minutes, _, seconds = stamp.rpartition(":")
    hours, _, minutes = hours_and_minutes.rpartition(":")
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def _imported(
    kind: Kind,
    found: Sequence[tuple[float, float, str, tuple[Word, ...]]],
    notes: list[Note],
    title: str | None = None,
) -> Imported:
    """Lines in order of time; the ends and words that contradict their line are left out."""
    lines: list[NewLine] = []
    for number, (start_s, end_s, raw, words) in enumerate(found, 1):
        text = clean(raw)
        if is_blank(text):
            continue
        if end_s < start_s:
            notes.append(Note("lyrics.note_end_backwards", {"number": number}))
        starts = [word.start_s for word in words]
        if starts != sorted(starts) or (starts and starts[0] < start_s):
            notes.append(Note("lyrics.note_words_backwards", {"number": number}))
            words = ()  # noqa: PLW2901 - the line itself stays
        end = end_s if end_s > start_s else None
        lines.append(NewLine(text, None, start_s, end, words=words))
    in_order = sorted(lines, key=lambda line: line.start_s or 0.0)
    if in_order != lines:
        notes.append(Note("lyrics.note_sorted"))
    return Imported(kind, checked(in_order), title, notes=tuple(notes))
