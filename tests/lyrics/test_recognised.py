"""Kinds that only speech recognition, karaoke programs and sites write, each in its real shape."""

from __future__ import annotations

import json

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import ForeignKind, Imported, Kind, Reading
from bot.domain.lyrics.line import LineShot
from bot.lyrics import parse


def told(found: Imported) -> list[tuple[str, float | None, float | None]]:
    """Texts with starts and ends."""
    return [(line.text, line.start_s, line.end_s) for line in found.lines]


def words(found: Imported) -> list[list[tuple[str, float]]]:
    """Each line's timed pieces."""
    return [[(word.text, word.start_s) for word in line.words] for line in found.lines]


TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
 xmlns:itunes="x"><head><metadata><ttm:agent type="person" xml:id="v1"/>
<ttm:agent xml:id="v2"><ttm:name>Ben</ttm:name></ttm:agent></metadata></head>
<body dur="10"><div itunes:songPart="Verse">
<p begin="1.0" end="3.0" ttm:agent="v1"><span begin="1.0" end="1.4">Quay</span><span begin="1.4"
 end="1.8">side</span> <span begin="1.8" end="2.5">lamps</span><span ttm:role="x-bg"><span
 begin="2.0" end="2.6">(ooh)</span></span></p>
<p begin="00:04.000" end="00:05.500" ttm:agent="v2">hold<br/>on</p></div></body></tt>"""


def test_ttml_with_syllables_voices_sections_and_a_second_voice() -> None:
    """Spans are pieces of words; what is sung behind is a line of its own in the same shot."""
    found = parse(TTML)
    assert found.kind is ForeignKind.TTML
    assert told(found) == [
        ("Quayside lamps", 1.0, 3.0),
        ("(ooh)", 2.0, None),
        ("hold on", 4.0, 5.5),
    ]
    assert words(found)[0] == [("Quay", 1.0), ("side", 1.4), ("lamps", 1.8)]
    assert [line.voice for line in found.lines] == ["v1", "bg", "Ben"]
    assert [line.shot for line in found.lines] == [LineShot.OWN, LineShot.SHARED, LineShot.OWN]
    assert {line.section for line in found.lines} == {"Verse"}
    assert found.shape("en")["lines"][0]["words"] == [["Quayside", 1.0], ["lamps", 1.8]]


@pytest.mark.parametrize(
    ("attributes", "start_s", "end_s"),
    [
        ('begin="00:00:01:12" end="75f"', 1.48, 3.0),
        ('begin="4000t" dur="1.5s"', 4.0, 5.5),
        ('begin="1m" end="61s"', 60.0, 61.0),
        ('begin="500ms" end="00:00:02.5"', 0.5, 2.5),
    ],
)
def test_the_ways_ttml_writes_a_time(attributes: str, start_s: float, end_s: float) -> None:
    """Clocks with frames, frames, ticks, and all units."""
    head = '<tt xmlns:p="x" p:frameRate="25" p:tickRate="1000">'
    found = parse(f"{head}<body><p {attributes}>a &amp; b</p></body></tt>")
    (line,) = found.lines
    assert line.text == "a & b"
    assert line.start_s == pytest.approx(start_s)
    assert line.end_s == pytest.approx(end_s)


def test_ttml_whose_spans_count_from_their_line() -> None:
    """As the standard says, where the programs' habit would put them before the line."""
    text = '<tt><body><p begin="10s" dur="4s"><span begin="0s">a </span><span begin="2s">b</span>'
    assert words(parse(f"{text}</p></body></tt>")) == [[("a", 10.0), ("b", 12.0)]]


def test_captions_as_a_video_site_s_xml() -> None:
    """Starts and lengths in seconds, letters escaped twice."""
    found = parse('<transcript><text start="1" dur="2.5">Salt &amp;amp; sand</text></transcript>')
    assert told(found) == [("Salt & sand", 1.0, 3.5)]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE tt [<!ENTITY a "b">]><tt><p begin="1s">&a;</p></tt>',
        '<?xml version="1.0"?><!DOCTYPE tt SYSTEM "file:///x"><tt><p begin="1s">x</p></tt>',
        '<tt><p begin="1s">a</tt>',
        "<tt>" + "<div>" * 5_000 + '<p begin="1s">a</p>' + "</div>" * 5_000 + "</tt>",
    ],
)
def test_xml_that_unfolds_or_breaks_is_refused(text: str) -> None:
    """No entity, no file of ours, no depth without end."""
    with pytest.raises(UserError):
        parse(text)


def test_ultrastar_notes_become_words() -> None:
    """A beat is a fourth of the tempo's, the gap is in ms, a tilde holds what was sung."""
    head = "#TITLE:Quay\n#ARTIST:Ana\n#BPM:120,0\n#GAP:500,5\n"
    found = parse(
        f"{head}: 0 4 60 Quay\n: 4 4 62 side \n* 8 2 64 lamps\n: 10 6 64 ~\n- 20\nE\nrest"
    )
    assert (found.kind, found.title, found.artist) == (ForeignKind.ULTRASTAR, "Quay", "Ana")
    assert told(found) == [("Quayside lamps", 0.5005, 2.5005)]
    assert words(found) == [[("Quay", 0.5005), ("side", 1.0005), ("lamps", 1.5005)]]


def test_ultrastar_in_relative_beats_and_for_two() -> None:
    """Relative files count from the line; singers are voices, in order of time."""
    relative = parse("#BPM:120\n#RELATIVE:YES\n: 0 4 1 one\n- 8 8\n: 0 4 1 two\n")
    assert [line.start_s for line in relative.lines] == [0.0, 1.0]
    duet = parse("#BPM:240\n#P1:Ana\nP1\n: 0 4 1 La\n- 9\n: 16 4 1 mer\nP2\n: 0 4 1 Lo\n")
    assert [(one.text, one.voice) for one in duet.lines] == [
        ("La", "Ana"),
        ("Lo", "P2"),
        ("mer", "Ana"),
    ]


@pytest.mark.parametrize("head", ["", "#BPM:fast\n", "#BPM:0\n", "#BPM:nan\n", "#BPM:1e-300\n"])
def test_ultrastar_without_a_tempo_is_refused(head: str) -> None:
    """Nothing is known of its times."""
    with pytest.raises(UserError) as refused:
        parse(f"#TITLE:x\n{head}: 0 4 60 La\n: 4 4 60 mer\n")
    assert refused.value.key == "lyrics.no_tempo"


SEGMENT = {"start": 1.0, "end": 3.0, "text": " Quayside lamps"}
SUNG = [("Quayside lamps", 1.0, 3.0)]


@pytest.mark.parametrize(
    "content",
    [
        {"text": "x", "segments": [SEGMENT]},
        [SEGMENT],
        {"transcription": [{"offsets": {"from": 1000, "to": 3000}, "text": " Quayside lamps"}]},
        {
            "transcription": [
                {
                    "timestamps": {"from": "00:00:01,000", "to": "00:00:03,000"},
                    "text": "Quayside lamps",
                }
            ]
        },
        {"chunks": [{"timestamp": [1.0, 3.0], "text": " Quayside lamps"}]},
        {
            "lyrics": {
                "lines": [{"startTimeMs": "1000", "endTimeMs": "3000", "words": "Quayside lamps"}]
            }
        },
        {"syncedLyrics": "[00:01.00]Quayside lamps\n[00:03.00]"},
        {
            "words": [
                {"word": "Quayside", "start": 1.0, "end": 1.5},
                {"word": "lamps", "start": 1.6, "end": 3.0},
            ]
        },
        {
            "events": [
                {"tStartMs": 0, "id": 1},
                {
                    "tStartMs": 1000,
                    "dDurationMs": 2000,
                    "segs": [{"utf8": "Quayside"}, {"utf8": " lamps", "tOffsetMs": 500}],
                },
            ]
        },
    ],
    ids=range(9),
)
def test_json_of_recognisers_and_services(content: object) -> None:
    """Each names things its own way; the line is the same."""
    assert told(parse(json.dumps(content))) == SUNG


def test_words_of_a_transcript_have_their_times() -> None:
    """Where the words stand in the text; a translation of a service shares the shot."""
    spoken = [{"word": " Quayside", "start": 1.0}, {"word": " lamps", "start": 1.6}]
    found = parse(json.dumps({"segments": [{**SEGMENT, "words": spoken}]}))
    assert words(found) == [[("Quayside", 1.0), ("lamps", 1.6)]]
    twice = {"lrc": {"lyric": "[00:01.00]灯"}, "tlyric": {"lyric": "[00:01.00]lamp"}}
    assert [line.shot for line in parse(json.dumps(twice)).lines] == [LineShot.OWN, LineShot.SHARED]


def test_columns_and_labels() -> None:
    """Whisper's milliseconds, Audacity's seconds; a point label has no end."""
    tsv = parse("start\tend\ttext\n1000\t3000\tQuayside lamps\n")
    csv = parse('start,end,text\n1000,3000,"Quayside, lamps"\n')
    labels = parse("1.000000\t3.000000\tQuayside lamps\n\\\t0.0\t440.0\n4.0\t4.0\thold\n")
    assert told(tsv) == SUNG
    assert told(csv) == [("Quayside, lamps", 1.0, 3.0)]
    assert told(labels) == [*SUNG, ("hold", 4.0, None)]


def test_credits_in_json_leave_the_words_and_are_named() -> None:
    """They stand between rows of LRC."""
    found = parse('{"t":0,"c":[{"tx":"作曲: "},{"tx":"Ana","li":"x"}]}\n[00:02.00]灯\n')
    assert (found.kind, told(found)) == (Kind.LRC, [("灯", 2.0, None)])
    assert [(note.key, note.values["words"]) for note in found.notes] == [
        ("lyrics.note_credits", "作曲: Ana")
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"foo": {"bar": [1, 2, 3]}}', "json"),
        ("[1, 2, 3]", "json"),
        ('{"a": ' * 100_000, "json"),
        ("{25}{75}Quayside lamps\n{100}{150}hold\n", "microdvd"),
        ("0:12\nQuayside lamps\n0:15\nhold\n", "stamps"),
        ("12.5\n13.75\n14\n", "stamps"),
        ("<div>\n<p>Quayside lamps</p>\n</div>", "html"),
        ("<SAMI><BODY><SYNC Start=1000><P>Quayside", "sami"),
        ('<?xml version="1.0"?><score><note/></score>', "xml"),
        ("<lyric>\n<row>Quayside</row>\n</lyric>", "xml"),
        ("- start: 1.0\n  end: 2.0\n  text: Quayside\n", "yaml"),
        ("\\documentclass{article}\n\\begin{document}", "tex"),
        ("a;b;c;d\ne;f;g;h\n", "table"),
        ("const a = 1;\nfunction b() {\n}\n", "code"),
        ("QUJD" * 20 + "a1\n" + "QUJD" * 20 + "b2", "base64"),
    ],
)
def test_what_was_not_understood_is_named_and_refused(text: str, what: str) -> None:
    """It never becomes lyrics."""
    with pytest.raises(UserError) as refused:
        parse(text)
    assert refused.value.key == f"lyrics.looks_{what}"
    assert refused.value.sentence("fr") != refused.value.sentence("en")


@pytest.mark.parametrize(
    "text",
    [
        "3:00 in the morning",
        "[1]\nQuayside lamps",
        "Hold on (hold on)\nRing (ring)",
        "{la la}",
        "Ana: hold on;",
        "La mer;\nla nuit;",
        "- hold on\n- ring",
    ],
)
def test_lyrics_that_only_look_odd_are_lyrics(text: str) -> None:
    """Brackets, clocks and semicolons are sung too."""
    assert parse(text).kind is Kind.TEXT


PAGE = """45 ContributorsTranslationsDeutschQuay Lyrics“Quay” is a song about… Read More\xa0
[Verse 1]
Quayside lamps
See Ana LiveGet tickets as low as $45You might also like[Chorus]
Hold on
hold on12KEmbed
"""


def test_a_lyric_site_s_page_leaves_the_words() -> None:
    """The note names what went; ``keep`` keeps it."""
    found = parse(PAGE)
    assert [(line.section, line.text) for line in found.lines] == [
        ("Verse 1", "Quayside lamps"),
        ("Chorus", "Hold on"),
        ("Chorus", "hold on"),
    ]
    (note,) = found.notes
    for piece in ("45 Contributors", "Read More", "Get tickets", "You might also like", "12KEmbed"):
        assert piece in str(note.values["words"])
    assert "hold on12KEmbed" in [line.text for line in parse(PAGE, Reading(keep=True)).lines]


@pytest.mark.parametrize("text", ["We embed\nThe lamps", "You might also like it here\nHold on"])
def test_words_like_a_page_s_stay(text: str) -> None:
    """Where no page is around them."""
    assert [line.text for line in parse(text).lines] == text.split("\n")


def test_singers_one_after_the_other_are_in_order() -> None:
    """A duet's second singer and voices behind a line begin before the row above: no fault."""
    duet = (
        "#TITLE:x\n#BPM:240\n#GAP:0\n#P1:Ana\n#P2:Ben\nP1\n: 0 4 1 I\n- 6\n: 32 4 1 here\n"
        "P2\n: 16 4 1 You\nE\n"
    )
    found = parse(duet)
    assert [(line.text, line.voice) for line in found.lines] == [
        ("I", "Ana"),
        ("You", "Ben"),
        ("here", "Ana"),
    ]
    assert found.notes == ()
    assert [note.key for note in parse(duet.replace(": 32", ": -9")).notes] != []


def test_a_game_song_may_change_its_tempo() -> None:
    """Beats after the change are as long as it says."""
    found = parse("#TITLE:x\n#BPM:240\n#GAP:1000\n: 0 4 1 one\nB 16 120\n- 20\n: 32 4 1 two\nE\n")
    assert told(found) == [("one", 1.0, 1.25), ("two", 4.0, 4.5)]


def test_readings_over_characters_are_not_sung_beside_them() -> None:
    """Karaoke scripts write them behind a bar, and ``#`` where a character goes on."""
    head = "[Script Info]\n[Events]\n"
    row = "Dialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,"
    row += "{\\k20}{\\k50}夜|<よる{\\k30}の{\\k50}駅|え{\\k50}#|き"
    found = parse(head + row)
    assert [line.text for line in found.lines] == ["夜の駅"]
    assert words(found) == [[("夜", 1.2), ("の", 1.7), ("駅", 2.0)]]
    bar = head + "Dialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,this | that"
    assert [line.text for line in parse(bar).lines] == ["this | that"]


def test_words_with_offsets_from_their_line() -> None:
    """As a lyric service hands out words: ``ts``, ``te``, and ``o`` from there."""
    entry = {
        "ts": 2.0,
        "te": 3.5,
        "x": "Lamps out",
        "l": [{"c": "Lamps", "o": 0}, {"c": "out", "o": 0.5}],
    }
    found = parse(json.dumps([entry]))
    assert told(found) == [("Lamps out", 2.0, 3.5)]
    assert words(found) == [[("Lamps", 2.0), ("out", 2.5)]]


def test_a_translation_behind_all_the_words_is_in_order() -> None:
    """A music service's JSON has them one after the other: nothing was sorted."""
    pair = {
        "lrc": {"lyric": "[00:01.00]灯\n[00:03.00]火"},
        "tlyric": {"lyric": "[00:01.00]lamp\n[00:03.00]fire"},
    }
    assert [note.key for note in parse(json.dumps(pair)).notes] == ["lyrics.note_together"]
