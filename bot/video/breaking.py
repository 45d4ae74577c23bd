"""Where a row of letters may end, by ICU: at spaces, between phrases, between letters.

Scripts without spaces are broken between words where ICU has a dictionary (Thai, Lao, Khmer,
Burmese, Chinese) or phrases (Japanese); marks stay with what they close or open, and vowels with
their letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from icu4py.breakers import CharacterBreaker, LineBreaker

if TYPE_CHECKING:
    from collections.abc import Callable

_BY_PHRASE: Final = "ja-u-lw-phrase"
"""Japanese between phrases, Chinese between words, Korean at its spaces."""

_BY_LETTER: Final = "ja-u-lb-strict"
"""Han, kana and hangul between letters too, but never before a small kana or a closing mark."""


def clusters(text: str) -> list[str]:
    """What a reader takes for letters: with their accents and vowel signs, emoji whole."""
    return list(CharacterBreaker(text, "und"))


def units(text: str, measure: Callable[[str], float], room: float) -> list[str]:
    """``text`` in pieces after which a row may end, none wider than ``room`` where it can be so.

    A phrase that is too wide is broken between words or letters, and a word that is too wide
    anywhere between two letters.
    """
    found: list[str] = []
    for phrase in phrases(text):
        if measure(phrase.rstrip()) <= room:
            found.append(phrase)
            continue
        for part in LineBreaker(phrase, _BY_LETTER):
            found += [part] if measure(part.rstrip()) <= room else clusters(part)
    return found


def phrases(text: str) -> list[str]:
    """``text`` in pieces after which a row may well end."""
    return list(LineBreaker(text, _BY_PHRASE))
