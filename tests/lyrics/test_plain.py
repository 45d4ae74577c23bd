"""Plain text: rows are lines, headings or blank rows part the sections."""

from __future__ import annotations

import pytest

from bot.domain.errors import UserError
from bot.lyrics import parse


def test_headings_name_the_sections() -> None:
    """Rows below a heading belong to it, blank rows between them part nothing."""
    found = parse("Ouverture\n[Refrain]\nDanse\n\nEncore\n[Verse 2:]\nLa mer")
    assert [(line.section, line.text) for line in found.lines] == [
        (None, "Ouverture"),
        ("Refrain", "Danse"),
        ("Refrain", "Encore"),
        ("Verse 2:", "La mer"),
    ]


def test_blank_rows_part_sections_where_no_heading_does() -> None:
    """Two blocks become sections 1 and 2, however many blank rows lie between."""
    found = parse("\na\nb\n\n \n\nc\n\n")
    assert [(line.section, line.text) for line in found.lines] == [
        ("1", "a"),
        ("1", "b"),
        ("2", "c"),
    ]


def test_one_block_has_no_section() -> None:
    """Lyrics without blank rows are not given a section."""
    assert [line.section for line in parse("a\nb").lines] == [None, None]


def test_a_heading_without_lines_is_pointed_out() -> None:
    """A bare [Refrain] means a repetition that the person has to write out."""
    found = parse("[Refrain]\nDanse\n[Couplet]\nLa mer\n[Refrain]\n")
    assert [note.sentence("fr") for note in found.notes] == [
        "La section « Refrain » n’a pas de lignes. Si c’est une répétition, colles-y ses lignes."
    ]


def test_controls_go_and_scripts_stay() -> None:
    """Invisible controls and overrides are dropped; Hebrew, Arabic, emoji and accents are kept."""
    found = parse("a\x07b\x1b[31m\n\u202eשלום\u202c\nمرحبا 👩‍🎤\ne\u0301te\u0301")
    assert [line.text for line in found.lines] == ["ab[31m", "שלום", "مرحبا 👩‍🎤", "été"]
    assert [note.key for note in found.notes] == ["lyrics.note_controls"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a\n" * 1001, "lyrics.too_many"),
        ("a\n" * 10_000, "lyrics.too_many"),
        ("\n \n♪ ♫\n", "lyrics.empty"),
        ("x" * 501, "lyrics.too_long"),
    ],
)
def test_lyrics_that_no_clip_can_hold_are_refused(text: str, key: str) -> None:
    """Too many lines, none, or one without end: one sentence in both languages."""
    with pytest.raises(UserError) as refused:
        parse(text)
    assert refused.value.key == key
    assert refused.value.sentence("en") != refused.value.sentence("fr")
