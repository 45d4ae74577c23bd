"""What a lyric site's page puts around the words, found in a paste of it."""

from __future__ import annotations

import re
from typing import Final

_COUNTED: Final = re.compile(
    r"^\ufeff?\s*[\d.,]+\s*[KM]?\s*(?:Contributors?|Contributeurs?|Mitwirkende|Colaboradores)"
    r"(?P<between>.*?)\bLyrics(?P<rest>.*)$",
    re.IGNORECASE,
)
_TITLED: Final = re.compile(r"^\ufeff?.{1,120} Lyrics(?P<rest>$|\[.*)")
_COUNT: Final = re.compile(
    r"\ufeff?\s*[\d.,]+\s*[KM]?\s*(?:Contributors?|Contributeurs?|Mitwirkende|Colaboradores)\s*$",
    re.IGNORECASE,
)
_ENDS_HEAD: Final = re.compile(r".{1,120} (?:Lyrics|Paroles|Letra|Songtext)\s*$")
_NAME: Final = re.compile(r"\"(?P<title>.{1,120})\" lyrics\s*$", re.IGNORECASE)
_MOST_HEAD_ROWS: Final = 40
_ABOUT: Final = re.compile(r"^.{0,1500}?…?\s*Read More\s*$", re.IGNORECASE)
_ALIKE: Final = re.compile(r"You might also like(?=\s*$|[\[(“\"A-ZÀ-Þ])")
_LIVE: Final = re.compile(
    r"(?P<before>^|.*?)(?:See .{1,80}? Live)?Get tickets as low as \D{0,3}\d[\d.,]*\s*\D{0,3}$"
    r"|(?P<none>^)See .{1,80} Live$"
)
_EMBED: Final = re.compile(
    r"(?P<words>.*?)(?P<count>\d[\d.,]*[KM]?)?(?:EmbedShare ?)?(?:Share ?)?"
    r"(?:URLCopy)?Embed(?:Copy)?\s*$"
)
_WHOLE: Final = re.compile(
    r"\s*(?:(?:Lyrics )?(?:powered|licensed|provided) by .*|Source ?: ?(?:LyricFind|Musixmatch)\b.*"
    r"|\*{3,}.*NOT for Commercial use.*\*{3,}|\(\d{10,16}\)|.{1,120} lyrics ©.*"
    r"|Lyrics of .{1,120} by .*"
    r"|\".{1,120}\" lyrics|Sélection des chansons du moment|Plus grands succès de .{1,80}"
    r"|Paroles\.net dispose .*|\[(?:Paroles de|Letra de|Testo di|Songtext zu) .{1,120}\]"
    r"|(?:Composição|Compositor|Composición): .*|Enviad[ao] por .*Viu algum erro.*"
    r"|Auteurs?(?: ?, ?compositeurs?)? ?: .*|Paroles2Chansons dispose .*"
    r"|Submit Corrections|Report a problem|Writer\(s\): .*|Songwriters?: .*"
    r"|How to Format Lyrics:.*|See upcoming .* shows"
    r"|(?:Advertisement|Publicité)|Paroles de la chanson .{1,120} par .{1,80}"
    r"|Vous (?:pourriez|aimerez) (?:peut-être )?aussi(?: aimer)?"
    r"|Thanks to .{1,80} for (?:adding|correcting|submitting) these lyrics\.?)\s*$",
    re.IGNORECASE,
)


def without_furniture(text_rows: list[str]) -> tuple[list[str], list[str]]:
    """The rows without the page's own, and what was left out."""
    filled = [row for row in text_rows if row.strip()]
    of_site = any(_ALIKE.search(row) or _COUNTED.match(row) or _LIVE.match(row) for row in filled)
    if not filled:
        return text_rows, []
    text_rows, left_out = _without_head(text_rows, filled)
    filled = [row for row in text_rows if row.strip()] or filled
    of_site = of_site or bool(left_out)
    last_row, embed = filled[-1], _EMBED.match(filled[-1])
    if embed and (of_site or embed["count"] is not None):
        of_site = True
        place = len(text_rows) - 1 - text_rows[::-1].index(last_row)
        text_rows = [*text_rows[:place], embed["words"], *text_rows[place + 1 :]]
        left_out.append(last_row[len(embed["words"]) :].strip())
    lyrics: list[str] = []
    for row in text_rows:
        if not row.strip():
            lyrics.append(row)
            continue
        parts = _ALIKE.split(row) if of_site or _ALIKE.fullmatch(row.strip()) else [row]
        left_out += ["You might also like"] * (len(parts) - 1)
        first = not any(text.strip() for text in lyrics)
        for part in parts:
            words = _without_page(part, left_out, first=first, of_site=of_site)
            if words.strip():
                lyrics.append(words)
    return lyrics, [text for text in left_out if text]


def _without_head(text_rows: list[str], filled: list[str]) -> tuple[list[str], list[str]]:
    """The rows below a page's head that stands in rows of its own, and what the head was."""
    until: str | None = None
    if _COUNT.match(filled[0]):
        until = next((row for row in filled[1:_MOST_HEAD_ROWS] if _ENDS_HEAD.match(row)), filled[0])
    elif filled[0].strip().lower() in {"lyrics", "paroles", "letra"}:
        until = filled[0]
    elif named := _NAME.match(filled[0].strip()):  # its artist and the title again, in quotes
        title = f'"{named["title"]}"'
        until = next((row for row in filled[1:6] if row.strip() == title), filled[0])
    if until is None:
        return text_rows, []
    place = text_rows.index(until) + 1
    return text_rows[place:], [row.strip() for row in text_rows[:place] if row.strip()]


def _without_page(words: str, left_out: list[str], *, first: bool, of_site: bool) -> str:
    """What is sung of a row; the rest goes to ``left_out``."""
    head = _COUNTED.match(words) or (_TITLED.match(words) if of_site else None)
    if first and head:
        left_out.append(words[: head.start("rest")].strip())
        words = head["rest"]
        if words.strip() and _ABOUT.match(words):
            left_out.append(words.strip())
            return ""
    if live := _LIVE.match(words):
        before = live["before"] or ""
        left_out.append(words[len(before) :].strip())
        return before
    if _WHOLE.match(words):
        left_out.append(words.strip())
        return ""
    return words
