"""The credits as people write them: a role a row, such as ``Lyrics: Zoé, Ana``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.cut.credits import CreditRole
from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLES: Final = 20
HEADING_LENGTH: Final = 40
NAME_LENGTH: Final = 80
_COLON: Final = re.compile(r"\s*[:：]\s*")
_COMMA: Final = re.compile(r"\s*[,;、，]\s*")


def roles_text(roles: Iterable[CreditRole]) -> str:
    """Roles as they can be read back; one without names keeps its row, to be filled in."""
    return "\n".join(f"{role.heading}: {', '.join(role.names)}".rstrip() for role in roles)


def read_roles(text: str) -> tuple[CreditRole, ...]:
    """The roles of a text; rows without names name nobody and are left out.

    Raises:
        UserError: a row without a colon, too many rows, or a heading or a name that is too long.
    """
    roles: list[CreditRole] = []
    for row in filter(None, (clean(row) for row in text.splitlines())):
        heading, *rest = _COLON.split(row, maxsplit=1)
        if not rest or not heading:
            raise UserError("render.credits-row", row=row[:HEADING_LENGTH])
        names = tuple(dict.fromkeys(filter(None, _COMMA.split(rest[0]))))
        if len(heading) > HEADING_LENGTH or any(len(name) > NAME_LENGTH for name in names):
            raise UserError("render.credits-long", role=HEADING_LENGTH, name=NAME_LENGTH)
        if names:
            roles.append(CreditRole(heading, names))
    if len(roles) > ROLES:
        raise UserError("render.credits-many", n=ROLES)
    return tuple(roles)
