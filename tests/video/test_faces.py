"""The font files in the package: whole, licensed, found by name, the right one for each line."""

from __future__ import annotations

import hashlib
import tomllib
from fractions import Fraction
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

import pytest
from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.cut.captions import Caption, CaptionOptions, CaptionStyle
from bot.domain.cut.credits import Title
from bot.domain.cut.formats import Aspect, format_of
from bot.domain.cut.han import Han
from bot.video import faces, fonts
from bot.video.captions import caption_inscriptions
from bot.video.cards import title_inscriptions

if TYPE_CHECKING:
    from bot.video.faces import Face

FOLDER = resources.files("bot").joinpath("faces")
TABLE = tomllib.loads(FOLDER.joinpath("faces.toml").read_text("utf-8"))
FRAME = format_of(Aspect.WIDE, Fraction(24))


def test_each_bundled_file_is_the_one_that_was_made() -> None:
    """Its hash is in the table; nothing lies there that the table does not name."""
    files = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.name[:4] == "Noto"}
    assert files.keys() == TABLE.keys()
    for name, content in files.items():
        assert hashlib.sha256(content).hexdigest() == TABLE[name]["sha256"], name


def test_the_licences_lie_beside_the_faces() -> None:
    """The Open Font License asks for it."""
    for name in ("fonts-noto-core", "fonts-noto-cjk", "noto-emoji"):
        text = FOLDER.joinpath(f"LICENSE-{name}.txt").read_text("utf-8")
        assert "SIL Open Font License" in text or "SIL OPEN FONT LICENSE" in text


@pytest.mark.parametrize("face", [*faces.ALL, *faces.of_scripts().values()], ids=str)
def test_a_face_is_found_by_the_name_it_has(face: Face) -> None:
    """Libass asks the file for its family."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        names = {cast("str", font["name"].getDebugName(number)) for number in (1, 4, 16)}
    assert face.family in names


def used(text: str, style: CaptionStyle, around: Han | None = None) -> set[str]:
    """The families that a caption is drawn in."""
    (one,) = caption_inscriptions([Caption(text, 0, 24)], CaptionOptions(style), FRAME, around)
    return {face.family for face, _ in fonts.runs(text, one.ink.face, one.ink.forms)}


@pytest.mark.parametrize(
    ("text", "style", "family"),
    [
        ("ΜΕΣΑΝΥΧΤΑ love", CaptionStyle.POSTER, "Noto Sans Condensed ExtraBold"),
        ("Полночь", CaptionStyle.QUIET, "Noto Serif"),
        ("Полночь, love", CaptionStyle.CLEAN, "Noto Sans SemiBold"),
        ("真夜中の Love Song…", CaptionStyle.CLEAN, "Noto Sans CJK JP"),
        ("“我们” midnight", CaptionStyle.POSTER, "Noto Sans CJK SC"),
        ("我們 midnight", CaptionStyle.QUIET, "Noto Sans CJK TC"),
        ("밤 midnight", CaptionStyle.CLEAN, "Noto Sans CJK KR"),
        ("佢哋", CaptionStyle.CLEAN, "Noto Sans CJK HK"),
        ("ليل طويل", CaptionStyle.CLEAN, "Noto Sans Arabic"),
        ("เที่ยงคืน", CaptionStyle.CLEAN, "Noto Sans Thai"),
        ("L’été, mañana", CaptionStyle.POSTER, "Barlow Condensed ExtraBold"),
        ("ᚠᛖᚺᚢ", CaptionStyle.CLEAN, "Noto Sans Runic"),
    ],
)
def test_a_line_is_in_one_face_where_one_has_all_its_letters(
    text: str, style: CaptionStyle, family: str
) -> None:
    """In a weight like the style's own; Han in the forms of the line's language."""
    assert used(text, style) == {family}


def test_emoji_and_signs_do_not_change_a_line_s_face() -> None:
    """A heart or an arrow stands in its own face among the style's letters."""
    told = [(face.family, part) for face, part in fonts.runs("love ❤️ → 1️⃣ you", faces.TEXT)]
    assert told == [
        ("Barlow SemiBold", "love "),
        ("Noto Emoji", "❤️"),
        ("Barlow SemiBold", " "),
        ("Noto Sans Symbols", "→"),
        ("Barlow SemiBold", " "),
        ("Noto Emoji", "1️⃣"),
        ("Barlow SemiBold", " you"),
    ]
    assert fonts.of_line("love ❤️ → 1️⃣ you", faces.TEXT, Han.CHINA) == faces.TEXT


def test_han_alone_are_drawn_as_the_song_around_them() -> None:
    """In captions, and in a title too."""
    assert used("天空", CaptionStyle.CLEAN, Han.JAPAN) == {"Noto Sans CJK JP"}
    title = title_inscriptions(Title("天空", "", ""), FRAME, (0, 48), Han.JAPAN, scrim=False)
    assert "Noto Sans CJK JP" in {face.family for mark in title for face in mark.faces}


def test_five_countries_forms_are_five_drawings() -> None:
    """One file has them all: what is drawn for 直 and 骨 is not the same everywhere."""
    glyphs: set[tuple[str, str]] = set()
    for face in faces.HAN.values():
        with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
            cmap: Any = font.getBestCmap()
            glyphs.add((cmap[ord("直")], cmap[ord("骨")]))
    assert len(glyphs) >= 4


def test_capitals_of_greek_have_no_accents() -> None:
    """As Greek is set in capitals; the two dots stay, and so do French accents."""
    for text, capitals in (("Μεσάνυχτα, προϋπόθεση", "ΜΕΣΑΝΥΧΤΑ, ΠΡΟΫΠΟΘΕΣΗ"), ("été", "ÉTÉ")):
        (one,) = caption_inscriptions(
            [Caption(text, 0, 24)], CaptionOptions(CaptionStyle.POSTER, karaoke=False), FRAME
        )
        assert one.body.rpartition("}")[2] == capitals


def test_brackets_that_a_line_s_face_lacks_are_a_pair() -> None:
    """Both come from one face that has them, never from whatever the engine finds."""
    told = fonts.runs("(مرحبا) 2026!", fonts.of_line("(مرحبا)", faces.TEXT, Han.CHINA))
    assert all(faces.has(face, part) for face, part in told)
    assert len({face for face, part in told if "(" in part or ")" in part}) == 1
