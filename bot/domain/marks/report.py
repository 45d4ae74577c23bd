"""What a file says of itself, read by us: signed or not, by whom, made with what, by which people.

Its words come from strangers: they are short, cleaned and few before they get here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MarkState(StrEnum):
    """Whether a file carries signed marks, and whether they hold."""

    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Report:
    """``signer`` is as the certificate names it; ``trusted`` whether we know who that is.

    ``problems`` are C2PA's codes, and ours for files that cannot be read (``unreadable``). What an
    unsigned file says of itself is in ``made_with`` as well, with ``state`` none.
    """

    state: MarkState
    signer: str | None = None
    trusted: bool = False
    made_with: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    source: str | None = None
    """The digital source type by IPTC's name, if it says one."""
