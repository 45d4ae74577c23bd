"""The score of “The last light home”, in English."""

from __future__ import annotations

from typing import Final

from bot.demo.songs.song import SKIP, WALK, Section, Song, Sung

_CHORDS: Final = {
    "G": (55, 59, 62),
    "D": (54, 57, 62),
    "Em": (55, 59, 64),
    "C": (55, 60, 64),
    "Am": (57, 60, 64),
}
_ROOTS: Final = {"G": 31, "D": 38, "Em": 28, "C": 36, "Am": 33}

_VERSE: Final = Section(
    "Verse",
    "verse",
    ("Em", "C", "G", "D", "Em", "C", "G", "D"),
    (
        Sung(
            "The har·bour sleeps be·neath the rain",
            "e a e i i i e E",
            (71, 71, 69, 67, 69, 71, 69, 64),
            WALK,
        ),
        Sung(
            "I wait a·lone for the last train",
            "a E e o O e a E",
            (67, 67, 69, 67, 71, 69, 67, 66),
            WALK,
        ),
        Sung(
            "A red car waits out in the street",
            "e E a E a i e i",
            (71, 71, 69, 67, 69, 71, 74, 72),
            WALK,
        ),
        Sung(
            "A can·dle burns where we should meet",
            "e a e e E i u i",
            (74, 74, 71, 72, 71, 69, 67, 66),
            WALK,
        ),
    ),
)

_CHORUS: Final = Section(
    "Chorus",
    "chorus",
    ("C", "D", "G", "Em", "C", "D", "G", "D"),
    (
        Sung(
            "Rise, the moon is a gold bal·loon",
            "a e u i e o e u",
            (76, 74, 72, 74, 76, 78, 76, 74),
            SKIP,
        ),
        Sung(
            "High a·bove, we will be there soon",
            "a e O i i i E u",
            (79, 78, 76, 74, 71, 74, 72, 71),
            SKIP,
        ),
        Sung(
            "My gui·tar plays be·side the sea",
            "a i a E i a e i",
            (76, 74, 72, 74, 76, 78, 79, 78),
            SKIP,
        ),
        Sung(
            "And the crowd sings the song for me",
            "a e a i e O O i",
            (79, 78, 76, 74, 71, 72, 71, 69),
            SKIP,
        ),
    ),
)

_BRIDGE: Final = Section(
    "Bridge",
    "bridge",
    ("Am", "Em", "C", "D"),
    (
        Sung(
            "The snow comes down on all the roofs",
            "e o O a O O e u",
            (64, 69, 69, 72, 71, 71, 69, 67),
            WALK,
        ),
        Sung(
            "A light·house wakes to tell the truth",
            "e a a E u E e u",
            (67, 72, 72, 74, 76, 74, 72, 74),
            WALK,
        ),
    ),
)

_LAST: Final = Section(
    "Last chorus",
    "chorus",
    ("C", "D", "G", "Em", "C", "D", "Em", "Em"),
    (
        Sung(
            "Rise, the sun's on the win·dow pane",
            "a e O O e i o E",
            (76, 74, 72, 74, 76, 78, 76, 74),
            SKIP,
        ),
        Sung(
            "On the beach a white horse runs free",
            "O e i e a O O i",
            (79, 78, 76, 74, 71, 74, 72, 71),
            SKIP,
        ),
        Sung(
            "The boat comes back in·to the bay",
            "e o O a i u e E",
            (76, 74, 72, 74, 76, 78, 79, 78),
            SKIP,
        ),
        Sung(
            "And I will dance un·til the day",
            "a a i a O i e E",
            (79, 78, 76, 74, 71, 72, 71, 64),
            SKIP,
        ),
    ),
)

SONG: Final = Song(
    title="The last light home",
    artist="The Paper Boats",
    tempo_bpm=126,
    chords=_CHORDS,
    roots=_ROOTS,
    parts=(
        Section("Intro", "intro", ("Em", "C")),
        _VERSE,
        _CHORUS,
        _BRIDGE,
        _LAST,
        Section("End", "outro", ("C", "D", "Em")),
    ),
)
