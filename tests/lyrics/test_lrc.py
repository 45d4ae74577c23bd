"""LRC in the shapes that players, shops and karaoke programs write."""

from __future__ import annotations

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.line import LineShot, NewLine, Word
from bot.domain.lyrics.writing import write
from bot.lyrics import parse


def test_headers_and_stamps() -> None:
    """Title, artist and starts are read; other headers are passed over."""
    found = parse("[ti:Pluie]\r\n[ar: Léa ]\r\n[by:x]\r\n[00:01.50]La\r\n[01:02.345]Mer\r\n")
    assert (found.title, found.artist) == ("Pluie", "Léa")
    assert [(line.text, line.start_s) for line in found.lines] == [("La", 1.5), ("Mer", 62.345)]


@pytest.mark.parametrize(
    ("stamp", "start_s"),
    [
        ("[0:5]", 5.0),
        ("[00:05.1]", 5.1),
        ("[00:05.12]", 5.12),
        ("[00:05,123]", 5.123),
        ("[00:05:12]", 5.12),
        ("[75:00.00]", 4500.0),
        ("[1:02:03.50]", 3723.5),
    ],
)
def test_the_ways_to_write_a_time(stamp: str, start_s: float) -> None:
    """Tenths, hundredths, milliseconds, a colon or a comma, long minutes, hours."""
    assert parse(f"{stamp}x").lines[0].start_s == pytest.approx(start_s)


def test_several_stamps_repeat_the_row() -> None:
    """A refrain written once stands at each of its times, everything in order."""
    found = parse("[00:10.00][00:30.00] Refrain\n[00:20.00]Couplet")
    assert [(line.start_s, line.text) for line in found.lines] == [
        (10.0, "Refrain"),
        (20.0, "Couplet"),
        (30.0, "Refrain"),
    ]
    assert found.notes == ()


def test_a_positive_offset_makes_lines_come_sooner() -> None:
    """The offset moves lines, ends and words, never before the song's start."""
    found = parse("[offset:+500]\n[00:00.20]a\n[00:02.00]<00:02.00>b <00:03.00>")
    assert [line.start_s for line in found.lines] == [0.0, 1.5]
    assert found.lines[1].words == (Word("b", 1.5),)
    assert found.lines[1].end_s == 2.5


def test_words_have_their_times_and_the_last_stamp_ends_the_line() -> None:
    """Word stamps become words; one with nothing behind it is the line's end."""
    found = parse("[00:12.00]<00:12.00>Là-<00:12.50>haut <00:13.00>")
    assert found.lines == (
        NewLine("Là-haut", None, 12.0, 13.0, words=(Word("Là-", 12.0), Word("haut", 12.5))),
    )


def test_words_of_a_repeated_row_move_along() -> None:
    """The repetition is sung like the first time."""
    found = parse("[00:10.00][00:20.00]<00:10.00>a <00:11.00>b")
    assert found.lines[1].words == (Word("a", 20.0), Word("b", 21.0))


def test_an_empty_stamp_ends_the_line_before() -> None:
    """Instrumental rows say where a caption goes away; music notes count as empty."""
    found = parse("[00:01.00]a\n[00:04.00]\n[00:09.00]b\n[00:12.00] ♪\n")
    assert [line.end_s for line in found.lines] == [4.0, 12.0]


def test_headings_and_rows_without_a_time_are_kept() -> None:
    """Nothing of the words is lost: an untimed row stays behind the one before it."""
    found = parse("[Refrain]\n[00:01.00]a\nb\n[00:09.00]c")
    assert [(line.section, line.text, line.start_s) for line in found.lines] == [
        ("Refrain", "a", 1.0),
        ("Refrain", "b", None),
        ("Refrain", "c", 9.0),
    ]


def test_rows_out_of_order_are_sorted_and_said() -> None:
    """Times that run backwards lose nothing, and the person is told."""
    found = parse("[00:09.00]b\n[00:01.00]a")
    assert [line.text for line in found.lines] == ["a", "b"]
    assert [note.key for note in found.notes] == ["lyrics.note_sorted"]


def test_words_that_run_backwards_leave_the_line() -> None:
    """Contradicting word stamps are dropped with a note, the words stay."""
    found = parse("[00:09.00]<00:09.00>a <00:08.00>b")
    assert (found.lines[0].text, found.lines[0].words) == ("a b", ())
    assert [note.key for note in found.notes] == ["lyrics.note_words_backwards"]


def test_an_end_before_the_line_is_left_out() -> None:
    """A last stamp that contradicts the first is noted, the line stays."""
    found = parse("[00:09.00]La <00:09.50>mer <00:01.00>")
    assert (found.lines[0].text, found.lines[0].start_s, found.lines[0].end_s) == (
        "La mer",
        9.0,
        None,
    )
    assert [note.key for note in found.notes] == ["lyrics.note_end_backwards"]


@pytest.mark.parametrize(
    ("text", "key", "number"),
    [
        ("[00:01.00]a\n[00:75.00]b", "lyrics.broken_stamp", 2),
        ("[00:0x.00]a", "lyrics.broken_stamp", 1),
        ("[00:01.00]a\n\n[00:02.00]<00:99>b", "lyrics.broken_stamp", 3),
        ("[offset:soon]\n[00:01.00]a", "lyrics.broken_offset", 1),
        ("[offset:nan]\n[00:01.00]a", "lyrics.broken_offset", 1),
    ],
)
def test_a_broken_stamp_is_named_with_its_row(text: str, key: str, number: int) -> None:
    """The sentence says which row to mend."""
    with pytest.raises(UserError) as refused:
        parse(text)
    assert refused.value.key == key
    assert refused.value.values["number"] == number
    assert str(number) in refused.value.sentence("fr")


def test_a_row_with_countless_stamps_is_refused_at_once() -> None:
    """A small file must not unfold into millions of words."""
    with pytest.raises(UserError) as refused:
        parse(("[0:1]" * 390 + "a\n") * 3)
    assert refused.value.key == "lyrics.too_many"


def test_a_sheet_to_fill_in_comes_back_as_it_went() -> None:
    """Each untimed line has an empty stamp, which reads as no time; what was filled in is kept."""
    lines = (
        NewLine("Au port", "Couplet", start_s=1.0),
        NewLine("[La] nuit", "Couplet"),
        NewLine("12 heures", "Refrain"),
    )
    sheet = write(lines, Kind.LRC, title="Minuit", stamp_all=True)
    assert sheet.count("[--:--.--]") == 2
    back = parse(sheet)
    assert [(one.text, one.section, one.start_s) for one in back.lines] == [
        (one.text, one.section, one.start_s) for one in lines
    ]
    filled = sheet.replace("[--:--.--]", "[00:04.50]", 1)
    assert [one.start_s for one in parse(filled).lines] == [1.0, 4.5, None]


@pytest.mark.parametrize("stamp", ["[--:--.--]", "[--:--]", "[__:__.__]", "[–:–.–]"])
def test_a_stamp_that_nobody_filled_in_is_no_time(stamp: str) -> None:
    """However an editor changed its dashes; the file is LRC all the same."""
    assert parse("[--:--.--]La mer\n").kind is Kind.LRC
    (line,) = parse(f"{stamp}La mer").lines
    assert (line.text, line.start_s) == ("La mer", None)


def test_a_half_filled_stamp_is_named() -> None:
    """A row that somebody began to fill in is told by its number."""
    with pytest.raises(UserError, match="Row 2"):
        parse("[00:01.00]La\n[00:--.--]Mer")


def test_words_stamped_in_brackets_and_from_the_line_on() -> None:
    """Word stamps may be square; what stands before the first one begins with the line."""
    square = parse("[00:01.00]Hold [00:01.40]on [00:01.80]tight[00:02.50]")
    pointed = parse("[00:01.00]Hold <00:01.40>on <00:01.80>tight <00:02.50>")
    assert square.lines == pointed.lines
    assert square.lines == (
        NewLine(
            "Hold on tight",
            None,
            1.0,
            2.5,
            words=(Word("Hold", 1.0), Word("on", 1.4), Word("tight", 1.8)),
        ),
    )
    twice = parse("[00:03.00][00:03.10]go [00:03.40]on")
    assert twice.lines[0].words == (Word("go", 3.1), Word("on", 3.4))


def test_a_stamp_at_the_end_alone_ends_the_line() -> None:
    """It says nothing of words."""
    assert parse("[00:01.00]Hold on[00:03.00]").lines == (NewLine("Hold on", None, 1.0, 3.0),)


def test_voices_leave_the_words() -> None:
    """Marked singers are the line's voice; a name before a colon stays a word."""
    found = parse("[00:01.00]F: a\n[00:02.00]v2:<00:02.00>b <00:02.50>c\n[00:03.00]Ana: d")
    assert [(line.voice, line.text) for line in found.lines] == [
        ("F", "a"),
        ("v2", "b c"),
        (None, "Ana: d"),
    ]
    assert found.lines[1].words == (Word("b", 2.0), Word("c", 2.5))


@pytest.mark.parametrize(
    "text",
    [
        "[00:01.00]hold\n[bg: <00:01.20>ooh <00:01.60>aah]",
        "[00:01.00]hold\n[bg:[00:01.20]ooh [00:01.60]aah]",
        "[00:01.00]hold [bg: <00:01.20>ooh <00:01.60>aah]",
    ],
)
def test_what_is_sung_behind_is_a_line_of_its_own(text: str) -> None:
    """Marked, in the shot of the line before it."""
    first, behind = parse(text).lines
    assert (first.text, first.voice) == ("hold", None)
    assert (behind.text, behind.voice, behind.start_s) == ("ooh aah", "bg", 1.2)
    assert (behind.shot, len(behind.words)) == (LineShot.SHARED, 2)


def test_sections_headers_and_words_on_one_row() -> None:
    """A section with a name in it, words behind a header: all is kept, or named."""
    found = parse("[mood:calm]\n[Chorus: Ana]\n[00:01.00]a\n[ar:Ben] b\n[Verse] [00:02.00]c")
    assert [(line.section, line.text) for line in found.lines] == [
        ("Chorus: Ana", "a"),
        ("Chorus: Ana", "b"),
        ("Verse", "c"),
    ]
    assert found.artist == "Ben"
    assert [note.values["words"] for note in found.notes] == ["mood: calm"]


@pytest.mark.parametrize(
    ("stamp", "start_s"),
    [
        ("[00:00.00-1]", 0.0),
        ("[00:00:01:500]", 1.5),
        ("［００：０１．５０］", 1.5),
        ("[00.01.50]", 1.5),
        ("[-00:01.50]", 0.0),
        ("[ 00:01.50 ]", 1.5),
    ],
)
def test_odd_stamps_are_times(stamp: str, start_s: float) -> None:
    """Whatever program or person wrote them."""
    (line,) = parse(f"{stamp}hold on").lines
    assert (line.text, line.start_s) == ("hold on", start_s)


def test_lines_of_one_stamp_share_their_shot_and_end() -> None:
    """An original and its translation; a file of one stamp for all has no times."""
    found = parse("[00:01.00]灯\n[00:01.00]lamp\n[00:03.00]\n[00:04.00]桥\n")
    assert [(line.start_s, line.end_s, line.shot) for line in found.lines] == [
        (1.0, 3.0, LineShot.OWN),
        (1.0, 3.0, LineShot.SHARED),
        (4.0, None, LineShot.OWN),
    ]
    same = parse("[00:00.00]a\n[00:00.00]b\n[00:00.00]c")
    assert {line.start_s for line in same.lines} == {None}
    assert [note.key for note in same.notes] == ["lyrics.note_one_stamp"]
