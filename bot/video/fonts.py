"""Which face draws which letters, and how wide they are, without a text engine.

A line is in one face where one has all its letters; else each stretch is in a face that has it.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from fontTools.unicodedata import (  # pyright: ignore[reportMissingTypeStubs]
    script,  # pyright: ignore[reportUnknownVariableType]
)
from PIL import ImageFont

from bot.domain.cut.han import Han
from bot.video.breaking import clusters
from bot.video.faces import (
    EMOJI,
    GENERAL,
    HAN,
    SIGNS,
    SYMBOLS,
    TEXT,
    Face,
    companion,
    has,
    of_scripts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYCAP: Final = "\u20e3"
_FORMS: Final = ("NFC", "NFD", "NFKC")

_EMOJI_RANGES: Final = (
    (0x1F000, 0x1FAFF),
    (0x2600, 0x27BF),
    (0x2B05, 0x2B55),
    (0x231A, 0x23FF),
    (0x200D, 0x200D),
    (0x20E3, 0x20E3),
    (0xFE0F, 0xFE0F),
)

_HAN_SCRIPTS: Final = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
_HAN_RANGES: Final = ((0x2E80, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))
"""Signs and wide letters that stand in rows of Han, kana and hangul."""


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _face_for(character: str, wanted: Face, forms: Han) -> Face | None:
    """The face to ask first for ``character``; None for what any face has (a space, a comma)."""
    code = ord(character)
    if character.isspace() or (code < 0x80 and not character.isalnum()):
        return None
    if _within(code, _EMOJI_RANGES):
        return EMOJI
    if wanted in HAN.values() and has(wanted, character):
        return wanted
    name = script(character)
    if name in _HAN_SCRIPTS or _within(code, _HAN_RANGES):
        return HAN[forms]
    if 0x2190 <= code <= 0x259F:
        return SYMBOLS
    return of_scripts().get(name, wanted)


def _candidates(character: str, wanted: Face, forms: Han) -> Iterator[Face]:
    """The faces in which a letter is looked for, each once, the best first."""
    first = _face_for(character, wanted, forms) or wanted
    han = (HAN[forms], *HAN.values())
    yield from dict.fromkeys((first, wanted, companion(wanted), GENERAL, *han, *SIGNS, EMOJI))


@lru_cache(maxsize=20_000)
def _written(letter: str, wanted: Face, forms: Han) -> tuple[Face, str] | None:
    """A face that has the letter, and how it writes it; None if none of ours does.

    What no face has as it is may be had composed, or by its compatible letters.
    """
    if _KEYCAP in letter:
        return EMOJI, letter
    for form in dict.fromkeys((letter, *(unicodedata.normalize(f, letter) for f in _FORMS))):
        for face in _candidates(form[0], wanted, forms):
            if has(face, form):
                return face, form
    return None


@lru_cache(maxsize=5_000)
def of_line(text: str, wanted: Face, forms: Han) -> Face:
    """The one face that has all letters of ``text``; ``wanted`` where it is so or there is none.

    Signs and emoji are no letters: they never change the face of a line.
    """
    letters = "".join(
        character
        for letter in clusters(unicodedata.normalize("NFC", text))
        if _KEYCAP not in letter and _face_for(letter[0], wanted, forms) is not EMOJI
        for character in letter
        if unicodedata.category(character)[0] in "LMN"
    )
    first = (_face_for(letter, wanted, forms) for letter in letters)
    faces = (wanted, companion(wanted), HAN[forms], *(face for face in first if face))
    return next((face for face in dict.fromkeys(faces) if has(face, letters)), wanted)


@lru_cache(maxsize=5_000)
def runs(text: str, wanted: Face, forms: Han = Han.CHINA) -> tuple[tuple[Face, str], ...]:
    """``text`` in stretches of one face each; letters keep their marks, emoji and keycaps whole.

    Spaces and common signs stay with the script before them where its face has them.
    """
    found: list[tuple[Face, str]] = []
    for letter in clusters(text):
        before = found[-1][0] if found else wanted
        common = _KEYCAP not in letter and _face_for(letter[0], wanted, forms) is None
        # An emoji's space is as wide as an emoji, and a sign's as a sign.
        if common and before not in {EMOJI, *SIGNS} and has(before, letter):
            face, form = before, letter
        else:
            face, form = _written(letter, wanted, forms) or (wanted, letter)
        if found and before == face:
            found[-1] = (face, found[-1][1] + form)
        else:
            found.append((face, form))
    return tuple(found)


def undrawable(text: str) -> tuple[str, ...]:
    """The letters of ``text`` that none of the faces has, each once."""
    letters = (letter for letter in clusters(text) if not letter.isspace())
    return tuple(
        dict.fromkeys(
            letter
            for letter in letters
            if _face_for(letter[0], TEXT, Han.CHINA) is not None
            and _written(letter, TEXT, Han.CHINA) is None
        )
    )


def right_to_left(text: str) -> bool:
    """Whether the first strong character of ``text`` is written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


MEASURE_PX: Final = 200
"""Text is measured at this size and scaled, which is independent of hinting."""


@cache
def _measuring_font(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        face.path, MEASURE_PX, index=face.index, layout_engine=ImageFont.Layout.BASIC
    )


def width(
    text: str, face: Face, size: float, spacing: float = 0.0, forms: Han = Han.CHINA
) -> float:
    """How wide ``text`` is at an em of ``size`` px, with ``spacing`` px after each letter.

    Words are measured once each: wrapping asks for the same ones over and over.
    """
    total = sum(_advance(word, face, forms) for word in text.split(" "))
    total += text.count(" ") * _advance(" ", face, forms)
    return total * size / MEASURE_PX + spacing * len(text)


@lru_cache(maxsize=20_000)
def _advance(word: str, face: Face, forms: Han) -> float:
    return sum(_measuring_font(one).getlength(part) for one, part in runs(word, face, forms))
