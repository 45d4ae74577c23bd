"""What the title and the credits say, as data: names and roles, already in the clip's language.

The few fixed words of a clip live in ``Wording``. Layout and letters are drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed words that a clip shows, in one language."""

    disclosure: str
    lyrics: str
    prompts: str
    takes: str
    votes: str
    direction: str
    music: str
    painted_with: str
    licence: str
    made_with: str
    line: str
    not_painted: str
    others: str


ENGLISH: Final = Wording(
    disclosure="Clip made with AI, directed by people",
    lyrics="Lyrics",
    prompts="Prompts",
    takes="Takes",
    votes="Votes",
    direction="Direction",
    music="Music",
    painted_with="Painted with",
    licence="Licence",
    made_with="Made with Couplet",
    line="Line",
    not_painted="no picture yet",
    others="and {count} more",
)

FRENCH: Final = Wording(
    disclosure="Clip fait avec l’IA, réalisé par des humains",
    lyrics="Paroles",
    prompts="Scénario",
    takes="Prises",
    votes="Votes",
    direction="Réalisation",
    music="Musique",
    painted_with="Peint avec",
    licence="Licence",
    made_with="Fait avec Couplet",
    line="Ligne",
    not_painted="pas encore d’image",
    others="et {count} autres",
)


def wording(locale: str) -> Wording:
    """The fixed words for a clip in ``locale``; English for a language that we don't speak."""
    return FRENCH if locale.lower().startswith("fr") else ENGLISH


class CreditsMode(StrEnum):
    """How much the clip says of itself; off leaves out the title as well."""

    OFF = "off"
    SHORT = "short"
    FULL = "full"


class Disclosure(StrEnum):
    """Where the clip itself says that it was made with AI; its post and its marks always do."""

    TITLE = "title"  # under the title and in the credits; in a corner where there is no title
    CORNER = "corner"  # small, all the time
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Title:
    """The title card: the song, who plays it, and that people directed it."""

    name: str
    artist: str
    note: str


@dataclass(frozen=True, slots=True)
class CreditRole:
    """One heading of the credits and who stands under it."""

    heading: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credits:
    """The credits, in the order shown; ``small_print`` closes them (model, licence, disclosure)."""

    roles: tuple[CreditRole, ...]
    small_print: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Who made the clip and with what: all that the credits can say.

    ``roles`` are those that somebody has written instead of what the software knows.
    """

    title: str
    artist: str = ""
    prompters: tuple[str, ...] = ()
    askers: tuple[str, ...] = ()
    voters: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    model: str = ""
    model_licence: str = ""
    training_data: str = ""
    roles: tuple[CreditRole, ...] | None = None
    loras: tuple[str, ...] = ()
    """Those that the clip's pictures were painted with, each with its licence."""


MOST_NAMES: Final = 24
"""Nobody can read more names under one heading in the seconds that credits have."""


def _shown(names: tuple[str, ...], words: Wording) -> tuple[str, ...]:
    if len(names) <= MOST_NAMES:
        return names
    left = len(names) - MOST_NAMES + 1
    return (*names[: MOST_NAMES - 1], words.others.format(count=left))


def known_roles(team: Team, words: Wording) -> tuple[CreditRole, ...]:
    """What the software knows of who did what; who wrote the lyrics is for people to say."""
    return (
        CreditRole(words.music, (team.artist,) if team.artist else ()),
        CreditRole(words.lyrics, ()),
        CreditRole(words.prompts, team.prompters),
        CreditRole(words.takes, team.askers),
        CreditRole(words.votes, team.voters),
        CreditRole(words.direction, team.directors),
    )


def people_in_words(team: Team, words: Wording) -> str:
    """Who made the clip, on one line: for the file's own description."""
    everyone = credits_of(team, words, CreditsMode.FULL)
    roles = () if everyone is None else everyone.roles
    return "; ".join(f"{role.heading}: {', '.join(role.names)}" for role in roles)


def title_of(
    team: Team,
    words: Wording,
    mode: CreditsMode = CreditsMode.FULL,
    disclosure: Disclosure = Disclosure.TITLE,
) -> Title | None:
    """The title card of a team's clip; None when title and credits are off."""
    if mode is CreditsMode.OFF:
        return None
    note = words.disclosure if disclosure is Disclosure.TITLE else ""
    return Title(team.title, team.artist, note)


def corner_of(words: Wording, mode: CreditsMode, disclosure: Disclosure) -> str:
    """What stands in a corner of the clip, if anything."""
    untitled = disclosure is Disclosure.TITLE and mode is CreditsMode.OFF
    return words.disclosure if untitled or disclosure is Disclosure.CORNER else ""


def credits_of(
    team: Team,
    words: Wording,
    mode: CreditsMode,
    disclosure: Disclosure = Disclosure.TITLE,
) -> Credits | None:
    """The credits of a team's clip; None when they are off.

    Short credits name direction, prompts and the model; full ones everyone; roles that somebody
    has written stand in both. Both say under which licence the model is, and that the clip was made
    with AI unless that is off.
    """
    if mode is CreditsMode.OFF:
        return None
    roles = team.roles
    if roles is None:
        short = {words.prompts, words.direction}
        known = known_roles(team, words)
        roles = tuple(one for one in known if mode is CreditsMode.FULL or one.heading in short)
    model = tuple(part for part in (team.model, team.training_data) if part)
    small = [] if disclosure is Disclosure.OFF else [words.disclosure]
    if team.model:
        small.append(f"{words.painted_with} {' · '.join(model)}")
    if team.model_licence:
        small.append(f"{words.licence} {team.model_licence}")
    if team.loras:
        small.append(f"LoRA {' · '.join(team.loras)}")
    if mode is CreditsMode.FULL:
        small.append(words.made_with)
    shown = tuple(CreditRole(one.heading, _shown(one.names, words)) for one in roles if one.names)
    return Credits(shown, tuple(small))
