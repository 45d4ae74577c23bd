"""Rows that carry their time in other ways than LRC's; what is not understood is refused."""

from __future__ import annotations

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Imported, Kind
from bot.lyrics import parse


def told(found: Imported) -> list[tuple[str, float | None, float | None]]:
    """Texts with starts and ends."""
    return [(line.text, line.start_s, line.end_s) for line in found.lines]


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ("[1200,900](1200,400,0)灯(1600,500,0)火", "[3000,800](3000,300,0)远(3300,500,0)去"),
        ("[1200,900]灯(1200,400)火(1600,500)", "[3000,800]远(3000,300)去(3300,500)"),
        ("[1200,900]<0,400,0>灯<400,500,0>火", "[3000,800]<0,300,0>远<300,500,0>去"),
        ("[1200,900](0,400)灯(0,500)火", "[3000,800](0,300)远(0,500)去"),
    ],
    ids=["before", "behind", "from the row's start", "lengths"],
)
def test_syllables_in_milliseconds(row: str, after: str) -> None:
    """Four ways in which music services write the same times."""
    found = parse(f"[ti:灯]\n{row}\n{after}\n")
    assert (found.kind, found.title) == (Kind.LRC, "灯")
    assert told(found) == [("灯火", 1.2, 2.1), ("远去", 3.0, 3.8)]
    assert [[(word.text, word.start_s) for word in line.words] for line in found.lines] == [
        [("灯", 1.2), ("火", 1.6)],
        [("远", 3.0), ("去", 3.3)],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0:12 Lamps on the quay\n0:16 one by one\n1:02 all the way\n",
        "(0:12) Lamps on the quay\n(0:16) one by one\n(1:02) all the way\n",
        "00:00:12:Lamps on the quay\n00:00:16:one by one\n00:01:02:all the way\n",
        "0:12 - Lamps on the quay\n0:16 - one by one\n1:02 - all the way\n",
    ],
)
def test_rows_that_begin_with_a_clock_are_timed(text: str) -> None:
    """As people write under a video, and TMPlayer."""
    assert told(parse(text)) == [
        ("Lamps on the quay", 12.0, None),
        ("one by one", 16.0, None),
        ("all the way", 62.0, None),
    ]


def test_a_sung_time_of_day_is_no_stamp() -> None:
    """Two rows of several begin with one, or the times do not rise."""
    sung = "3:00 in the morning\nand the rain\n3:00 in the morning\nagain\nand again"
    assert [line.start_s for line in parse(sung).lines] == [None] * 5


def test_tenths_of_a_second() -> None:
    """MPL2: a bar parts rows, a stroke is italics."""
    found = parse("[12][30] /Lamps|on the quay\n[31][] one by one\n")
    assert told(found) == [("Lamps on the quay", 1.2, 3.0), ("one by one", 3.1, None)]


def test_what_a_recogniser_prints_are_cues() -> None:
    """Whisper's own output on a terminal, with and without hours; other arrows."""
    for text in (
        "[00:01.000 --> 00:02.500]  Lamps\n[00:03.000 --> 00:04.000]  out\n",
        "[00:00:01.000 --> 00:00:02.500]   Lamps\n[00:00:03.000 --> 00:00:04.000]   out\n",
        "1\n00:00:01,000 ―> 00:00:02,500\nLamps\n\n2\n00:00:03,000 ―> 00:00:04,000\nout\n",
    ):
        assert told(parse(text)) == [("Lamps", 1.0, 2.5), ("out", 3.0, 4.0)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[1.00]Lamps\n[2.50]out\n", "lyrics.looks_stamps"),
        ("Lamps on the quay 0:12\none by one 0:16\n", "lyrics.looks_stamps"),
        ("Scenarist_SCC V1.0\n\n00:00:01:00\t9420 9420 94ae\n", "lyrics.looks_scc"),
        ("R1,Lamps,0:01.000,0:02.500\nR2,out,0:03.000,0:04.000\n", "lyrics.looks_table"),
    ],
)
def test_times_that_are_not_understood_are_named(text: str, key: str) -> None:
    """They never become words."""
    with pytest.raises(UserError) as caught:
        parse(text)
    assert caught.value.key == key


@pytest.mark.parametrize(
    "text",
    [
        "time,text\n1.0,Lamps\n3.0,out\n",
        "#,Name,Start,End,Length\nR1,Lamps,0:01.000,0:02.500,0:01.500\nR2,out,0:03.000,0:04.000,1\n",
        "Start;End;Words\n1,0;2,5;Lamps\n3,0;4,0;out\n",
    ],
)
def test_columns_are_found_by_their_names(text: str) -> None:
    """Wherever they stand, and whatever parts them."""
    assert [(line.text, line.start_s) for line in parse(text).lines] == [
        ("Lamps", 1.0),
        ("out", 3.0),
    ]


def test_stamps_with_hours_are_hours_throughout() -> None:
    """One that can be nothing else tells how the short ones are meant."""
    found = parse("[1:00:01.00]Lamps\n[1:00:03]out\n")
    assert [line.start_s for line in found.lines] == [3601.0, 3603.0]


def test_credits_and_the_title_at_the_top_are_no_lyrics() -> None:
    """As music services put them before the first line; further down such a row is sung."""
    found = parse(
        "[ti:灯]\n[ar:Ana]\n[00:00.00]灯 - Ana\n[00:00.50]作词：Ana\n[00:00.90]Composed by: Ben\n"
        "[00:01.00]灯火\n[00:05.00]曲：终\n"
    )
    assert [line.text for line in found.lines] == ["灯火", "曲：终"]
    assert [note.key for note in found.notes] == ["lyrics.note_credits"]


def test_signs_in_the_way_of_html_are_signs() -> None:
    """Music services leave them in LRC and in plain words."""
    for stamp in ("", "[00:01.00]"):
        found = parse(f"{stamp}don&apos;t &amp; won&#39;t<br>go\n")
        assert [line.text for line in found.lines] == ["don't & won't go"]


def test_letters_that_were_encoded_twice_are_put_right() -> None:
    """UTF-8 that some program took for Windows-1252; words that only look so are left alone."""
    found = parse("L’été revient".encode().decode("cp1252").encode())
    assert [line.text for line in found.lines] == ["L’été revient"]
    assert [note.key for note in found.notes] == ["lyrics.note_twice"]
    assert parse("SÃO PAULO Â MEIA-NOITE").notes == ()
