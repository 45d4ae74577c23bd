"""What a file says of itself, read by us: signed or not, by whom, made with what, by which people.

Its words come from strangers: they are short, cleaned and few before they get here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


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

    def told(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def heard(cls, told: dict[str, Any]) -> Report:
        """The report that ``told`` tells.

        Raises:
            KeyError, TypeError, ValueError: it is no report.
        """
        return cls(
            state=MarkState(told["state"]),
            signer=told["signer"],
            trusted=told["trusted"],
            made_with=tuple(told["made_with"]),
            people=tuple(told["people"]),
            problems=tuple(told["problems"]),
            source=told["source"],
        )
