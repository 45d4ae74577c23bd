"""Whatever comes in, the answer is lyrics or one sentence: never a crash, never a long wait."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import MAX_LINE_CHARS, MAX_LINES, clean, is_blank
from bot.domain.lyrics.imported import Imported, Kind
from bot.domain.lyrics.writing import write
from bot.lyrics import parse

ASS = """\
[Script Info]
Title: x
[V4+ Styles]
Style: Default,Arial,20
[Events]
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\k50}La {\\kf100}mer
"""
SEEDS = (
    "[ti:x]\n[offset:+250]\n[00:01.00]<00:01.00>La <00:01.50>mer <00:02.00>\n[00:03.00]\n",
    "1\n00:00:01,000 --> 00:00:03,500\n<i>La</i> mer\n\n2\n00:00:04,000 --> 00:00:05,000\nb\n",
    "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:03.000\nLa <00:00:01.500>mer &amp;\n",
    "[Refrain]\nLa mer\n\nLa nuit\n",
    ASS,
)
# fmt: off
shards = st.sampled_from([
    "[", "]", "<", ">", "{", "}", "\\", ":", "-->", "\n", "\r", "00:", "9" * 30, "[00:99.00]", "\0",
    "\u202e", "\ufeff", "é", "²", "٣", "<00:00:01.000>", "{\\k99999999999}", "Dialogue: ",
    "Style: ", "[Events]", "[Fonts]\nfontname: x\n", "offset:", "&#x110000;", "&", "1\n", "-1:",
    "nan", " ", "\x85", "\u2028", "\x0b", "\x1c", "{\\k0}", "\\N",
])
# fmt: on


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """A file of some kind with shards thrown into it, pieces cut out and pieces doubled."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        to = draw(st.integers(at, min(len(text), at + 12)))
        middle = draw(shards | st.text(max_size=4) | st.just(text[at:to] * 2))
        text = text[:at] + middle + text[to:]
    return text


def assert_sound(found: Imported) -> None:
    """What a reader returns can be stored, shown and exported."""
    assert 0 < len(found.lines) <= MAX_LINES
    for line in found.lines:
        assert line.text == clean(line.text)
        assert not is_blank(line.text)
        assert len(line.text) <= MAX_LINE_CHARS
        assert line.start_s is None or line.start_s >= 0
        assert line.end_s is None or (line.start_s is not None and line.end_s >= line.start_s)
        starts = [word.start_s for word in line.words]
        assert starts == sorted(starts)
    for note in found.notes:
        assert note.sentence("fr") != note.key
    for kind in (Kind.TEXT, Kind.LRC):
        assert [line.text for line in parse(write(found.lines, kind)).lines] == [
            line.text for line in found.lines
        ]


@settings(max_examples=300)
@given(mutilated() | st.text(max_size=60) | st.binary(max_size=60))
def test_any_content_gives_lyrics_or_a_sentence(content: str | bytes) -> None:
    """Mutilated files of every kind, any text, any bytes."""
    try:
        found = parse(content)
    except UserError as refused:
        said = [refused.sentence(locale) for locale in ("en", "fr")]  # KeyError if there is no text
    else:
        said = [found.kind.value]
        assert_sound(found)
    assert all(said)


@pytest.mark.parametrize(
    "content",
    [
        "\n" * 1_000_000,
        " " * 1_000_000 + "x",
        "[" * 1_000_000,
        "[00:01.00]" * 100_000,
        "[00:01.00]" + "<00:01.00>" * 90_000,
        "[00:01.00]a\n" * 80_000,
        "a\n" * 500_000,
        "<" * 500_000 + "\n[00:01.00]a",
        "WEBVTT\n\n" + "00:01.000 --> 00:02.000\na\n\n" * 30_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<" * 900_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "&" * 900_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<b " * 300_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "1\n" * 400_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + " " * 900_000 + "x",
        "[Script Info]\n" + "Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,a\n" * 20_000,
        "[Script Info]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,," + "{" * 900_000,
        "[Script Info]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,," + "{\\k1}" * 150_000,
        "[Script Info]\nDialogue: 0,0:00:01.00,0:00:02.00,,,,,,," + "{\\p1}a" * 100_000,
        "9" * 1_000_000,
        "e" + "\u0301" * 500_000,
    ],
    ids=range(20),
)
def test_hostile_files_are_answered_soon(content: str) -> None:
    """A megabyte made to cost time is read or refused within two seconds of processor time."""
    begun = time.process_time()
    with contextlib.suppress(UserError):
        parse(content)
    assert time.process_time() - begun < 2
