"""Who is asking, and what they may do in a clip: rights are decided here, in code."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from bot.domain.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.clips.clip import Clip


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the guild at the moment of asking; ids are Discord's."""

    id: int
    name: str
    role_ids: frozenset[int] = field(default_factory=frozenset[int])
    locale: str = "en"
    manages: bool = False
    """Whether Discord lets them manage the server."""


class Naming(StrEnum):
    """How people are named in credits, exports and marks."""

    FULL = "full"
    INITIALS = "initials"
    NONE = "none"


def shown_names(names: Iterable[str], naming: Naming) -> tuple[str, ...]:
    """``names`` as a clip wants them shown; two people with the same initials stay two."""
    match naming:
        case Naming.FULL:
            return tuple(names)
        case Naming.INITIALS:
            return tuple(initials(name) for name in names)
        case Naming.NONE:
            return ()
        case _:
            assert_never(naming)


def initials(name: str) -> str:
    """The first letter of each word of a name; a sign where there is no letter."""
    found = (next((c for c in word if c.isalnum()), "") for word in name.split())
    return "".join(f"{letter.upper()}." for letter in found if letter)[:12] or "*"


def directs(person: Person, clip: Clip) -> bool:
    """Whether ``person`` is the clip's director, or holds the role that directs it."""
    if person.id == clip.director_id or clip.director_role_id in person.role_ids:
        return True
    # Whoever began it was forgotten: their id is nobody's.
    return clip.director_id < 0 and person.manages


def require_director(person: Person, clip: Clip) -> None:
    """Let the director pass.

    Raises:
        NotAllowed: anyone else; the sentence names the director.
    """
    if not directs(person, clip):
        key = "director-only" if clip.director_role_id is None else "director-or-role"
        raise NotAllowed(f"rights.{key}", director=clip.director_name)


def require_watch(person: Person, clip: Clip) -> None:
    """Let those pass who look after what is seen: the director, and who manages the server.

    Raises:
        NotAllowed: anyone else; the sentence names the director.
    """
    if not person.manages:
        require_director(person, clip)


def require_manager(person: Person) -> None:
    """Let those who manage the server pass.

    Raises:
        NotAllowed: anyone else; the sentence names the right that is needed.
    """
    if not person.manages:
        raise NotAllowed("rights.manager-only")
