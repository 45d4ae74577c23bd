"""Out and in again: every word, and every time to 10 ms, in each kind that can hold them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean, is_blank
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.line import LineShot, NewLine, Word
from bot.domain.lyrics.writing import write
from bot.lyrics import parse

HALF_A_HUNDREDTH = 0.005001

# fmt: off
nasty = st.sampled_from([
    "[Refrain]", "[00:12.00]", "<00:01.00>", "<i>", "{\\k5}", "a\\Nb", "&lt;", "-->", "12", "<b",
    "#EXTM3U", "[ar:x]", "}", "{", "1:23", "œuvre", "שלום", "👩\u200d🎤", "%PDF", "e\u0301",
    "STYLE", "00:00:01,000", "F:", "[bg: x]", "v1:", "：", "→", "[00:01", "-1:00",
    "{1}{2}", "[Script", "Info]", "NOTE", "WEBVTT", "\\", "\\{", "♪",
])
# fmt: on
words_of_text = (
    st.lists(nasty | st.text(max_size=8), min_size=1, max_size=6)
    .map(lambda parts: clean(" ".join(parts)))
    .filter(lambda text: not is_blank(text))
)


@st.composite
def songs(draw: st.DrawFn) -> tuple[NewLine, ...]:
    """Timed lines in order, some with an end, some with a time for every word."""
    texts = draw(st.lists(words_of_text, min_size=1, max_size=8))
    at = 0
    lines: list[NewLine] = []
    for text in texts:
        at += draw(st.integers(0, 3000))
        length = draw(st.integers(20, 900))
        words: tuple[Word, ...] = ()
        if draw(st.booleans()):
            steps = sorted(
                draw(st.lists(st.integers(0, length), min_size=len(text.split()), max_size=20))
            )
            words = tuple(
                Word(word, (at + step) / 100)
                for word, step in zip(text.split(), [0, *steps], strict=False)
            )
        ends = draw(st.booleans()) or bool(words)
        end_s = (at + length) / 100 if ends else None
        lines.append(NewLine(text, None, at / 100, end_s, words=words))
        at += length
    return tuple(lines)


def close(a: float | None, b: float | None) -> bool:
    """Whether two times are one after rounding to hundredths."""
    return a == b or (a is not None and b is not None and abs(a - b) <= HALF_A_HUNDREDTH)


@settings(max_examples=120)
@given(songs())
def test_lrc_keeps_words_and_times(lines: tuple[NewLine, ...]) -> None:
    """LRC holds starts, ends and the words' times."""
    again = parse(write(lines, Kind.LRC, title="Été [1]", artist="Léa"))
    assert again.kind is Kind.LRC
    assert (again.title, again.artist) == ("Été (1)", "Léa")
    assert_same(lines, again.lines, words=True)
    for line, read in zip(lines, again.lines, strict=True):
        assert close(line.end_s, read.end_s)


@settings(max_examples=80)
@given(songs(), st.sampled_from([Kind.VTT, Kind.ASS, Kind.SRT]))
def test_subtitles_keep_words_and_times(lines: tuple[NewLine, ...], kind: Kind) -> None:
    """Subtitles hold starts and ends; WebVTT and ASS the words' times too."""
    again = parse(write(lines, kind))
    assert again.kind is kind
    assert_same(lines, again.lines, words=kind is not Kind.SRT)
    for line, read in zip(lines, again.lines, strict=True):
        assert line.end_s is None or close(line.end_s, read.end_s)
    twice = parse(write(again.lines, kind))
    assert twice.lines == again.lines


@settings(max_examples=80)
@given(st.lists(words_of_text, min_size=1, max_size=8))
def test_plain_text_keeps_every_line(texts: list[str]) -> None:
    """Rows that look like markup, headings or other kinds of file are lines again."""
    again = parse(write([NewLine(text) for text in texts], Kind.TEXT))
    assert again.kind is Kind.TEXT
    assert [line.text for line in again.lines] == texts


def assert_same(lines: tuple[NewLine, ...], again: tuple[NewLine, ...], *, words: bool) -> None:
    """Same texts and starts, and the same times for the words that a file can part."""
    assert [line.text for line in again] == [line.text for line in lines]
    for line, read in zip(lines, again, strict=True):
        assert close(line.start_s, read.start_s)
        if words and len(line.words) != 1:  # WebVTT has no stamp at a cue's own start
            assert [word.text for word in read.words] == [word.text for word in line.words]
            for word, heard in zip(line.words, read.words, strict=True):
                assert close(word.start_s, heard.start_s)


def test_sections_survive_text_and_lrc() -> None:
    """Headings and unnamed sections come back from both kinds."""
    lines = (
        NewLine("a", "Couplet", 1.0),
        NewLine("b", "Refrain", 2.0),
        NewLine("c", "Refrain", 3.0),
    )
    for kind in (Kind.TEXT, Kind.LRC):
        assert [line.section for line in parse(write(lines, kind)).lines] == [
            "Couplet",
            "Refrain",
            "Refrain",
        ]
    for name in ("Script Info", "Refrain:", "ar: x", "V4+ Styles", "2:30"):
        for kind in (Kind.TEXT, Kind.LRC):
            again = parse(write((NewLine("a", name, 1.0), NewLine("b", name, 2.0)), kind))
            assert (again.kind, [line.section for line in again.lines]) == (kind, [name, name])
    numbered = (NewLine("a", "1"), NewLine("b", "2"))
    assert write(numbered, Kind.TEXT) == "a\n\nb\n"


def test_a_subtitle_of_untimed_lines_is_refused() -> None:
    """The sentence names the line and offers text instead."""
    with pytest.raises(UserError) as refused:
        write([NewLine("a", None, 1.0), NewLine("b")], Kind.SRT)
    assert refused.value.values == {"number": 2}


def test_a_line_without_an_end_lasts_until_the_next_or_the_song_s_end() -> None:
    """The last line of a subtitle reaches the song's end."""
    out = write([NewLine("a", None, 1.0), NewLine("b", None, 3.0)], Kind.SRT, duration_s=9.5)
    assert "00:00:01,000 --> 00:00:03,000" in out
    assert "00:00:03,000 --> 00:00:09,500" in out


@pytest.mark.parametrize("kind", [Kind.LRC, Kind.SRT, Kind.VTT, Kind.ASS])
def test_lines_sung_together_and_held_over_the_next_come_back(kind: Kind) -> None:
    """A translation of one stamp, a note held into the next line: every start and end returns."""
    lines = (
        NewLine("港の鐘が鳴る", None, 1.0, 2.5),
        NewLine("Harbour bells", None, 1.0, 2.5, shot=LineShot.SHARED),
        NewLine("Held for long", None, 3.0, 6.0),
        NewLine("over this", None, 4.0, 5.0),
    )
    again = parse(write(lines, kind))
    assert again.lines == lines
    voiced = tuple(
        replace(line, voice=voice)
        for line, voice in zip(lines, ("F", "bg", "v2", None), strict=True)
    )
    assert kind is Kind.SRT or parse(write(voiced, kind)).lines == voiced
    assert [note.key for note in again.notes] == ["lyrics.note_together"]


def test_lrc_keeps_whoever_sings() -> None:
    """The few voices that LRC marks as they are, others by a number that a header names."""
    voices = ("F", "v1", "Ana Ñ", None, "Ben: [x]", "bg", "Ana Ñ", "女")
    lines = tuple(
        NewLine(f"line {at}", None, float(at), voice=voice) for at, voice in enumerate(voices)
    )
    text = write(lines, Kind.LRC)
    assert [line.voice for line in parse(text).lines] == [
        "F", "v1", "Ana Ñ", None, "Ben: (x)", "bg", "Ana Ñ", "女",
    ]  # fmt: skip
    assert "[v2:Ana Ñ]" in text


def test_words_that_look_like_a_credit_or_a_sign_are_kept() -> None:
    """What our reader would leave out or read as HTML's is written so that it does not."""
    lines = (NewLine("Lyrics by: moonlight", None, 0.0), NewLine("a &amp; b <br> c", None, 2.0))
    for kind in (Kind.LRC, Kind.TEXT):
        assert [line.text for line in parse(write(lines, kind)).lines] == [
            one.text for one in lines
        ]
