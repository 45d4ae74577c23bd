"""Who a message calls: the mentions in its text, narrowed by `allowed_mentions`.

Source: https://discord.com/developers/docs/resources/message#allowed-mentions-object.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from local_discord.http.bodies import Form
from local_discord.model.model import Guild, Message
from local_discord.model.permissions import Permission

_USER: Final = re.compile(r"<@!?(\d{15,20})>")
_ROLE: Final = re.compile(r"<@&(\d{15,20})>")
_EVERYONE: Final = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be called; None means everything of that kind."""

    users: frozenset[int] | None = None
    roles: frozenset[int] | None = None
    everyone: bool = True
    replied_user: bool = True


def read_allowed(form: Form) -> Allowed:
    """Read `allowed_mentions`; without it everything is allowed."""
    given = form.child("allowed_mentions")
    if given is None:
        return Allowed()
    parse = given.values("parse") if given.has("parse") else []
    users, roles = given.ids("users", most=100), given.ids("roles", most=100)
    if ("users" in parse and users) or ("roles" in parse and roles):
        given.refuse(
            "parse",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
            "parse and the list of the same kind are mutually exclusive",
        )
    return Allowed(
        users=None if "users" in parse else frozenset(users),
        roles=None if "roles" in parse else frozenset(roles),
        everyone="everyone" in parse,
        replied_user=given.switch("replied_user"),
    )


def apply(
    message: Message,
    texts: list[str],
    allowed: Allowed,
    *,
    guild: Guild | None,
    known_users: Container[int],
    author_may: Permission,
    answered: Message | None,
) -> None:
    """Set a message's mentions from its texts."""
    text = "\n".join(texts)
    users = [int(one) for one in _USER.findall(text)]
    called = [
        one
        for one in users
        if one in known_users and (allowed.users is None or one in allowed.users)
    ]
    if answered is not None and allowed.replied_user:
        called.append(answered.author.id)
    roles = [int(one) for one in _ROLE.findall(text)]
    may_call_all = Permission.MENTION_EVERYONE in author_may
    message.mentions = list(dict.fromkeys(called))
    message.mention_roles = [
        one
        for one in dict.fromkeys(roles)
        if guild is not None
        and one in guild.roles
        and (guild.roles[one].mentionable or may_call_all)
        and (allowed.roles is None or one in allowed.roles)
    ]
    message.mention_everyone = (
        allowed.everyone and may_call_all and _EVERYONE.search(text) is not None
    )
