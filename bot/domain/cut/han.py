"""In which country's forms Han characters are drawn: told from the letters themselves.

One code point is drawn in five ways; a reader of one country finds the others' forms wrong.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


class Han(StrEnum):
    """Whose forms: China's, Taiwan's, Hong Kong's, Japan's or Korea's."""

    CHINA = "SC"
    TAIWAN = "TC"
    HONG_KONG = "HK"
    JAPAN = "JP"
    KOREA = "KR"


_CHARSETS: Final = {
    Han.CHINA: "gb2312",
    Han.TAIWAN: "big5",
    Han.HONG_KONG: "big5hkscs",
    Han.JAPAN: "shift_jis",
    Han.KOREA: "euc_kr",
}
"""Each country's own set of characters in daily use, the surest of several first."""

_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_CHARACTER: Final = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_CANTONESE: Final = re.compile("[嘅咗哋喺嚟唔冇啲嗰佢攞揾瞓掂嘢咁嗌]")
"""What is written in Cantonese songs only, whichever standard has it."""


def forms_of(text: str, around: Han | None = None) -> Han:
    """Whose forms ``text`` is drawn in; ``around`` are those of the song's other lines.

    Kana are Japan's and hangul Korea's. Han alone are the country's whose characters they all are:
    the song's where that can be, or else the first of those it can be.
    """
    if (sure := _by_letters(text)) is not None:
        return sure
    possible = [han for han in _CHARSETS if _writes(han, text)]
    if around is not None and (around in possible or not possible):
        return around
    return possible[0] if possible else Han.CHINA


def forms_around(texts: Iterable[str]) -> Han | None:
    """Whose forms a song's lines ask for; None where no line has Han characters.

    A song is the language's that most of its sure lines are in. Where none has kana or hangul it
    is China's or Taiwan's, whichever could write more of it.
    """
    lines = [text for text in texts if _CHARACTER.search(text) or _by_letters(text)]
    sure = [han for han in map(_by_letters, lines) if han is not None]
    if sure:
        return max(dict.fromkeys(sure), key=sure.count)
    if not lines:
        return None
    writers = (Han.CHINA, Han.TAIWAN, Han.JAPAN)
    return max(writers, key=lambda han: sum(_writes(han, text) for text in lines))


def _by_letters(text: str) -> Han | None:
    """What letters of one country alone say; None where there are none of them."""
    if _KANA.search(text):
        return Han.JAPAN
    if _HANGUL.search(text):
        return Han.KOREA
    return Han.HONG_KONG if _CANTONESE.search(text) else None


def _writes(han: Han, text: str) -> bool:
    """Whether all Han characters of ``text`` are in the country's set."""
    try:
        "".join(_CHARACTER.findall(text)).encode(_CHARSETS[han])
    except UnicodeEncodeError:
        return False
    return True
