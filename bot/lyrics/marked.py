"""The words of a cue without its tags: stamps, voices and what is underlined are read from them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from bot.domain.lyrics.cleaning import clean
from bot.domain.lyrics.line import Word
from bot.lyrics.stamps import clock

_STAMP: Final = re.compile(r"<(-?(?:\d{1,4}:)?\d{1,3}:\d{1,2}[.,]\d{1,3})>")
_VTT_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_SRT_TAG: Final = re.compile(
    r"</?(?:b|i|u|s|font|c|v|ruby|rt)(?:[ .][^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE
)
_BREAK: Final = re.compile(r"\[br\]|<br ?/?>", re.IGNORECASE)
_VOICE: Final = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]+)>")
_RUBY: Final = re.compile(r"<rt[^<>]*>([^<>]*)</rt>", re.IGNORECASE)
_LIT: Final = re.compile(
    r"<(?P<tag>u|b|i|font|c|v)\b[^<>]*>(?P<text>[^<>]*)</(?P=tag)>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A row or a cue in plain words; ``lit`` is the place of the one stretch that a tag marks."""

    text: str
    words: tuple[Word, ...] = ()
    voice: str | None = None
    lit: tuple[int, int] | None = None


def read_marked(raw: str, start_s: float, *, vtt: bool) -> Marked:
    """``raw`` without its tags; words before the first stamp begin with the cue at ``start_s``."""
    voice = _VOICE.search(raw)
    lit = _lit(raw, vtt=vtt)
    raw = _RUBY.sub(r"(\1)", raw)
    parts = _STAMP.split(raw)
    stamps = [start_s, *(clock(stamp) for stamp in parts[1::2])]
    texts = [_plain(part, vtt=vtt) for part in parts[::2]]
    words = tuple(
        Word(clean(part), at)
        for at, part in zip(stamps, texts, strict=True)
        if at is not None and clean(part)
    )
    return Marked(
        clean("".join(texts)),
        words if len(stamps) > 1 and None not in stamps else (),
        voice[1] if voice else None,
        lit,
    )


def _plain(text: str, *, vtt: bool) -> str:
    return html.unescape(_VTT_TAG.sub("", text)) if vtt else _SRT_TAG.sub("", _BREAK.sub(" ", text))


def _lit(raw: str, *, vtt: bool) -> tuple[int, int] | None:
    """Where the one part of the words stands that a tag marks, if it is a part."""
    spans = list(_LIT.finditer(raw))
    if len(spans) != 1:
        return None
    before, inside, after = (
        _plain(part, vtt=vtt)
        for part in (raw[: spans[0].start()], spans[0]["text"], raw[spans[0].end() :])
    )
    start = len(clean(before + "x")) - 1
    text = clean(inside)
    return (start, start + len(text)) if text and clean(before + after) else None
