"""Advanced SubStation Alpha, the language libass draws letters from: pure text out of plain data.

Text from people is data here: whatever it holds, it is shown as written and commands nothing.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.cut.han import Han, forms_of
from bot.video import faces, fonts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from bot.domain.cut.formats import Format
    from bot.video.faces import Face

CLOCK_OFFSET_S: Final = 600
"""Every segment's clock starts this late, so that words that began before it keep their fades."""

_STYLE_FIELDS: Final = (
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, "
    "BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, "
    "BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding"
)

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters look: colours as ``RRGGBB``, opacities 0 to 1, lengths in pixels.

    ``forms`` are those of Han characters that the face lacks.
    """

    face: Face
    size: float
    colour: str = "FFFFFF"
    opacity: float = 1.0
    unsung: str = "FFFFFF"
    unsung_opacity: float = 0.45
    edge: float = 0.0
    edge_colour: str = "000000"
    edge_opacity: float = 1.0
    shadow: float = 0.0
    shadow_opacity: float = 0.0
    spacing: float = 0.0
    forms: Han = Han.CHINA


@dataclass(frozen=True, slots=True)
class Inscription:
    """One piece of text on screen, from frame ``start`` up to ``end`` of the clip.

    ``body`` is ASS text that this package wrote (people's words in it escaped); ``anchor`` counts
    like a numeric keypad; ``place`` is where the anchor lies, in the frame's pixels.
    """

    start: int
    end: int
    ink: Ink
    body: str
    anchor: int
    place: tuple[float, float]
    faces: frozenset[Face]
    layer: int = 1


def escape(text: str) -> str:
    """``text`` as ASS shows it literally: braces, backslashes and line ends command nothing.

    The mark that asks for a coloured emoji goes too: the face has one form, and a glyph for it.
    """
    text = _CONTROL.sub(" ", text).replace("\ufe0f", "")
    # An invisible joiner keeps a backslash from meeting the letter that would make it a command.
    text = text.replace("\\", "\\\u2060")
    return text.replace("{", "\\{").replace("}", "\\}")


def spelled(text: str, ink: Ink) -> str:
    """People's ``text`` escaped, with a change of font around what the ink's face lacks."""
    parts: list[str] = []
    for face, part in fonts.runs(text, ink.face, ink.forms):
        if face == ink.face:
            parts.append(escape(part))
        else:
            parts.append(f"{_font(face, ink.size)}{escape(part)}{_font(ink.face, ink.size)}")
    return "".join(parts)


def lettered(ink: Ink, text: str, around: Han | None = None) -> Ink:
    """The ink for a line ``text``: in the one face that has all its letters, if there is one.

    ``around`` are the forms of Han of the song. Letters are spaced in the ink's own face only:
    libass takes spaced letters one by one, so that Arabic falls apart, Hebrew runs the wrong way,
    and the signs of Devanagari lose their letters.
    """
    forms = forms_of(text, around)
    face = fonts.of_line(text, ink.face, forms)
    ours = {ink.face, faces.companion(ink.face)}
    foreign = any(one not in ours for one, _ in fonts.runs(text, face, forms))
    return replace(ink, face=face, forms=forms, spacing=0.0 if foreign else ink.spacing)


def faces_of(texts: Iterable[str], ink: Ink) -> frozenset[Face]:
    """Every face that ``spelled`` uses for these texts."""
    return frozenset(
        {ink.face, *(face for text in texts for face, _ in fonts.runs(text, ink.face, ink.forms))}
    )


def document(
    inscriptions: Sequence[Inscription], frame: Format, first_frame: int
) -> tuple[str, frozenset[Face]]:
    """A whole ASS script for a segment that begins at ``first_frame``, and the faces it needs.

    Times are relative to the segment (plus ``CLOCK_OFFSET_S``), so that the same words at the same
    distance give the same script anywhere in a clip.
    """
    inks = list(dict.fromkeys(inscription.ink for inscription in inscriptions))
    lines = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {frame.width_px}",
        f"PlayResY: {frame.height_px}",
        "WrapStyle: 2",
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        _STYLE_FIELDS,
        *(_style(f"S{index}", ink) for index, ink in enumerate(inks)),
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]
    for one in inscriptions:
        start = _clock(one.start - first_frame, frame.rate)
        end = _clock(one.end - first_frame, frame.rate)
        x, y = one.place
        place = "" if "\\move(" in one.body else f"\\pos({x:.1f},{y:.1f})"
        lines.append(
            f"Dialogue: {one.layer},{start},{end},S{inks.index(one.ink)},,0,0,0,,"
            f"{{\\an{one.anchor}{place}}}{one.body}"
        )
    used = frozenset(face for one in inscriptions for face in one.faces)
    return "\n".join(lines) + "\n", used


def offset_frames(rate: Fraction) -> int:
    """How many frames a segment's clock is ahead: ``CLOCK_OFFSET_S`` in whole frames."""
    return math.ceil(CLOCK_OFFSET_S * rate)


def _clock(frame: int, rate: Fraction) -> str:
    """The ASS time that switches at ``frame`` and at no frame beside it.

    ASS counts centiseconds. Half a frame early is the point farthest from both neighbouring
    frames, so the rounding (5 ms) never reaches one, up to 60 frames a second and beyond.
    """
    centiseconds = round((offset_frames(rate) + frame - 0.5) / rate * 100)
    seconds, rest = divmod(max(centiseconds, 0), 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:02d}"


def _style(name: str, ink: Ink) -> str:
    italic = -1 if ink.face.italic else 0
    size = ink.size * faces.ass_size(ink.face)
    return (
        f"Style: {name},{ink.face.family},{size:.2f},"
        f"{_colour(ink.colour, ink.opacity)},{_colour(ink.unsung, ink.unsung_opacity)},"
        f"{_colour(ink.edge_colour, ink.edge_opacity)},{_colour('000000', ink.shadow_opacity)},"
        f"0,{italic},0,0,100,100,{ink.spacing:.2f},0,1,{ink.edge:.2f},{ink.shadow:.2f},"
        # The last number lets libass find which way a line is written; 1 is always left to right.
        "2,0,0,0,-1"
    )


def _font(face: Face, size: float) -> str:
    italic = 1 if face.italic else 0
    return f"{{\\fn{face.family}\\fs{size * faces.ass_size(face):.2f}\\i{italic}}}"


def _colour(rgb: str, opacity: float) -> str:
    """ASS writes colours backwards, with transparency in front."""
    return f"&H{round(255 * (1 - opacity)):02X}{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}"
