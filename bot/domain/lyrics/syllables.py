"""About how many syllables a line is sung in, in French and in English.

Counted from spelling alone, which is right for most words and near for the rest: enough to tell a
long line from a short one. Other alphabets are counted by vowels, letters or characters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d+")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# One group is one syllable; what is not grouped parts (“dé·o”, “na·ïf”, “jou·er”).
_FRENCH_VOWELS: Final = re.compile(
    r"[eo]?au|i?eu|œu|oui|ou(?=e\b|es\b)e?|o[uùû]|oi|oî|oy|u[iy]|a[iîy]|e[iy]|i[eè](?=[a-z])"
    r"|[aàâeéèêëiîïoôuùûüyœæ]"
)
_ENGLISH_VOWELS: Final = re.compile(r"[aeiouy]+")
_ENGLISH_SPLIT: Final = re.compile(r"i[ao](?!u)|eo(?!u|p)|ua|[aeiou]ing|ying")
_ENGLISH_MUTE: Final = re.compile(
    r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|(?:[^aeiouyscxzlh]|[aeiou]l|[^s]h|[aeiou]c)es$|[^l]e(?:ly|less|ful)$"
)
_ENGLISH_NOT: Final = re.compile(r"[sd]n['’]t$")  # did·n't, is·n't
_FRENCH_SIGNS: Final = re.compile(
    r"[àâçéèêëîïôùûœæ]|\b(?:le|la|les|un|une|des|du|et|est|je|tu|nous|vous|dans|sur|pour|pas|que"
    r"|qui|mon|ma|sous)\b|\b[ldjmtscn]['’]",
    re.IGNORECASE,
)
_ENGLISH_SIGNS: Final = re.compile(
    r"\b(?:the|and|you|of|to|in|is|it|my|your|we|with|that|are|for|on|this|be|do|i'm|don't)\b",
    re.IGNORECASE,
)


def language(text: str) -> str:
    """``fr`` or ``en``, whichever the small words and accents of ``text`` speak for."""
    french = len(_FRENCH_SIGNS.findall(text))
    return "fr" if french > len(_ENGLISH_SIGNS.findall(text)) else "en"


def syllables(text: str, locale: str) -> int:
    """How many syllables ``text`` is sung in; at least 1.

    ``locale`` is ``fr`` or ``en``. In French the mute e is sung before a consonant within the
    line and silent before a vowel and at the line's end, as in verse.
    """
    text = unicodedata.normalize("NFC", text.lower())
    words = _WORD.findall(text)
    count = sum(2 * len(number) - 1 for number in _NUMBER.findall(text))
    for index, word in enumerate(words):
        if characters := len(_CJK.findall(word)):
            count += characters
        elif locale == "fr":
            following = words[index + 1] if index + 1 < len(words) else ""
            count += _french(word, following)
        else:
            count += _english(word)
    return max(1, count)


def _french(word: str, following: str) -> int:
    # After q and g the u is not heard before a vowel (“guitare”, “que”).
    letters = re.sub(r"(?<=[qg])u(?=[aeiouyéèêâî])", "", word.replace("’", "'"))
    count = len(_FRENCH_VOWELS.findall(letters))
    if count == 0:
        return _by_letters(word)
    mute = re.search(r"([^'])(es?)$", letters)
    if mute is None or count == 1:
        return count
    after_vowel = mute[1] in "aeiouyéèêîïûù"
    elided = mute[2] == "e" and re.match(r"[aeiouyàâéèêëîïôùûœæh]", following) is not None
    return count - 1 if after_vowel or not following or elided else count


def _english(word: str) -> int:
    stem = word.replace("’", "'").partition("'")[0]
    count = len(_ENGLISH_VOWELS.findall(stem)) + len(_ENGLISH_SPLIT.findall(stem))
    if count == 0:
        return _by_letters(word)
    if count > 1 and _ENGLISH_MUTE.search(stem):
        count -= 1
    return count + bool(_ENGLISH_NOT.search(word))


def _by_letters(word: str) -> int:
    """A third of the letters, for scripts whose vowels we do not know."""
    return 1 if word.isascii() else (len(word) + 2) // 3
