"""Plain text: rows are lines, headings or blank rows part the sections."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Reading
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


def test_chords_over_and_within_the_words_are_left_out() -> None:
    """With a note; a single row of them may be sung."""
    found = parse(
        "C       G/B     Am7\nLamps on the quay\nF#m  C\none by one\n\n[Am]all [F]the way\n"
    )
    assert [line.text for line in found.lines] == ["Lamps on the quay", "one by one", "all the way"]
    assert [note.sentence("en") for note in found.notes] == [
        "3 rows had chords; I kept the words only."
    ]
    assert parse("Am\nI on the quay\nA\nman").lines[0].text == "I on the quay"
    assert parse("E\nlamps on the quay").lines[0].text == "E"


def test_headings_without_brackets_name_the_sections() -> None:
    """Where there are several of them at the heads of blocks; one alone may be sung."""
    found = parse("Verse 1\nLamps on the quay\n\nPre-Chorus:\none by one\n\nChorus\nall the way\n")
    assert [(line.section, line.text) for line in found.lines] == [
        ("Verse 1", "Lamps on the quay"),
        ("Pre-Chorus", "one by one"),
        ("Chorus", "all the way"),
    ]
    assert parse("Chorus\nof lamps\n\non the quay").lines[0].text == "Chorus"


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("31 Contributors\nTranslations\nDeutsch\nLamps Lyrics\n", "7Embed"),
        (
            "Paroles de la chanson Lampes par Ana\n",
            "Plus grands succès de Ana\nParoles.net dispose d’un accord",
        ),
        ('"Lamps" lyrics\n\nAna Lyrics\n\n"Lamps"\n', "Submit Corrections\nWriter(s): Ana B."),
        ("Lyrics\n", "Source: LyricFind\nSongwriters: Ana / Ben\nLamps lyrics © A Publisher"),
        ("Lyrics of Lamps by Ana\n", "Powered by Musixmatch"),
        ("", "******* This Lyrics is NOT for Commercial use *******\n(1409617012345)"),
        ("", "Composição: Ana. Essa informação está errada? Nos avise."),
        ('[Paroles de "Lampes"]\n', "Vous pourriez aussi aimer\n4Embed"),
    ],
)
def test_what_a_site_puts_around_the_words_is_left_out(head: str, foot: str) -> None:
    """In rows of its own, in English, French and Portuguese; kept where the person says so."""
    words = "Lamps on the quay\nlit one by one"
    text = f"{head}\n{words}\n\n{foot}\n"
    found = parse(text)
    assert [line.text for line in found.lines] == words.split("\n")
    assert [note.key for note in found.notes] == ["lyrics.note_page"]
    kept = parse(text, Reading(keep=True))
    assert len(kept.lines) > 2


@pytest.mark.parametrize("before", ["", "1\n00:00:01,000 --> 00:00:02,000\n", "[00:01.00]"])
def test_accents_without_end_are_refused_before_they_are_composed(
    monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    """Composing 292 KiB of them took the bot 24 s: that work is never begun."""
    composed: list[int] = []

    def normalize(_: object, text: str) -> str:
        composed.append(len(text))
        return text

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    with pytest.raises(UserError) as refused:
        parse(before + "a" + "\u0301\u0323" * 74_000)
    assert refused.value.key == "lyrics.too_long"
    assert max(composed, default=0) <= 2_000
