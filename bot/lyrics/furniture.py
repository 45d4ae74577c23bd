"""What a lyric site's page puts around the words, found in a paste of it."""

from __future__ import annotations

import re
from typing import Final

_COUNTED: Final = re.compile(
    r"^\ufeff?\s*[\d.,]+\s*[KM]?\s*(?:Contributors?|Contributeurs?|Mitwirkende|Colaboradores)"
    r"(?P<between>.*?)\bLyrics(?P<rest>.*)$",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(r"^.{0,1500}?…?\s*Read More\s*$", re.IGNORECASE)
_ALIKE: Final = re.compile(r"You might also like", re.IGNORECASE)
_LIVE: Final = re.compile(
    r"(?P<before>^|.*?)(?:See .{1,80}? Live)?Get tickets as low as \D{0,3}\d[\d.,]*\s*\D{0,3}$"
    r"|(?P<none>^)See .{1,80} Live$"
)
_EMBED: Final = re.compile(
    r"(?P<words>.*?)(?P<count>\d[\d.,]*[KM]?)?(?:EmbedShare ?)?(?:Share ?)?"
    r"(?:URLCopy)?Embed(?:Copy)?\s*$"
)
_WHOLE: Final = re.compile(
    r"\s*(?:Lyrics (?:powered|licensed|provided) by .*|Source: ?(?:LyricFind|Musixmatch)\b.*"
    r"|Submit Corrections|Report a problem|Writer\(s\): .*|Songwriters?: .*|Translations?"
    r"|\[?Embed\]?|Share|Cancel|How to Format Lyrics:.*|See upcoming .* shows"
    r"|(?:Advertisement|Publicité)|Paroles de la chanson .{1,120} par .{1,80}"
    r"|Vous (?:pourriez|aimerez) (?:peut-être )?aussi(?: aimer)?"
    r"|Thanks to .{1,80} for (?:adding|correcting|submitting) these lyrics\.?)\s*$",
    re.IGNORECASE,
)


def without_furniture(text_rows: list[str]) -> tuple[list[str], list[str]]:
    """The rows without the page's own, and what was left out."""
    kept: list[str] = []
    gone: list[str] = []
    filled = [place for place, row in enumerate(text_rows) if row.strip()]
    last = filled[-1] if filled else -1
    of_site = any(
        _ALIKE.search(row) or _COUNTED.match(row) or _LIVE.match(row) for row in text_rows
    )
    counted = False
    for place, row in enumerate(text_rows):
        words = row
        if (
            place == last
            and (embed := _EMBED.match(words))
            and (of_site or embed["count"] is not None)
        ):
            gone.append(words[len(embed["words"]) :].strip())
            words = embed["words"]
        if not counted and (head := _COUNTED.match(words)):
            counted = True
            gone.append(words[: head.start("rest")].strip())
            words = head["rest"]
            if _ABOUT.match(words) and words.strip():
                gone.append(words.strip())
                words = ""
        if live := _LIVE.match(words):
            before = live["before"] or ""
            gone.append(words[len(before) :].strip())
            words = before
        if _ALIKE.search(words) and (_alone(words) or of_site):
            parts = _ALIKE.split(words, maxsplit=1)
            gone.append("You might also like")
            kept += [part for part in parts if part.strip()]
            continue
        if _WHOLE.match(words) and (of_site or place >= last - 3):
            gone.append(words.strip())
            continue
        if words.strip() or words == row:
            kept.append(words)
    return kept, [one for one in gone if one]


def _alone(row: str) -> bool:
    return _ALIKE.sub("", row).strip() in {"", "…"}
