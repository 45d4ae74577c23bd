"""Who is asking, and what they may do in a clip: rights are decided here, in code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.errors import NotAllowed

if TYPE_CHECKING:
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


def require_manager(person: Person) -> None:
    """Let those who manage the server pass.

    Raises:
        NotAllowed: anyone else; the sentence names the right that is needed.
    """
    if not person.manages:
        raise NotAllowed("rights.manager-only")
