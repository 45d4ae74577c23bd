"""The faces: font files that come with the install, and which letters each has.

Nothing here depends on the machine's fonts. Faces are static files, because libass ignores bold in
variable ones; scripts and emoji that the Latin faces lack come from the Noto family, in the
package's own ``faces`` folder, with a table of what each is for.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
import unicodedata
import uuid
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.cut.han import Han

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Face:
    """A font file: the ``family`` libass finds it by, and the package that carries it.

    ``index`` counts the fonts of a collection.
    """

    family: str
    package: str
    file: str
    italic: bool = False
    index: int = 0

    @property
    def path(self) -> Path:
        """Where the file lies in this installation."""
        with resources.as_file(resources.files(self.package).joinpath(self.file)) as path:
            return path


def _noto(file: str, family: str, *, italic: bool = False, index: int = 0) -> Face:
    return Face(family, "bot", f"faces/{file}", italic, index)


_BARLOW: Final = "fontpkg_barlow"
_CONDENSED: Final = "fontpkg_barlow_condensed"
_SERIF: Final = "fontpkg_instrument_serif"

TEXT: Final = Face("Barlow SemiBold", _BARLOW, "files/Barlow-SemiBold.ttf")
LABEL: Final = Face("Barlow Medium", _BARLOW, "files/Barlow-Medium.ttf")
POSTER: Final = Face(
    "Barlow Condensed ExtraBold", _CONDENSED, "files/BarlowCondensed-ExtraBold.ttf"
)
NUMERAL: Final = Face("Barlow Condensed Light", _CONDENSED, "files/BarlowCondensed-Light.ttf")
SERIF: Final = Face("Instrument Serif", _SERIF, "files/InstrumentSerif-Regular.ttf")
SERIF_ITALIC: Final = Face(
    "Instrument Serif", _SERIF, "files/InstrumentSerif-Italic.ttf", italic=True
)

EMOJI: Final = _noto("NotoEmoji-Bold.ttf", "Noto Emoji")
SYMBOLS: Final = _noto("NotoSansSymbols-Bold.ttf", "Noto Sans Symbols")
SIGNS: Final = (
    SYMBOLS,
    _noto("NotoSansSymbols2-Regular.ttf", "Noto Sans Symbols2"),
    _noto("NotoSansMath-Regular.ttf", "Noto Sans Math"),
)
GENERAL: Final = _noto("NotoSans-SemiBold.ttf", "Noto Sans SemiBold")

_COMPANIONS: Final = {
    POSTER: _noto("NotoSans-CondensedExtraBold.ttf", "Noto Sans Condensed ExtraBold"),
    SERIF: _noto("NotoSerif-Regular.ttf", "Noto Serif"),
    SERIF_ITALIC: _noto("NotoSerif-Italic.ttf", "Noto Serif", italic=True),
}

HAN: Final = {
    han: _noto("NotoSansCJK-Bold.ttc", f"Noto Sans CJK {han.value}", index=index)
    for index, han in enumerate((Han.JAPAN, Han.KOREA, Han.CHINA, Han.TAIWAN, Han.HONG_KONG))
}
"""Chinese, Japanese and Korean in each country's forms, all in one file."""

ALL: Final = (
    *(TEXT, LABEL, POSTER, NUMERAL, SERIF, SERIF_ITALIC, EMOJI, GENERAL),
    *SIGNS,
    *_COMPANIONS.values(),
    *HAN.values(),
)
"""Every face that is used by name; whether they are all there is for a check-up to say."""


def companion(face: Face) -> Face:
    """The face of like weight and width that has Greek, Cyrillic and rarer Latin letters."""
    return _COMPANIONS.get(face, GENERAL)


@cache
def of_scripts() -> dict[str, Face]:
    """The face of each script that has one of its own, by the script's four letters."""
    table = resources.files("bot").joinpath("faces/faces.toml").read_text("utf-8")
    return {
        entry["script"]: _noto(file, entry["family"])
        for file, entry in tomllib.loads(table).items()
        if "script" in entry
    }


@cache
def covered(face: Face) -> frozenset[int]:
    """The code points that the face has a glyph for."""
    with _opened(face) as font:
        return frozenset(font.getBestCmap() or {})


def has(face: Face, text: str) -> bool:
    """Whether the face has a glyph for all of ``text`` that is seen."""
    return all(
        character.isspace()
        or unicodedata.category(character) in {"Cc", "Cf", "Cn"}
        or "\ufe00" <= character <= "\ufe0f"
        or ord(character) in covered(face)
        for character in text
    )


@cache
def ass_size(face: Face) -> float:
    """By what a letter size (em, px) is multiplied to become an ASS font size.

    ASS sizes measure the cell that Windows gives a font: ``usWinAscent + usWinDescent`` of its
    OS/2 table, not the em.
    """
    with _opened(face) as font:
        measures: Any = font["OS/2"]
        head: Any = font["head"]
        cell: int = measures.usWinAscent + measures.usWinDescent
        units: int = head.unitsPerEm
    return cell / units


def _opened(face: Face) -> TTFont:
    return TTFont(face.path, lazy=True, fontNumber=face.index)


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(faces: Iterable[Face]) -> str:
    """What changes when any of these font files does."""
    digests = sorted({_digest(face.path) for face in faces})
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:16]


def lay_down(faces: Iterable[Face], folder: Path) -> str:
    """Put the font files into a folder of their own under ``folder``; return that folder's name.

    libass loads every font of its folder at each start, so each set of faces has its own.
    """
    paths = {face.path for face in faces}
    name = fingerprint(faces)
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    for path in paths:
        copy = target / path.name
        if not copy.exists():
            # Several segments lay the same faces down at once.
            partial = target / f"{uuid.uuid4().hex}.part"
            shutil.copyfile(path, partial)
            partial.replace(copy)
    return name
