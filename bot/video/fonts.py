"""The letters: font files that come with the install, measured without a text engine.

Nothing here depends on the machine's fonts. Faces are static files, because libass ignores bold in
variable ones; scripts and emoji that the Latin faces lack come from the Noto family.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import unicodedata
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]
from PIL import ImageFont

from bot.video.breaking import clusters

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Face:
    """A font file: the ``family`` libass finds it by, and the package that carries it."""

    family: str
    package: str
    file: str
    italic: bool = False

    @property
    def path(self) -> Path:
        """Where the file lies in this installation."""
        with resources.as_file(resources.files(self.package).joinpath(self.file)) as path:
            return path


_BARLOW: Final = "fontpkg_barlow"
_CONDENSED: Final = "fontpkg_barlow_condensed"
_NOTO: Final = "manimgx_fonts"
_NOTO_CJK: Final = "cvttf_NotoSansCJK_Medium"

TEXT: Final = Face("Barlow SemiBold", _BARLOW, "files/Barlow-SemiBold.ttf")
LABEL: Final = Face("Barlow Medium", _BARLOW, "files/Barlow-Medium.ttf")
POSTER: Final = Face(
    "Barlow Condensed ExtraBold", _CONDENSED, "files/BarlowCondensed-ExtraBold.ttf"
)
NUMERAL: Final = Face("Barlow Condensed Light", _CONDENSED, "files/BarlowCondensed-Light.ttf")
SERIF: Final = Face(
    "Instrument Serif", "fontpkg_instrument_serif", "files/InstrumentSerif-Regular.ttf"
)
SERIF_ITALIC: Final = Face(
    "Instrument Serif", "fontpkg_instrument_serif", "files/InstrumentSerif-Italic.ttf", italic=True
)

EMOJI: Final = Face("Noto Emoji", _NOTO, "NotoEmoji[wght].ttf")
SYMBOLS: Final = Face("Noto Sans Symbols", _NOTO, "NotoSansSymbols[wght].ttf")
GENERAL: Final = Face("Noto Sans", _NOTO, "NotoSans[wght].ttf")
CJK: Final = Face("Noto Sans CJK TC Medium", _NOTO_CJK, "NotoSansCJKtc-Medium.otf")
"""Chinese, Japanese and Korean; Han characters have the forms that are used in Taiwan."""

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

_CJK_RANGES: Final = (
    (0x1100, 0x11FF),
    (0x2E80, 0x33FF),
    (0x3400, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x323AF),
)

_SCRIPTS: Final[tuple[tuple[int, int, str], ...]] = (
    (0x0530, 0x058F, "Armenian"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"),
    (0x0750, 0x077F, "Arabic"),
    (0x08A0, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"),
    (0x0B00, 0x0B7F, "Oriya"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"),
    (0x0D00, 0x0D7F, "Malayalam"),
    (0x0D80, 0x0DFF, "Sinhala"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Lao"),
    (0x1000, 0x109F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1200, 0x139F, "Ethiopic"),
    (0x1780, 0x17FF, "Khmer"),
    (0xFB1D, 0xFB4F, "Hebrew"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFC, "Arabic"),
)


def face_for(character: str, wanted: Face) -> Face | None:
    """The face that has ``character``; None for one that any face has (a space, a comma).

    ``wanted`` keeps what the Latin faces cover: Latin with its accents and punctuation.
    """
    code = ord(character)
    if character.isspace() or (code < 0x80 and not character.isalnum()):
        return None
    if any(low <= code <= high for low, high in _EMOJI_RANGES):
        return EMOJI
    if unspaced(character):
        return CJK
    for low, high, script in _SCRIPTS:
        if low <= code <= high:
            return Face(f"Noto Sans {script}", _NOTO, f"NotoSans{script}[wght].ttf")
    if 0x2190 <= code <= 0x22FF or 0x2300 <= code <= 0x259F:
        return SYMBOLS
    if 0x0370 <= code <= 0x052F or 0x1F00 <= code <= 0x1FFF:
        return GENERAL
    return wanted


def unspaced(character: str) -> bool:
    """Whether ``character`` belongs to a script that breaks lines between any two letters."""
    code = ord(character)
    return any(low <= code <= high for low, high in _CJK_RANGES)


@cache
def _covered(face: Face) -> frozenset[int]:
    """The code points that the face has a glyph for."""
    with TTFont(face.path, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def has(face: Face, text: str) -> bool:
    """Whether the face has a glyph for all of ``text`` that is seen."""
    return all(
        character.isspace()
        or unicodedata.category(character) in {"Cc", "Cf", "Cn"}
        or "\ufe00" <= character <= "\ufe0f"
        or ord(character) in _covered(face)
        for character in text
    )


def _written(letter: str, wanted: Face) -> tuple[Face, str] | None:
    """A face that has the letter, and how it writes it; None if none of ours does.

    What no face has as it is may be had composed, or by its compatible letters.
    """
    if _KEYCAP in letter:
        return EMOJI, letter
    for form in dict.fromkeys((letter, *(unicodedata.normalize(f, letter) for f in _FORMS))):
        first = face_for(form[0], wanted) or wanted
        for face in dict.fromkeys((first, wanted, GENERAL, CJK, SYMBOLS, EMOJI)):
            if has(face, form):
                return face, form
    return None


@lru_cache(maxsize=5_000)
def runs(text: str, wanted: Face) -> tuple[tuple[Face, str], ...]:
    """``text`` in stretches of one face each; letters keep their marks, emoji and keycaps whole.

    Spaces and common signs stay with the script before them where its face has them.
    """
    found: list[tuple[Face, str]] = []
    for letter in clusters(text):
        before = found[-1][0] if found else wanted
        if _KEYCAP not in letter and face_for(letter[0], wanted) is None:
            # An emoji's space is as wide as an emoji.
            face, form = (before if before != EMOJI and has(before, letter) else wanted), letter
        else:
            face, form = _written(letter, wanted) or (wanted, letter)
        if found and before == face:
            found[-1] = (face, found[-1][1] + form)
        else:
            found.append((face, form))
    return tuple(found)


def undrawable(text: str) -> tuple[str, ...]:
    """The letters of ``text`` that none of the faces has, each once."""
    return tuple(
        dict.fromkeys(letter for letter in clusters(text) if _written(letter, TEXT) is None)
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

ALL: Final = (TEXT, LABEL, POSTER, NUMERAL, SERIF, SERIF_ITALIC, EMOJI, SYMBOLS, GENERAL, CJK)
"""Every face that is used by name; whether they are all there is for a check-up to say."""


@cache
def ass_size(face: Face) -> float:
    """By what a letter size (em, px) is multiplied to become an ASS font size.

    ASS sizes measure the cell that Windows gives a font: ``usWinAscent + usWinDescent`` of its
    OS/2 table, not the em.
    """
    data = face.path.read_bytes()
    count = int(struct.unpack_from(">H", data, 4)[0])
    offsets = {
        data[12 + 16 * k : 16 + 16 * k]: int(struct.unpack_from(">I", data, 20 + 16 * k)[0])
        for k in range(count)
    }
    units = int(struct.unpack_from(">H", data, offsets[b"head"] + 18)[0])
    ascent, descent = struct.unpack_from(">HH", data, offsets[b"OS/2"] + 74)
    return (int(ascent) + int(descent)) / units


@cache
def _measuring_font(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face.path, MEASURE_PX, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, face: Face, size: float, spacing: float = 0.0) -> float:
    """How wide ``text`` is at an em of ``size`` px, with ``spacing`` px after each letter.

    Words are measured once each: wrapping asks for the same ones over and over.
    """
    total = sum(_advance(word, face) for word in text.split(" "))
    total += text.count(" ") * _advance(" ", face)
    return total * size / MEASURE_PX + spacing * len(text)


@lru_cache(maxsize=20_000)
def _advance(word: str, face: Face) -> float:
    return sum(_measuring_font(one).getlength(part) for one, part in runs(word, face))


@cache
def _digest(face: Face) -> str:
    return hashlib.sha256(face.path.read_bytes()).hexdigest()


def fingerprint(faces: Iterable[Face]) -> str:
    """What changes when any of these font files does."""
    return hashlib.sha256("".join(sorted(_digest(face) for face in faces)).encode()).hexdigest()[
        :16
    ]


def lay_down(faces: Iterable[Face], folder: Path) -> str:
    """Put the font files into a folder of their own under ``folder``; return that folder's name.

    libass loads every font of its folder at each start, so each set of faces has its own.
    """
    chosen = sorted(set(faces), key=lambda face: face.file)
    name = fingerprint(chosen)
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    for face in chosen:
        copy = target / Path(face.file).name
        if not copy.exists():
            # Several segments lay the same faces down at once.
            partial = target / f"{uuid.uuid4().hex}.part"
            shutil.copyfile(face.path, partial)
            partial.replace(copy)
    return name
