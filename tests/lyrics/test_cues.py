"""Subtitles as programs really write them: odd stamps and arrows, lines told again and again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import ForeignKind
from bot.domain.lyrics.line import Word
from bot.lyrics import parse


def told(text: str) -> list[tuple[str, float | None, float | None]]:
    """Texts with starts and ends."""
    return [(line.text, line.start_s, line.end_s) for line in parse(text).lines]


@pytest.mark.parametrize(
    ("row", "start_s", "end_s"),
    [
        ("00:00:01 --> 00:00:03", 1.0, 3.0),
        ("00:00:01, 000 --> 00:00:03, 500", 1.0, 3.5),
        ("0:0:4,8 --> 0:0:6,2", 4.8, 6.2),
        ("00:00:01:000 --> 00:00:03:500", 1.0, 3.5),
        ("00:00:01,000 → 00:00:03,000", 1.0, 3.0),
        ("00:00:01,000 -> 00:00:03,000", 1.0, 3.0),
        ("00:00:01,000 ==> 00:00:03,000", 1.0, 3.0),
        ("00:00:01,000 --&gt; 00:00:03,000", 1.0, 3.0),
        ("00:00:01,000 - -> 00:00:03,000", 1.0, 3.0),
        ("00:00:01,000-->00:00:03,000", 1.0, 3.0),
        ("０：０１ --> ０：０３", 1.0, 3.0),
        ("1.0 --> 3.5", 1.0, 3.5),
        ("-00:00:01,000 --> 00:00:03,000", 0.0, 3.0),
        ("00:00:-01,000 --> 00:00:03,000", 0.0, 3.0),
        ("00:00:01,000 --> 00:00:03,000 X1:100 X2:200 Y1:1 Y2:2", 1.0, 3.0),
    ],
)
def test_the_ways_to_write_from_when_to_when(row: str, start_s: float, end_s: float) -> None:
    """The row is a time, never words; other kinds of it beside usual ones."""
    assert told(f"1\n{row}\nhold on\n") == [("hold on", start_s, end_s)]


def test_sbv_and_subviewer() -> None:
    """Times parted by a comma."""
    assert parse("0:00:01.000,0:00:03.000\nhold\non\n").kind is ForeignKind.SBV
    assert told("0:00:01.000,0:00:03.000\nhold\non\n") == [("hold on", 1.0, 3.0)]
    assert told("[INFORMATION]\n00:00:01.00,00:00:03.00\nhold[br]on\n") == [("hold on", 1.0, 3.0)]


def test_blank_rows_and_numbers_anywhere() -> None:
    """Words after a blank row belong to the cue above; a number that is sung stays."""
    text = "1\n\n0:01 --> 0:03\n\nhold\n\non\n\n2\n\n0:04 --> 0:05\n1999\n3\n0:06 --> 0:07\nring\n"
    assert told(text) == [("hold on", 1.0, 3.0), ("1999", 4.0, 5.0), ("ring", 6.0, 7.0)]


def test_words_before_the_first_time_are_named() -> None:
    """They have no place in the song, and are not lost in silence."""
    found = parse("A title\n\n0:01 --> 0:03\nhold\n")
    assert [note.values["words"] for note in found.notes] == ["A title"]


def test_a_time_that_nobody_can_read_is_named() -> None:
    """With its row; the cue is not passed over."""
    with pytest.raises(UserError) as refused:
        parse("0:01 --> 0:03\na\n0:0x --> 0:05\nb\n")
    assert refused.value.values["number"] == 3


ROLLING = """\
WEBVTT
Kind: captions

00:00:01.000 --> 00:00:03.490 align:start position:0%
 
quayside<00:00:01.400><c> lamps</c>

00:00:03.490 --> 00:00:03.500
quayside lamps
 

00:00:03.500 --> 00:00:05.990
quayside lamps
la<00:00:04.000><c> la</c>

00:00:05.990 --> 00:00:06.000
la la
 

00:00:06.000 --> 00:00:08.000
la la
la<00:00:06.500><c> la</c>
"""  # noqa: W293 - the blank row is how the site writes it


def test_automatic_captions_are_told_once() -> None:
    """Each row where it is sung; a line that is sung twice is there twice."""
    found = parse(ROLLING)
    assert [(line.text, line.start_s) for line in found.lines] == [
        ("quayside lamps", 1.0),
        ("la la", 3.5),
        ("la la", 6.0),
    ]
    assert found.lines[2].words == (Word("la", 6.0), Word("la", 6.5))
    assert [note.key for note in found.notes] == ["lyrics.note_told_again"]


def test_rows_that_roll_without_stamps() -> None:
    """As other sites write them, without the short cues too."""
    text = "1\n0:01 --> 0:02\na b\n\n2\n0:02 --> 0:03\na b\nc\n\n3\n0:03 --> 0:04\nc\nd\n"
    assert told(text) == [("a b", 1.0, 2.0), ("c", 2.0, 3.0), ("d", 3.0, 4.0)]


@pytest.mark.parametrize("tag", ["u", "b", 'font color="#0f0"'])
def test_a_mark_that_walks_over_a_line_gives_its_words_times(tag: str) -> None:
    """One line a walk; when it begins anew the line is sung again."""
    shut = f"</{tag.split(maxsplit=1)[0]}>"
    rows = [f"<{tag}>hold{shut} on", "hold on", f"hold <{tag}>on{shut}"]
    cues = [f"{n}\n0:0{n} --> 0:0{n + 1}\n{row}\n" for n, row in enumerate(rows * 2, 1)]
    found = parse("\n".join(cues))
    assert [(line.text, line.start_s, line.end_s) for line in found.lines] == [
        ("hold on", 1.0, 4.0),
        ("hold on", 4.0, 7.0),
    ]
    assert found.lines[0].words == (Word("hold", 1.0), Word("on", 3.0))


def test_plain_repetitions_are_never_merged() -> None:
    """Sung three times, told three times."""
    cues = [f"{n}\n0:0{n} --> 0:0{n + 1}\nhold on\n" for n in (1, 2, 3)]
    assert len(parse("\n".join(cues)).lines) == 3


def test_effects_beside_their_karaoke_rows() -> None:
    """The words are in the rows that the effect was made from."""
    head = "[Events]\nFormat: Layer, Start, End, Style, Name, Effect, Text\n"
    karaoke = "Comment: 0,0:00:01.00,0:00:03.00,K,,karaoke,{\\k50}hold {\\k50}on\n"
    effects = "".join(
        f"Dialogue: 0,0:00:0{n}.00,0:00:03.00,K,,fx,{{\\pos(1,{n})}}{word}\n"
        for n, word in ((1, "hold"), (2, "on"))
    )
    other = (
        "Dialogue: 0,0:00:04.00,0:00:05.00,K,Ana,,ring\nComment: 0,0:00:00.00,0:00:00.00,K,,,x\n"
    )
    found = parse(head + karaoke + effects + other)
    assert [(line.text, line.voice) for line in found.lines] == [("hold on", None), ("ring", "Ana")]
    assert found.lines[0].words == (Word("hold", 1.0), Word("on", 1.5))
    assert [note.key for note in found.notes] == ["lyrics.note_effects", "lyrics.note_comments"]


sung = st.text(alphabet="abcdefg -", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(sung, st.integers(0, 400), st.integers(1, 60)), min_size=1, max_size=12),
    st.sampled_from(["{} --> {}", "{} → {}", "{} -> {}", "7 {} --> {}"]),
    st.sampled_from(["00:{:02}:{:02},000", "{}:{:02}", "00:{:02}:{:02}:000"]),
    st.sampled_from(["", "{}\n"]),
)
def test_nothing_is_dropped_without_a_note(
    cues: list[tuple[str, int, int]], row: str, clock: str, number: str
) -> None:
    """Every cue's words are in the lines, or a note says what was left out."""
    text = "\n".join(
        number.format(n)
        + row.format(clock.format(*divmod(at, 60)), clock.format(*divmod(at + length, 60)))
        + f"\n{words}\n"
        for n, (words, at, length) in enumerate(cues, 1)
    )
    found = parse(text)
    if not any(
        note.key in {"lyrics.note_doubles", "lyrics.note_told_again"} for note in found.notes
    ):
        assert sorted(line.text for line in found.lines) == sorted(
            " ".join(words.split()) for words, _, _ in cues
        )
