"""Application commands: what may be registered, the register itself, what a person is offered.

Source: https://discord.com/developers/docs/interactions/application-commands.
"""

from typing import Any

from local_discord.http.bodies import Form
from local_discord.http.errors import Problems, invalid, refused, unknown
from local_discord.http.json_values import JsonObject, is_object
from local_discord.interactions import command_forms
from local_discord.model.model import Command, CommandKind
from local_discord.model.state import State


def overwrite(state: State, guild_id: int | None, bodies: list[Any]) -> list[Command]:
    """Replace all commands of a guild, or all global ones; same names keep their ids."""
    problems = Problems()
    read = [
        command_forms.read(Form(body if is_object(body) else {}, problems, (index,)))
        for index, body in enumerate(bodies)
    ]
    seen: set[tuple[int, str]] = set()
    for index, body in enumerate(read):
        key = (body["type"], body["name"])
        if key in seen:
            problems.add(
                (index, "name"),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)
    problems.raise_if_any()
    _check_counts(state, read)
    old = {(int(one.kind), one.name): one for one in registered(state, guild_id)}
    for one in old.values():
        del state.commands[one.id]
    return [_store(state, guild_id, body, old.get((body["type"], body["name"]))) for body in read]


def upsert(state: State, guild_id: int | None, body: JsonObject) -> tuple[Command, bool]:
    """Register one command; tells whether it is new, a command of that name is replaced."""
    problems = Problems()
    read = command_forms.read(Form(body, problems))
    problems.raise_if_any()
    known = {(int(one.kind), one.name): one for one in registered(state, guild_id)}
    old = known.get((read["type"], read["name"]))
    if old is None:
        _check_counts(state, [*(one.body for one in known.values()), read])
    return _store(state, guild_id, read, old), old is None


def change(state: State, command: Command, body: JsonObject) -> Command:
    """Change the given fields of one command."""
    problems = Problems()
    read = command_forms.read(Form({**command.body, **body, "type": int(command.kind)}, problems))
    problems.raise_if_any()
    return _store(state, command.guild_id, read, command)


def delete(state: State, command: Command) -> None:
    """Forget a command."""
    del state.commands[command.id]


def registered(state: State, guild_id: int | None) -> list[Command]:
    """Return the commands of a guild, or the global ones."""
    return [one for one in state.commands.values() if one.guild_id == guild_id]


def find(state: State, guild_id: int | None, command_id: int) -> Command:
    """Return a command by its id; 10063 when there is none."""
    command = state.commands.get(command_id)
    if command is None or command.guild_id != guild_id:
        raise unknown("application command")
    return command


def render(state: State, command: Command) -> JsonObject:
    """A command object."""
    wire: JsonObject = {
        **command.body,
        "id": str(command.id),
        "application_id": str(state.application.id),
        "version": str(command.version),
    }
    if command.guild_id is not None:
        wire["guild_id"] = str(command.guild_id)
    return wire


def _check_counts(state: State, bodies: list[JsonObject]) -> None:
    for kind in CommandKind:
        most = state.limits.context_commands
        if kind is CommandKind.CHAT_INPUT:
            most = state.limits.commands
        if sum(body["type"] == kind for body in bodies) > most:
            raise refused(30032, f"Maximum number of application commands reached ({most})")
    for body in bodies:
        if _chars(body) > state.limits.command_chars:
            raise invalid(
                [],
                "APPLICATION_COMMAND_TOO_LARGE",
                f"Command exceeds maximum size ({state.limits.command_chars})",
            )


def _chars(part: JsonObject) -> int:
    chars = sum(len(str(part.get(name, ""))) for name in ("name", "description", "value"))
    nested: list[JsonObject] = [*part.get("options", []), *part.get("choices", [])]
    return chars + sum(_chars(one) for one in nested)


def _store(state: State, guild_id: int | None, body: JsonObject, old: Command | None) -> Command:
    version = old.version if old is not None and old.body == body else state.ids.new()
    command = Command(
        id=state.ids.new() if old is None else old.id,
        kind=CommandKind(body["type"]),
        name=body["name"],
        guild_id=guild_id,
        version=version,
        body=body,
    )
    state.commands[command.id] = command
    return command
