"""Lyrics out again: LRC, SubRip, WebVTT, ASS or plain text, as our own readers read them back.

Text that would be taken for markup is kept as text: escaped where the format has an escape, parted
by an invisible character (which our readers drop) where it has none.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final, assert_never

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.line import BACKGROUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.lyrics.line import Line, NewLine

EMPTY_STAMP: Final = "[--:--.--]"  # a person writes digits over it; our reader passes it over
LRC_VOICE: Final = re.compile(r"\s*([FMD]|[vV]\d{1,2}|[男女合](?:唱|声|聲)?|男女)\s*[:：]\s*")
"""A voice before an LRC line's words: female, male, duet, or a number."""

LRC_CREDIT: Final = re.compile(
    r"\s*(?:(?:作|填)?[词詞](?:曲|人)?|(?:作|谱|譜)?曲(?:人)?|编曲|編曲|制作人?|製作人?|监制|監製|混音|母带|母帶"
    r"|录音|錄音|和声|和聲|吉他|贝斯|鼓|键盘|演唱|原唱|歌手|出品|发行|發行|策划|统筹|企划|OP|SP"
    r"|Lyrics(?: by)?|Lyricist|Written by|Composed by|Composer|Arranged by|Arranger|Produced by"
    r"|Producer|Mixed by|Mastered by)\s{0,4}[:：]\s*\S",
    re.IGNORECASE,
)
"""A row that names who wrote the song, where LRC of music services has its words."""

ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#0?39|#x27);|<br ?/?>", re.IGNORECASE)
"""What web services leave in plain words and LRC: our reader takes it for its sign."""

_GAP: Final = "\u200b"  # zero width space: our readers drop it
_JOINER: Final = "\u2060"  # word joiner: keeps ASS from reading an escape
_LRC_MARK: Final = re.compile(r"<|\[(?=\s*[-−–－\d０-９]|bg:)", re.IGNORECASE)
_LAST_LINE_S: Final = 4.0
_LIKE_MARKUP: Final = re.compile(
    r"[-−–－]?[\[［【<#{}\]\"%:*\d０-９]|webvtt|ffconcat|mthd|\\|//|(?:- )?[.#]?[\w-]+ ?[:({]"
    r"|.*[;>]|.*[{}\]],?$",
    re.IGNORECASE,
)
_LIKE_HEADER: Final = re.compile(
    r"script info|v4|playlist|-?\d|[a-z#]\w*\s*:|\s*[\"'{\[]", re.IGNORECASE
)
_ASS_HEAD: Final = """\
[Script Info]
Title: {title}
ScriptType: v4.00+
PlayResX: 1280
PlayResY: 720

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Barlow,48,&H00FFFFFF,&H00B0B0B0,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,2,1,\
2,60,60,48,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def write(
    lines: Sequence[Line | NewLine],
    kind: Kind,
    *,
    title: str | None = None,
    artist: str | None = None,
    duration_s: float | None = None,
    stamp_all: bool = False,
) -> str:
    """``lines`` as a file of ``kind``; times keep to 10 ms (SRT and VTT to 1 ms).

    A subtitle needs an end: a line without one lasts until the next, the last one four seconds
    or to the song's end (``duration_s``). With ``stamp_all`` an LRC has an empty stamp before each
    line without a time, to be filled in.

    Raises:
        UserError: ``lyrics.untimed`` where a subtitle is asked for and a line has no time.
    """
    match kind:
        case Kind.TEXT:
            return _plain(lines)
        case Kind.LRC:
            return _lrc(lines, title, artist, duration_s, EMPTY_STAMP if stamp_all else "")
        case Kind.SRT:
            return "\n".join(
                f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{_srt_text(line.text)}\n"
                for number, (line, start, end) in enumerate(_cues(lines, duration_s), 1)
            )
        case Kind.VTT:
            return "WEBVTT\n\n" + "\n".join(
                f"{_clock(start, '.')} --> {_clock(end, '.')}\n{_vtt_text(line, start)}\n"
                for line, start, end in _cues(lines, duration_s)
            )
        case Kind.ASS:
            head = _ASS_HEAD.format(title=_one_row(title or ""))
            return head + "".join(
                f"Dialogue: 0,{_ass_clock(start)},{_ass_clock(end)},Default,"
                f"{_one_row(line.voice or '').replace(',', ' ')},0,0,0,,"
                f"{_ass_text(line, start, end)}\n"
                for line, start, end in _cues(lines, duration_s)
            )
        case _:
            assert_never(kind)


def pieces(line: Line | NewLine) -> list[tuple[str, float | None]]:
    """The line's text cut where its words begin, each piece with its time in seconds.

    What stands before the first timed word has no time; where words and text disagree the whole
    line is one piece without a time.
    """
    cuts: list[tuple[int, float]] = []
    place = 0
    for word in line.words:
        at = line.text.find(word.text, place)
        if at < 0:
            return [(line.text, None)]
        cuts.append((at, word.start_s))
        place = at + len(word.text)
    if not cuts:
        return [(line.text, None)]
    bounds = [*cuts, (len(line.text), 0.0)]
    runs: list[tuple[str, float | None]] = [
        (line.text[a:b], time_s) for (a, time_s), (b, _) in pairwise(bounds)
    ]
    before = line.text[: cuts[0][0]]
    return [(before, None), *runs] if before else runs


def _cues(
    lines: Sequence[Line | NewLine], duration_s: float | None
) -> Iterator[tuple[Line | NewLine, float, float]]:
    """Each line with its start and its end, both in seconds."""
    starts: list[float] = []
    for number, line in enumerate(lines, 1):
        if line.start_s is None:
            raise UserError("lyrics.untimed", number=number)
        starts.append(line.start_s)
    final = duration_s if duration_s and starts and duration_s > starts[-1] else None
    for index, (line, start) in enumerate(zip(lines, starts, strict=True)):
        following = next((later for later in starts[index + 1 :] if later > start), final)
        end = line.end_s if line.end_s is not None else following
        yield line, start, end if end is not None and end > start else start + _LAST_LINE_S


def _plain(lines: Sequence[Line | NewLine]) -> str:
    out: list[str] = []
    section: str | None = None
    for line in lines:
        if line.section != section:
            section = line.section
            if out:
                out.append("")
            if section is not None and not section.isdecimal():
                out.append(_heading(section))
        out.append(_as_row(line.text))
    return "\n".join(out) + "\n"


def _lrc(
    lines: Sequence[Line | NewLine],
    title: str | None,
    artist: str | None,
    duration_s: float | None,
    untimed: str,
) -> str:
    out = [f"[ti:{_one_row(title)}]"] if title else []
    out += [f"[ar:{_one_row(artist)}]"] if artist else []
    out += [f"[length:{_stamp(duration_s)}]"] if duration_s else []
    voices = _numbered(lines)
    out += [f"[{number}:{_one_row(name)}]" for name, number in voices.items()]
    section: str | None = None
    starts = sorted(round(line.start_s, 2) for line in lines if line.start_s is not None)
    for line in lines:
        if line.section != section and line.section is not None:
            out.append(_heading(line.section))
        section = line.section
        if line.start_s is None:
            out.append(untimed + _as_row(line.text))
            continue
        start = round(line.start_s, 2)
        parts = pieces(line)
        timed = parts[0][1] is not None
        text = "".join(
            ("" if at is None else f"<{_stamp(at)}>")
            + _LRC_MARK.sub(rf"\g<0>{_GAP}", _as_words(piece))
            for piece, at in parts
        )
        if text.startswith(("[", "［", "【")):
            text = _GAP + text
        # An empty stamp ends whatever began last: where that is more than this line, the end stands
        # in the line's own row.
        alone = bisect_right(starts, start) - bisect_left(starts, start) == 1
        late = any(start < later < round(line.end_s or 0.0, 2) for later in starts)
        end = "" if line.end_s is None else _stamp(line.end_s)
        if end and (timed or late or not alone):
            text, end = f"{text} <{end}>", ""
        out.append(f"[{_stamp(start)}]{_voiced(line, text, voices)}")
        if end:
            out.append(f"[{end}]")
    return "\n".join(out) + "\n"


def _numbered(lines: Sequence[Line | NewLine]) -> dict[str, str]:
    """The voices that LRC has no mark for, each with a number that a header gives its name."""
    voices = list(dict.fromkeys(line.voice for line in lines if line.voice))
    named = [name for name in voices if name != BACKGROUND and not LRC_VOICE.match(f"{name}:")]
    taken = {name.lower() for name in voices}
    free = (f"v{number}" for number in itertools.count(1) if f"v{number}" not in taken)
    return dict(zip(named[:99], free, strict=False))


def _voiced(line: Line | NewLine, text: str, voices: Mapping[str, str]) -> str:
    """``text`` with its voice as LRC marks it."""
    if line.voice == BACKGROUND:
        return f"[bg: {text}]"
    voice = voices.get(line.voice or "", line.voice)
    mark = f"{voice}: " if voice and LRC_VOICE.match(f"{voice}:") else ""
    hidden = LRC_VOICE.match(line.text) or LRC_CREDIT.match(line.text)
    return mark + (_GAP + text if hidden else text)


def _heading(section: str) -> str:
    return f"[{_GAP}{section}]" if _LIKE_HEADER.match(section) else f"[{section}]"


def _as_row(text: str) -> str:
    """A row of bare words that no reader takes for a heading, a time or another kind of file."""
    text = _as_words(text)
    return _GAP + text if _LIKE_MARKUP.match(text) else text


def _as_words(text: str) -> str:
    return ENTITY.sub(lambda found: found[0][0] + _GAP + found[0][1:], text)


def _one_row(text: str) -> str:
    return " ".join(text.replace("]", ")").replace("[", "(").split())


def _stamp(time_s: float) -> str:
    hundredths = round(time_s * 100)
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def _clock(time_s: float, mark: str) -> str:
    ms = round(time_s * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def _ass_clock(time_s: float) -> str:
    cs = round(time_s * 100)
    return f"{cs // 360_000}:{cs // 6000 % 60:02}:{cs // 100 % 60:02}.{cs % 100:02}"


def _srt_text(text: str) -> str:
    text = text.replace("->", "-" + _GAP + ">")  # what looks like a timing row ends the cue
    return text.replace("<", "<" + _GAP).replace("{", "{" + _GAP)


def _vtt_text(line: Line | NewLine, start_s: float) -> str:
    voice = re.sub("[<>&]", "", line.voice or "")
    out = [f"<v {voice}>"] if voice else []
    begun = False
    for piece, at in pieces(line):
        if at is not None and (begun or at > start_s):
            out.append(f"<{_clock(at, '.')}>")
        begun = True
        out.append(piece.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return "".join(out)


def _ass_text(line: Line | NewLine, start_s: float, end_s: float) -> str:
    """The text with a karaoke tag for each timed word, in centiseconds from the line's start."""
    parts = pieces(line)
    if parts[0][1] is None:
        return "".join(_ass_escaped(piece) for piece, _ in parts)
    begun = round(start_s * 100)
    marks = [*(round(at * 100) for _, at in parts if at is not None), round(end_s * 100)]
    out = [f"{{\\k{marks[0] - begun}}}"] if marks[0] > begun else []
    for (piece, _), (at, after) in zip(parts, pairwise(marks), strict=True):
        out.append(f"{{\\k{max(0, after - at)}}}{_ass_escaped(piece)}")
    return "".join(out)


def _ass_escaped(text: str) -> str:
    text = text.replace("\\", "\\" + _JOINER).replace("|", "|" + _JOINER)
    return text.replace("{", "\\{").replace("}", "\\}")
