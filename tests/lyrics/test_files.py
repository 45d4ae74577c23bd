"""Any file or paste: the kind is found by content, and subtitles in their real shapes are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.line import Word
from bot.lyrics import parse

EXAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "songs" / "minuit"

SRT = """\
1
00:00:01,000 --> 00:00:03,500
<i>La ville</i>
s'endort

2
00:00:04,000 --> 00:00:06,000
1999

3
00:00:07,000 --> 00:00:08,000
{\\an8}I <3 you <font color="#fff">tonight</font>
"""

VTT = """\
WEBVTT - some program
Kind: captions

STYLE
::cue { color: red }

NOTE
this is for nobody

intro
00:01.000 --> 00:03.000 align:start position:0%
<v Ana>La <00:00:01.500><c>ville</c> <00:00:02.000>dort

01:00:04.000 --> 01:00:05.000
Rock &amp; roll &lt;3
"""

ASS = """\
[Script Info]
; made by hand
Title: Pluie
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not sung
Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\k50}La {\\kf100}ville, {\\k50}dort
Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,{\\i1}Sous{\\i0}\\Nla pluie
Dialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,{\\p1}m 0 0 l 10 10{\\p0}
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("La mer\nLa nuit", Kind.TEXT),
        ("[Refrain]\nLa mer", Kind.TEXT),
        ("\ufeff[00:01.00]La mer", Kind.LRC),
        ("[ar:x]\n[00:01.00]La mer", Kind.LRC),
        (SRT, Kind.SRT),
        ("00:00:01.000 --> 00:00:02.000\nno numbers", Kind.SRT),
        (VTT, Kind.VTT),
        (ASS, Kind.ASS),
    ],
)
def test_the_kind_is_found_by_content(text: str, kind: Kind) -> None:
    """No file name is needed."""
    assert parse(text).kind is kind


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"#EXTM3U\nhttp://example.org/song.mp3", "lyrics.playlist"),
        (b"[playlist]\nFile1=/etc/passwd", "lyrics.playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd", "lyrics.playlist"),
        (b"<!DOCTYPE html><p>La mer", "lyrics.looks_html"),
        (b"{\\rtf1 La mer}", "lyrics.markup"),
        (b"\x89PNG\r\n\x1a\n\0\0", "lyrics.not_text"),
        (b"x" * (1024 * 1024 + 1), "lyrics.too_large"),
        (("a" + "\u0301\u0316" * 1_000).encode(), "lyrics.too_long"),
        (("[00:01.00]a" + "\u0301\u0316" * 70_000).encode(), "lyrics.too_long"),
        (b"1\n00:00:61,000 --> 00:00:62,000\na\n", "lyrics.broken_stamp"),
        (ASS.replace("0:00:04.00", "0:00:4x.00").encode(), "lyrics.broken_stamp"),
    ],
)
def test_what_cannot_be_lyrics_is_refused_with_a_sentence(data: bytes, key: str) -> None:
    """Playlists, documents, pictures and broken files: nothing is opened, nothing is guessed."""
    with pytest.raises(UserError) as refused:
        parse(data)
    assert refused.value.key == key
    assert refused.value.sentence("fr")


def test_subrip_in_the_shapes_programs_write() -> None:
    """Tags go, rows of one cue join, a cue that is only a number and a bare < stay."""
    lines = parse(SRT).lines
    assert [(line.start_s, line.end_s, line.text) for line in lines] == [
        (1.0, 3.5, "La ville s'endort"),
        (4.0, 6.0, "1999"),
        (7.0, 8.0, "I <3 you tonight"),
    ]


def test_subrip_without_numbers_loses_no_cue() -> None:
    """Cues whose number is missing are read all the same."""
    text = "00:00:01,000 --> 00:00:02,000\na\n\n00:00:03,000 --> 00:00:04,000\nb\n"
    assert [line.text for line in parse(text).lines] == ["a", "b"]


def test_webvtt_with_notes_styles_settings_and_word_stamps() -> None:
    """Only the cues are lyrics; word stamps become words, entities become characters."""
    first, second = parse(VTT).lines
    assert (first.text, first.start_s, first.end_s) == ("La ville dort", 1.0, 3.0)
    assert first.words == (Word("La", 1.0), Word("ville", 1.5), Word("dort", 2.0))
    assert (second.text, second.start_s) == ("Rock & roll <3", 3604.0)


def test_ass_with_comments_drawings_and_karaoke() -> None:
    """Karaoke tags become word times; comments and drawings are not lyrics."""
    found = parse(ASS)
    assert found.title == "Pluie"
    first, second = found.lines
    assert first.words == (Word("La", 1.0), Word("ville,", 1.5), Word("dort", 2.5))
    assert second.text == "Sous la pluie"


def test_a_cue_that_ends_before_it_starts_keeps_its_start() -> None:
    """The person is told which row; the words are not lost."""
    found = parse("1\n00:00:05,000 --> 00:00:03,000\na\n")
    assert (found.lines[0].start_s, found.lines[0].end_s) == (5.0, None)
    assert [note.key for note in found.notes] == ["lyrics.note_end_backwards"]


def test_windows_text_is_read_and_said() -> None:
    """A guess at the encoding is shown to the person."""
    found = parse("Mon cœur\nÉté".encode("cp1252"))
    assert [line.text for line in found.lines] == ["Mon cœur", "Été"]
    assert [note.key for note in found.notes] == ["lyrics.note_encoding"]


def test_the_example_song_is_read_whole() -> None:
    """The demo's files give the same 14 lines, timed and untimed."""
    timed = parse((EXAMPLE / "words.lrc").read_bytes())
    plain = parse((EXAMPLE / "words.txt").read_bytes())
    assert [line.text for line in timed.lines] == [line.text for line in plain.lines]
    assert [line.section for line in timed.lines] == [line.section for line in plain.lines]
    assert len(timed.lines) == 14
    assert all(line.words and line.end_s for line in timed.lines)
    assert timed.notes == plain.notes == ()
