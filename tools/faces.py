"""Make the folder of the bundled Noto faces from two kept sources, with their licences and hashes.

Sources: Debian's packages ``fonts-noto-core``, ``fonts-noto-extra`` and ``fonts-noto-cjk``, and
``@expo-google-fonts/noto-emoji`` from npm, each unpacked. Run from the project's root::

    apt-get download fonts-noto-core fonts-noto-extra fonts-noto-cjk
    for package in fonts-noto-*.deb; do dpkg-deb -x "$package" unpacked; done
    npm pack @expo-google-fonts/noto-emoji && tar xzf expo-google-fonts-*.tgz -C unpacked
    python -m tools.faces unpacked bot/faces

Faces lose their hinting, which is made for screens of coarse pixels. Of the 65,000 glyphs of Noto
Sans CJK those stay that Chinese, Japanese and Korean computers had characters for, in five
countries' forms that share one table of outlines.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# fontTools has types of parts of itself only; here each of its names would need a cast.
subset: Any = import_module("fontTools.subset")
TTFont: Any = import_module("fontTools.ttLib").TTFont
TTCollection: Any = import_module("fontTools.ttLib").TTCollection
DefaultTable: Any = import_module("fontTools.ttLib.tables.DefaultTable").DefaultTable
script: Any = import_module("fontTools.unicodedata").script

GENERAL: Final = ("NotoSans-SemiBold", "NotoSans-CondensedExtraBold", "NotoSerif-Regular")
ITALIC: Final = "NotoSerif-Italic"
SIGNS: Final = ("NotoSansSymbols-Bold", "NotoSansSymbols2-Regular", "NotoSansMath-Regular")
SCRIPTS: Final = tuple(
    """
    Adlam Arabic Armenian Balinese Bamum Batak Bengali Buginese CanadianAboriginal Chakma Cham
    Cherokee Coptic Devanagari Ethiopic Georgian Glagolitic Gothic Gujarati Gurmukhi
    HanifiRohingya Hanunoo Hebrew Javanese Kannada KayahLi Khmer Lao Lepcha Limbu Lisu
    Malayalam Mandaic MeeteiMayek Mongolian Mro Myanmar NKo NewTaiLue Newa Ogham OlChiki
    OldHungarian OldItalic OldTurkic Oriya Osage Osmanya Phoenician Rejang Runic Samaritan
    Saurashtra Shavian Sinhala SoraSompeng Sundanese SylotiNagri Syriac Tagalog TaiLe TaiTham
    TaiViet Tamil Telugu Thaana Thai Tifinagh Vai Wancho WarangCiti Yi
    """.split()  # noqa: SIM905 - seventy names read better without their quotes
)
EMOJI: Final = "NotoEmoji-Bold"

_CHARSETS: Final = {
    "JP": ("shift_jis", "cp932", "euc_jis_2004"),
    "KR": ("euc_kr", "cp949"),
    "SC": ("gb2312",),
    "TC": ("big5", "cp950"),
    "HK": ("big5hkscs",),
}
"""Each country's characters in daily use, in the order of the collection's fonts."""

_REST: Final = "gbk"
"""What none of them has is drawn in China's forms."""

_CODES: Final = tuple(
    code for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000 and code != 0x7F
)
_LEFT_OUT: Final = (range(0x0370, 0x0530), range(0x2500, 0x25A0), range(0xE000, 0xF900))
"""Greek, Cyrillic and box drawing have faces of their own; private characters have no form."""


def main(sources: Path, folder: Path) -> None:
    """Write faces, licences and ``faces.toml`` (family, scripts and hash of each) to ``folder``."""
    folder.mkdir(exist_ok=True)
    noto = sources / "usr/share/fonts/truetype/noto"
    named = [*GENERAL, ITALIC, *SIGNS]
    for name in SCRIPTS:
        heavy = noto / f"NotoSans{name}-Bold.ttf"
        named.append(heavy.stem if heavy.exists() else f"NotoSans{name}-Regular")
    named.append("NotoSerifTibetan-Bold")
    files = {name: noto / f"{name}.ttf" for name in named}
    files[EMOJI] = sources / "package/700Bold/NotoEmoji_700Bold.ttf"
    for name, file in files.items():
        font = TTFont(file)
        _lighten(font, font.getBestCmap())
        font.save(folder / f"{name}.ttf")
    cjk = sources / "usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
    _five_forms(TTCollection(cjk)).save(folder / "NotoSansCJK-Bold.ttc")
    for package in ("fonts-noto-core", "fonts-noto-cjk"):
        text = (sources / "usr/share/doc" / package / "copyright").read_text("utf-8")
        (folder / f"LICENSE-{package}.txt").write_text(text, "utf-8")
    licence = (sources / "package/LICENSE_FONT").read_text("utf-8")
    (folder / "LICENSE-noto-emoji.txt").write_text(licence, "utf-8")
    (folder / "faces.toml").write_text("\n".join(_listed(folder)), "utf-8")


def _lighten(font: Any, codes: Iterable[int], glyphs: Iterable[str] = ()) -> None:
    """Keep of ``font`` the characters ``codes`` and ``glyphs``, without hinting."""
    options: Any = subset.Options()
    options.hinting = False
    options.layout_features = ["*"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.notdef_outline = True
    if glyphs:
        # The forms are told by the font here, not by a feature; upright rows only.
        options.drop_tables += ["GPOS", "GSUB", "BASE", "vhea", "vmtx", "VORG"]
    cutter: Any = subset.Subsetter(options)
    cutter.populate(unicodes=codes, glyphs=glyphs)
    cutter.subset(font)


def _five_forms(collection: Any) -> Any:
    """The first five fonts of the collection, each with its country's characters."""
    fonts = collection.fonts[: len(_CHARSETS)]
    maps = [font.getBestCmap() for font in fonts]
    kept = [
        _written(charsets) & known.keys()
        for charsets, known in zip(_CHARSETS.values(), maps, strict=True)
    ]
    china = list(_CHARSETS).index("SC")
    everyone: set[int] = set[int]().union(*kept)
    kept[china] |= (_written((_REST,)) - everyone) & maps[china].keys()
    glyphs = {known[code] for known, codes in zip(maps, kept, strict=True) for code in codes}
    outlines: Any = None
    for font, known in zip(fonts, maps, strict=True):
        order = font.getGlyphOrder()
        if outlines is not None:
            # All five have the same: cut once, it need not be found equal after as many times.
            del font["CFF "]
            font.setGlyphOrder(order)
        _lighten(font, {code for code, glyph in known.items() if glyph in glyphs}, glyphs)
        if outlines is None:
            outlines = DefaultTable("CFF ")
            outlines.data = font.getTableData("CFF ")
        font["CFF "] = outlines
        font.recalcBBoxes = False  # its boxes are known, and its outlines no longer read
    collection.fonts = fonts
    return collection


def _written(charsets: Iterable[str]) -> set[int]:
    found: set[int] = set(range(0xAC00, 0xD7A4)) if "cp949" in charsets else set()
    found |= set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(range(0x2010, 0x2040))
    for charset in charsets:
        for code in _CODES:
            if any(code in left_out for left_out in _LEFT_OUT):
                continue
            try:
                chr(code).encode(charset)
            except UnicodeEncodeError:
                continue
            found.add(code)
    return found


def _listed(folder: Path) -> Iterable[str]:
    """The table of the faces as TOML: where the hash is checked and a script finds its face."""
    yield "# Made by `python -m tools.faces`; see there for the sources.\n"
    for path in sorted(folder.glob("Noto*")):
        number = -1 if path.suffix == ".ttf" else 0
        with TTFont(path, fontNumber=number, lazy=True) as font:
            family = font["name"].getDebugName(1)
            codes = font.getBestCmap()
        yield f'["{path.name}"]'
        yield f'family = "{family}"'
        if path.stem not in {*GENERAL, ITALIC, *SIGNS, EMOJI, "NotoSansCJK-Bold"}:
            scripts: Counter[str] = Counter(script(chr(code)) for code in codes)
            for shared in ("Zyyy", "Zinh", "Zzzz", "Latn"):
                del scripts[shared]
            yield f'script = "{scripts.most_common(1)[0][0]}"'
        yield f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
