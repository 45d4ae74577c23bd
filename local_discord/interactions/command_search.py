"""Which commands a person is offered, and which one they mean by the words they type."""

from typing import Any

from local_discord.http.errors import missing_permissions, unknown
from local_discord.http.json_values import JsonObject, is_list, is_object, part
from local_discord.interactions import command_forms
from local_discord.model.model import Channel, Command, CommandKind, User
from local_discord.model.permissions import Permission
from local_discord.model.state import State


def offered(state: State, user: User, channel: Channel) -> list[Command]:
    """Return the commands that a person is offered in a channel."""
    may = state.permissions(user.id, channel)
    if Permission.USE_APPLICATION_COMMANDS not in may:
        return []
    context = 1 if channel.guild_id is None else 0
    found: list[Command] = []
    for one in state.commands.values():
        if one.guild_id not in {None, channel.guild_id}:
            continue
        contexts = one.body.get("contexts")
        if contexts is not None and context not in contexts:
            continue
        needed = one.body.get("default_member_permissions")
        if channel.guild_id is not None and needed is not None:
            # "0" stands for nobody but administrators.
            required = Permission(int(needed)) or Permission.ADMINISTRATOR
            if required not in may and Permission.ADMINISTRATOR not in may:
                continue
        found.append(one)
    return found


def find(
    state: State, user: User, channel: Channel, words: str, kind: CommandKind
) -> tuple[Command, list[JsonObject]]:
    """Find a command by its words, in Discord's names or those of the person's language."""
    words = words.lstrip("/")
    for one in offered(state, user, channel):
        if one.kind is kind and kind is not CommandKind.CHAT_INPUT:
            if words in _names(one.body, user.locale):
                return one, []
        elif one.kind is kind:
            path = _path(one.body, words.split(), user.locale)
            if path is not None:
                return one, path
    if state.may_see(user.id, channel) and any(
        one.kind is kind and one.name == words.split()[0] for one in state.commands.values()
    ):
        raise missing_permissions()
    raise unknown("application command")


def _names(body: JsonObject, locale: str) -> set[str]:
    localised = part(body, "name_localizations").get(locale)
    return {body["name"], localised or body["name"]}


def _path(body: JsonObject, words: list[str], locale: str) -> list[JsonObject] | None:
    if not words or words[0] not in _names(body, locale):
        return None
    nested: list[JsonObject] = [
        one
        for one in body.get("options", [])
        if one["type"] in {command_forms.SUBCOMMAND, command_forms.GROUP}
    ]
    if len(words) == 1:
        return None if nested else []
    for one in nested:
        rest = _path(one, words[1:], locale)
        if rest is not None:
            return [one, *rest]
    return None


def localised(given: Any, locale: str) -> Any:
    """Copy a command's description with its texts in a language, where it has them."""
    if is_list(given):
        return [localised(one, locale) for one in given]
    if not is_object(given):
        return given
    copied: JsonObject = {key: localised(one, locale) for key, one in given.items()}
    for name in ("name", "description"):
        texts = part(given, f"{name}_localizations")
        copied.pop(f"{name}_localizations", None)
        if name in copied:
            copied[f"{name}_localized"] = texts.get(locale, copied[name])
    return copied
