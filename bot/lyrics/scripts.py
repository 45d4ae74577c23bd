"""How likely each old encoding is, by the letters that come out.

Nearly any bytes decode as GB18030 or Windows-1252, so that a text decodes says little. What says
much is whether its letters are the common ones: the standards of East Asia put the letters of daily
use into rows of their own, Japanese has kana, Korean is hangul with spaces between its words, and
accents of the West stand among plain letters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_ENOUGH_CHARS: Final = 20_000
_CJK_MARKS: Final = "　、。，．・：；？！…—‘’“”〝〟〈〉《》「」『』【】（）［］｛｝～〜ー々〇♪♫·"
_WESTERN: Final = re.compile(
    "[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿŸ]|(?<![^\\W_])[¿¡«“‘„](?=\\w)"
    "|(?<=[\\w.!?,…])[»”]|[’…–—«»°ªº\\xa0€©]|(?<=\\s)[“”‘„«»]"
)
_INSIDE_CAPITAL: Final = re.compile("(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŒŸ]")
_CYRILLIC: Final = re.compile("[А-Яа-яЁёІіЇїЄєҐґЎўЈјЉљЊњЋћЂђЏџЌќЃѓЅѕ]|[«»„“”’…–—№\\xa0]")
_CYRILLIC_ODD: Final = re.compile("(?<=[а-яё])[А-ЯЁ]|[ъьы](?=[ъьы])|(?<![а-яё])[ъьы](?=[а-яё])")
_BEYOND_HEBREW: Final = re.compile("[ыьэюяА-ЯіІ]")
_LATIN_CYRILLIC: Final = re.compile("[a-z][а-яё]|[а-яё][a-z]", re.IGNORECASE)


def ranked(data: bytes) -> list[tuple[float, str]]:
    """Encodings that ``data`` could be in, each with its likelihood 0 to 1, the best first."""
    ranking: list[tuple[float, str]] = []
    for encoding, likelihood in _LIKELIHOODS.items():
        try:
            text = data.decode(encoding)[:_ENOUGH_CHARS]
        except UnicodeDecodeError:
            continue
        letters = [letter for letter in text if letter > "\x7f"]
        if letters:
            ranking.append((max(0.0, likelihood(text, letters)), encoding))
    return sorted(ranking, reverse=True)


def _rows(letters: list[str], encoding: str, first: int, last: int) -> float:
    """The share of letters whose first byte in ``encoding`` is between the two, marks counted."""
    count = 0
    for letter in letters:
        code = letter.encode(encoding, "replace")
        # The second byte of the old, smaller standard: beyond it are letters of rare use.
        plain = encoding == "big5" or code[-1] >= 0xA1
        count += letter in _CJK_MARKS or (len(code) == 2 and first <= code[0] <= last and plain)
    return count / len(letters)


def _chinese(text: str, letters: list[str]) -> float:
    del text
    common = _rows(letters, "gb18030", 0xB0, 0xD7)
    # Its rows go by sound: no text of some length has letters of the first half alone.
    late = sum(letter.encode("gb18030") >= b"\xc9" for letter in letters)
    doubt = 0.0 if late else min(0.5, len(letters) / 40)
    return common - doubt


def _traditional(text: str, letters: list[str]) -> float:
    del text
    common = _rows(letters, "big5", 0xA4, 0xC6)
    # Two in five of its letters have a low second byte; no other encoding's pairs here have any.
    low = sum(letter.encode("big5", "replace")[-1] < 0x80 for letter in letters)
    return common if low else common - min(0.5, len(letters) / 40)


def _japanese(text: str, letters: list[str]) -> float:
    del text
    kana = sum("\u3041" <= letter <= "\u30ff" for letter in letters)
    narrow = sum("\uff61" <= letter <= "\uff9f" for letter in letters)
    kanji = sum("\u4e00" <= letter <= "\u9fff" for letter in letters)
    marks = sum(letter in _CJK_MARKS or "\uff01" <= letter <= "\uff5e" for letter in letters)
    share = (kana + kanji + marks) / len(letters) - narrow / len(letters)
    return share if kana >= 0.15 * len(letters) else share - 0.5


def _korean(text: str, letters: list[str]) -> float:
    hangul = _rows(letters, "euc_kr", 0xB0, 0xC8)
    spaced = re.search(r"[가-힣] [가-힣]", text) is not None or len(letters) < 12
    return hangul if spaced else hangul - 0.3


def _cyrillic(text: str, letters: list[str]) -> float:
    good = len(_CYRILLIC.findall(text))
    odd = len(_CYRILLIC_ODD.findall(text)) + len(_LATIN_CYRILLIC.findall(text))
    small = sum("а" <= letter <= "я" for letter in letters)
    shouted = 0.0 if small >= len(letters) / 2 or text.upper() == text else 0.3
    # Hebrew comes out as small letters up to ъ.
    hebrew = 0.0 if _BEYOND_HEBREW.search(text) else min(0.5, len(letters) / 60)
    return (good - 3 * odd) / len(letters) - shouted - hebrew


def _western(text: str, letters: list[str]) -> float:
    good = len(_WESTERN.findall(text))
    odd = len(_INSIDE_CAPITAL.findall(text))
    # Accents stand between plain letters; where they are most of a text it is another script.
    plain = sum(letter.isascii() and letter.isalpha() for letter in text)
    foreign = 0.0 if plain >= 2 * len(letters) else 0.5
    return (good - 2 * odd) / len(letters) - foreign


_LIKELIHOODS: Final[dict[str, Callable[[str, list[str]], float]]] = {
    "gb18030": _chinese,
    "big5": _traditional,
    "cp932": _japanese,
    "euc_kr": _korean,
    "cp1251": _cyrillic,
    "cp1252": _western,
}
