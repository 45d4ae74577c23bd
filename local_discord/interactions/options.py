"""What a person typed behind a slash command, checked as Discord's own client does.

Values come by the options' names; the answer is the `data` of the interaction. Refusals name the
option (50035), for a person would not have got that far.
"""

from typing import Any, Final

from local_discord.http.errors import ApiError, Problems, unknown
from local_discord.http.json_values import JsonObject
from local_discord.interactions import command_forms
from local_discord.model.model import Attachment, Channel, Command, User
from local_discord.model.state import State
from local_discord.wire import render, render_messages

_ID_KINDS: Final = (
    command_forms.USER,
    command_forms.CHANNEL,
    command_forms.ROLE,
    command_forms.MENTIONABLE,
)


class Resolver:
    """Collects the objects behind ids, for the `resolved` part of an interaction."""

    def __init__(self, state: State, channel: Channel) -> None:
        self._state = state
        self._channel = channel
        self._found: JsonObject = {}

    def user(self, user_id: int) -> None:
        """Add a user, and the member where there is one."""
        user = self._state.user(user_id)
        self._found.setdefault("users", {})[str(user.id)] = render.user(user)
        member = self._state.member(self._channel.guild_id, user.id)
        if member is not None:
            permissions = self._state.permissions(user.id, self._channel)
            self._found.setdefault("members", {})[str(user.id)] = {
                **render.member(member, with_user=False),
                "permissions": str(int(permissions)),
            }

    def role(self, role_id: int) -> None:
        """Add a role."""
        guild = self._state.guild_of(self._channel)
        role = None if guild is None else guild.roles.get(role_id)
        if role is None:
            raise unknown("Role")
        self._found.setdefault("roles", {})[str(role.id)] = render.role(role)

    def channel(self, channel_id: int, user: User) -> int:
        """Add a channel that the user sees; returns its type."""
        channel = self._state.visible_channel(user.id, channel_id)
        permissions = self._state.permissions(user.id, channel)
        self._found.setdefault("channels", {})[str(channel.id)] = {
            **render.channel(channel),
            "permissions": str(int(permissions)),
        }
        return int(channel.kind)

    def file(self, file: Attachment) -> None:
        """Add an attachment."""
        shown = render_messages.attachment(self._state, file)
        self._found.setdefault("attachments", {})[str(file.id)] = shown

    def message(self, message: JsonObject) -> None:
        """Add a message."""
        self._found.setdefault("messages", {})[message["id"]] = message

    def add_to(self, data: JsonObject) -> JsonObject:
        """Put what was found into an interaction's data."""
        if self._found:
            data["resolved"] = self._found
        return data


def read(
    command: Command,
    path: list[JsonObject],
    given: dict[str, Any],
    files: dict[str, Attachment],
    *,
    user: User,
    resolver: Resolver,
    focused: str | None = None,
) -> JsonObject:
    """Return an interaction's data for a command called with these values.

    `path` leads from the command to the called sub-command. With `focused` the values are those
    of a half-typed command: nothing is required, and the focused one may be anything.
    """
    problems = Problems()
    declared: list[JsonObject] = (path[-1] if path else command.body).get("options", [])
    names = {one["name"] for one in declared}
    for name in [*given, *files]:
        if name not in names:
            problems.add((name,), "UNKNOWN_OPTION", f"The command has no option '{name}'")
    read_options: list[JsonObject] = []
    for option in declared:
        name = option["name"]
        if name == focused:
            value = str(given.get(name, ""))
            read_options.append(
                {"type": option["type"], "name": name, "value": value, "focused": True}
            )
        elif name in files:
            resolver.file(files[name])
            read_options.append(
                {"type": option["type"], "name": name, "value": str(files[name].id)}
            )
        elif given.get(name) is not None:
            value = _value(option, given[name], problems, user, resolver)
            read_options.append({"type": option["type"], "name": name, "value": value})
        elif option.get("required") and focused is None:
            problems.add((name,), "BASE_TYPE_REQUIRED", "This option is required")
    problems.raise_if_any()
    for one in reversed(path):
        read_options = [{"type": one["type"], "name": one["name"], "options": read_options}]
    data: JsonObject = {
        "id": str(command.id),
        "name": command.name,
        "type": int(command.kind),
        "options": read_options,
    }
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    return resolver.add_to(data)


def _value(
    option: JsonObject, given: Any, problems: Problems, user: User, resolver: Resolver
) -> Any:
    kind, path = option["type"], (option["name"],)
    if option.get("choices"):
        for choice in option["choices"]:
            if given in (choice["value"], choice["name"]):
                return choice["value"]
        problems.add(path, "BASE_TYPE_CHOICES", "This is none of the choices")
        return given
    if kind == command_forms.STRING:
        return _text(option, given, problems)
    if kind in {command_forms.INTEGER, command_forms.NUMBER}:
        return _number(option, given, problems)
    if kind == command_forms.BOOLEAN:
        if not isinstance(given, bool):
            problems.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return given
    if kind in _ID_KINDS and str(given).isdigit():
        _resolve(option, int(given), problems, user, resolver)
        return str(given)
    problems.add(path, "BASE_TYPE_BAD", "This value does not fit the option")
    return given


def _text(option: JsonObject, given: Any, problems: Problems) -> str:
    text = str(given)
    least, most = option.get("min_length", 0), option.get("max_length", 6000)
    if not least <= len(text) <= most:
        problems.add(
            (option["name"],),
            "BASE_TYPE_BAD_LENGTH",
            f"Must be between {least} and {most} in length.",
        )
    return text


def _number(option: JsonObject, given: Any, problems: Problems) -> Any:
    path = (option["name"],)
    is_right = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_right or (option["type"] == command_forms.INTEGER and not isinstance(given, int)):
        problems.add(path, "NUMBER_TYPE_COERCE", f'Value "{given}" is not a number.')
        return given
    least, most = option.get("min_value"), option.get("max_value")
    if least is not None and given < least:
        problems.add(path, "NUMBER_TYPE_MIN", f"Must be greater than or equal to {least}.")
    if most is not None and given > most:
        problems.add(path, "NUMBER_TYPE_MAX", f"Must be less than or equal to {most}.")
    return given


def _resolve(
    option: JsonObject, given: int, problems: Problems, user: User, resolver: Resolver
) -> None:
    kind = option["type"]
    if kind == command_forms.USER:
        resolver.user(given)
    elif kind == command_forms.ROLE:
        resolver.role(given)
    elif kind == command_forms.CHANNEL:
        channel_kind = resolver.channel(given, user)
        allowed = option.get("channel_types")
        if allowed and channel_kind not in allowed:
            problems.add((option["name"],), "BASE_TYPE_CHOICES", "Not this type of channel")
    else:
        try:
            resolver.user(given)
        except ApiError:  # what is no user may still be a role
            resolver.role(given)
