"""The score of “Le train de minuit”, in French."""

from __future__ import annotations

from typing import Final

from bot.demo.songs.song import SKIP, WALK, Section, Song, Sung

_CHORDS: Final = {
    "Am": (57, 60, 64),
    "F": (53, 57, 60),
    "C": (55, 60, 64),
    "G": (55, 59, 62),
    "Dm": (57, 62, 65),
    "Em": (55, 59, 64),
}
_ROOTS: Final = {"Am": 33, "F": 29, "C": 36, "G": 31, "Dm": 38, "Em": 28}

_VERSE: Final = Section(
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

_CHORUS: Final = Section(
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

_BRIDGE: Final = Section(
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

_LAST: Final = Section(
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

SONG: Final = Song(
    title="Le train de minuit",
    artist="L'Heure Œillet",
    tempo_bpm=132,
    chords=_CHORDS,
    roots=_ROOTS,
    parts=(
        Section("Intro", "intro", ("Am", "F")),
        _VERSE,
        _CHORUS,
        _BRIDGE,
        _LAST,
        Section("Fin", "outro", ("F", "G", "Am")),
    ),
)
