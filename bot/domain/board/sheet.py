"""A contact sheet as plain facts and words, as it travels to the child process that draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """One shot on the sheet; ``state`` names its colour, the other texts are drawn as they are."""

    number: int
    text: str
    time: str
    state: str
    state_words: str
    author: str
    picture: str | None
    """Path of the picture's file; None where there is none yet."""
    badge: str
    """The take's name, with what it is: a winner, or only ahead."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a board, with a strip of all its shots by their states."""

    title: str
    about: str
    tiles: tuple[Tile, ...]
    strip: tuple[str, ...]
    """The states of all shots of the clip, so that every page shows where it stands as a whole."""
    first: int
    """Which of them is the first one on this page, from 0."""
    nothing: str
    """What stands where a shot has no picture."""
