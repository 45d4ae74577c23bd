"""Words that a server refuses, and people whose style somebody asks for; pure.

A person is noticed by the words before the name ("in the style of", "à la manière de") and by a
capital, or by being on a list: then anywhere. Both err, so whoever writes is told, not accused.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMES: Final = 10_000
"""Of a list: far more than anybody writes by hand."""
_LONGEST: Final = 80

_ASKING: Final = re.compile(
    r"\b(?:(?:in|after)\s+the\s+(?:style|manner)\s+of|style\s+of|art\s+by|painted\s+by|drawn\s+by"
    r"|photographed\s+by|à\s+la\s+mani[èe]re\s+d(?:e\b|['’])|dans\s+le\s+(?:style|genre)\s+d(?:e\b|['’])"
    r"|au?\s+style\s+d(?:e\b|['’])|peint[es]*\s+par|dessin[ée]+s*\s+par)\s*",
    re.IGNORECASE,
)
_PARTICLE: Final = r"(?:van|von|der|den|de|del|della|di|da|du|la|le|el|al|bin|ibn)"
_NAME: Final = re.compile(
    rf"(?:(?:van|von|de|del|della|di|da|du)\s+)?[^\W\d_a-zà-öø-ÿ][\w'’.-]*"
    rf"(?:\s+(?:{_PARTICLE}\s+){{0,2}}[^\W\d_a-zà-öø-ÿ][\w'’.-]*){{0,3}}"
)
_OF_S: Final = re.compile(
    r"\bin\s+((?:[^\W\d_a-z][\w.-]*\s+){0,3}[^\W\d_a-z][\w.-]*)['’]s?\s+style\b"
)
_NO_PERSON: Final = frozenset({
    "art", "arts", "baroque", "bauhaus", "cubism", "cubisme", "cubist", "dada", "deco", "déco",
    "expressionism", "expressionnisme", "futurism", "futurisme", "gothic", "gothique",
    "impressionism", "impressionnisme", "manga", "minimalism", "minimalisme", "modernism",
    "nouveau", "pop", "realism", "réalisme", "renaissance", "rococo", "romanticism",
    "romantisme", "surrealism", "surréalisme", "ukiyo-e",
})  # fmt: skip
"""First words of schools and kinds, which people write with a capital as well."""


class ArtistsRule(StrEnum):
    """What a server does where somebody asks for a person's style."""

    OFF = "off"
    WARN = "warn"
    REFUSE = "refuse"


def refused_word(texts: Iterable[str], refused: Iterable[str]) -> str | None:
    """The first of ``refused`` that stands in one of ``texts`` as a word or words of its own.

    Capitals, accents and what stands between the words make no difference.
    """
    plain = [f" {_plain(text)} " for text in texts]
    for word in refused:
        wanted = _plain(word)
        if wanted and any(f" {wanted} " in text for text in plain):
            return word
    return None


def imitated(texts: Iterable[str], listed: Iterable[str]) -> tuple[str, ...]:
    """The people whose style ``texts`` ask for, and those of ``listed`` who are named in them."""
    found: dict[str, str] = {}
    for text in texts:
        for asking in _ASKING.finditer(text):
            name = _NAME.match(text, asking.end())
            if name is not None:
                _note(found, name[0])
        for owner in _OF_S.finditer(text):
            _note(found, owner[1])
        plain = f" {_plain(text)} "
        for person in listed:
            wanted = _plain(person)
            if wanted and f" {wanted} " in plain:
                found.setdefault(wanted, person.strip())
    # "Van Gogh" is named once, whether a list has "Vincent van Gogh" or not.
    return tuple(
        name
        for plain, name in found.items()
        if not any(plain != other and f" {plain} " in f" {other} " for other in found)
    )


def names_in(text: str) -> tuple[str, ...]:
    """The names or words of a list: one a line; what follows a ``#`` is a remark."""
    rows = (" ".join(row.partition("#")[0].split())[:_LONGEST] for row in text.splitlines())
    return tuple(dict.fromkeys(row for row in rows if row))[:MOST_NAMES]


def _note(found: dict[str, str], name: str) -> None:
    name = name.rstrip(".'’-")
    plain = _plain(name)
    if plain and plain.split()[0] not in _NO_PERSON and name.casefold() not in _NO_PERSON:
        found.setdefault(plain, name)


def _plain(text: str) -> str:
    """Small letters without accents, and single spaces instead of all that is no letter."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(
            c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in folded
        ).split()
    )
