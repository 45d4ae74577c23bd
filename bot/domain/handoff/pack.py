"""What is handed over: shots, markers and files by their names in the pack; formats are not known.

Times are frames of the clip. A movie shows its shot with some frames more at either end, the
handles, so that an editor can move a cut or let one shot run into the next.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - the codec reads the annotations
from typing import Final

_UNFIT: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 40

SHOT_FILE: Final = re.compile(r"(?:^|/)\d+-l(?P<line>\d{1,18})\.mp4$", re.ASCII)
"""How a shot's movie is called: its place, and the id of its line."""


class MarkerKind(StrEnum):
    """What a marker tells an editor."""

    SECTION = "section"
    CAPTION = "caption"
    BEAT = "beat"


@dataclass(frozen=True, slots=True)
class Marker:
    """A place in the clip, or a stretch of it."""

    kind: MarkerKind
    start: int
    frames: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Alternate:
    """A take that was not chosen, by the name people know it by."""

    name: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedShot:
    """One shot: ``frames`` from ``start`` on; its movie begins ``before`` frames earlier.

    ``arrives`` is the transition into it, seen for so many frames before and after the cut.
    """

    start: int
    frames: int
    kind: str
    movie: str
    movie_frames: int
    before: int
    line_id: int = 0
    """0 where no line's picture is seen."""
    line: int = 0
    lyric: str = ""
    prompt: str = ""
    take: str = ""
    still: str = ""
    move: str = ""
    arrives: str = ""
    arrives_before: int = 0
    arrives_after: int = 0
    alternates: tuple[Alternate, ...] = ()


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file on its way into the pack, under its name there."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class PackedText:
    """A file that is only words."""

    name: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All that is handed over; ``stem`` names the pack, its folder and its timelines."""

    stem: str
    title: str
    clip_id: int
    rate_num: int
    rate_den: int
    width_px: int
    height_px: int
    frames: int
    song: str
    shots: tuple[PackedShot, ...]
    markers: tuple[Marker, ...] = ()
    texts: tuple[PackedText, ...] = ()
    files: tuple[PackedFile, ...] = ()
    """In the order in which parts of a pack are filled."""


def stem_of(name: str) -> str:
    """A clip's name as every file system, ZIP and XML takes it; never empty.

    What is left of it are small Latin letters and digits.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _UNFIT.sub("-", plain).strip("-")[:_LONGEST].rstrip("-") or "clip"


def movie_name(place: int, line_id: int) -> str:
    """How the movie of the shot at ``place`` (from 0) is called in the pack."""
    return f"movies/{place + 1:03d}-l{line_id}.mp4"
