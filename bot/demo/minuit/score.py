"""The song as a score: words, notes and chords, nothing about how they sound.

Times are counted in beats from the song's start; ``seconds`` turns them into seconds. A lyric line
takes two bars, and each of its syllables has one note and one vowel for the voice to sing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TITLE: Final = "Le train de minuit"
ARTIST: Final = "L'Heure Œillet"
TEMPO_BPM: Final = 132
BEATS_A_BAR: Final = 4
BEATS_A_LINE: Final = 8


@dataclass(frozen=True, slots=True)
class Sung:
    """A lyric line: ``words`` with ``·`` between syllables, a vowel and a MIDI note for each.

    ``beats`` are the syllables' starts, counted from the line's first beat.
    """

    words: str
    vowels: str
    notes: tuple[int, ...]
    beats: tuple[float, ...]

    @property
    def text(self) -> str:
        """The line as people read it."""
        return self.words.replace("·", "")


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading in the lyrics, its chords (one a bar) and its lines."""

    heading: str
    kind: str
    chords: tuple[str, ...]
    lines: tuple[Sung, ...] = ()


# Two ways of laying eight syllables over two bars; the last one is held.
WALK: Final = (0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 5.5)
SKIP: Final = (0.0, 0.5, 1.5, 2.0, 2.5, 3.5, 4.0, 5.0)

CHORDS: Final[dict[str, tuple[int, int, int]]] = {
    "Am": (57, 60, 64),
    "F": (53, 57, 60),
    "C": (55, 60, 64),
    "G": (55, 59, 62),
    "Dm": (57, 62, 65),
    "Em": (55, 59, 64),
}
ROOTS: Final = {"Am": 33, "F": 29, "C": 36, "G": 31, "Dm": 38, "Em": 28}

VERSE: Final = Section(
    "Couplet",
    "verse",
    ("Am", "F", "C", "G", "Am", "F", "C", "G"),
    (
        Sung(
            "La vil·le s'en·dort sous la pluie",
            "a i e A O u a i",
            (69, 69, 67, 69, 72, 71, 69, 65),
            WALK,
        ),
        Sung(
            "Mon cœur prend le train de mi·nuit",
            "N E A e I e i i",
            (67, 67, 64, 67, 69, 67, 64, 62),
            WALK,
        ),
        Sung(
            "L'au·to rouge au loin s'est en·fuie",
            "o o u o I E A i",
            (69, 69, 67, 69, 72, 74, 72, 72),
            WALK,
        ),
        Sung(
            "Sur la route, un gar·çon sou·rit",
            "y a u I a N u i",
            (76, 76, 74, 72, 71, 72, 71, 67),
            WALK,
        ),
    ),
)

CHORUS: Final = Section(
    "Refrain",
    "chorus",
    ("F", "G", "C", "Am", "F", "G", "C", "G"),
    (
        Sung(
            "Dan·se, la lune est un bal·lon",
            "A e a y E I a N",
            (77, 76, 72, 74, 76, 74, 72, 74),
            SKIP,
        ),
        Sung(
            "Là-·haut, tout là-·haut, nous vo·lons",
            "a o u a o u o N",
            (76, 79, 76, 74, 76, 72, 74, 72),
            SKIP,
        ),
        Sung(
            "Ma gui·ta·re joue sur la mer",
            "a i a e u y a E",
            (77, 76, 72, 74, 76, 77, 76, 74),
            SKIP,
        ),
        Sung(
            "Et la fou·le chante en plein air",
            "E a u e A A I E",
            (76, 79, 76, 74, 76, 74, 72, 71),
            SKIP,
        ),
    ),
)

BRIDGE: Final = Section(
    "Pont",
    "bridge",
    ("Dm", "Am", "F", "G"),
    (
        Sung(
            "La nei·ge tom·be sur les toits",
            "a E e N e y E a",
            (65, 69, 69, 72, 69, 69, 67, 64),
            WALK,
        ),
        Sung(
            "Un pha·re s'é·veil·le pour toi",
            "I a e E E e u a",
            (65, 69, 69, 72, 74, 74, 76, 74),
            WALK,
        ),
    ),
)

LAST: Final = Section(
    "Dernier refrain",
    "chorus",
    ("F", "G", "C", "Am", "F", "G", "C", "Am"),
    (
        Sung(
            "Dan·se, le so·leil s'est le·vé",
            "A e e o E E e E",
            (77, 76, 72, 74, 76, 74, 72, 74),
            SKIP,
        ),
        Sung(
            "Sur la plage, un che·val do·ré",
            "y a a I e a o E",
            (76, 79, 76, 74, 76, 72, 74, 72),
            SKIP,
        ),
        Sung(
            "Le ba·teau rê·ve près du port",
            "e a o E e E y O",
            (77, 76, 72, 74, 76, 77, 76, 74),
            SKIP,
        ),
        Sung(
            "Œu·vre du vent, je danse en·core",
            "E e y A e A A O",
            (76, 79, 76, 74, 76, 74, 72, 69),
            SKIP,
        ),
    ),
)

PARTS: Final = (
    Section("Intro", "intro", ("Am", "F")),
    VERSE,
    CHORUS,
    BRIDGE,
    LAST,
    Section("Fin", "outro", ("F", "G", "Am")),
)


def seconds(beat: float) -> float:
    """The moment of ``beat``, in seconds from the song's start."""
    return beat * 60 / TEMPO_BPM


def length_s() -> float:
    """How long the song is: all bars of all parts."""
    return seconds(sum(len(part.chords) for part in PARTS) * BEATS_A_BAR)


def timed() -> list[tuple[str, float, Sung]]:
    """Every line in order: its section's heading, its first beat and itself."""
    notes: list[tuple[str, float, Sung]] = []
    bar = 0
    for part in PARTS:
        for index, line in enumerate(part.lines):
            notes.append((part.heading, bar * BEATS_A_BAR + index * BEATS_A_LINE, line))
        bar += len(part.chords)
    return notes
