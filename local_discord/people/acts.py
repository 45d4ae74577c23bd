"""What people do with a bot: typing commands, clicking, choosing, filling in modals.

Each act is checked as Discord's client would before it lets anything through, then begins an
interaction. What became of it is told by `view`.
"""

from dataclasses import dataclass
from http import HTTPStatus

from local_discord.http.errors import invalid, refused, unknown
from local_discord.http.json_values import JsonObject, is_list, part
from local_discord.interactions import command_search, interactions, modals
from local_discord.interactions.options import Resolver, read
from local_discord.messages.component_kinds import SELECTS, ComponentKind
from local_discord.messages.components import walk
from local_discord.model.model import (
    Attachment,
    Callback,
    Channel,
    CommandKind,
    Interaction,
    InteractionKind,
    InteractionState,
    Message,
    MessageFlag,
    User,
)
from local_discord.model.state import State
from local_discord.wire import render_messages


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a person in a channel; `files` go by the name of their option or field."""

    state: State
    user: User
    channel: Channel
    body: JsonObject
    files: dict[str, list[Attachment]]

    def text(self, name: str) -> str:
        """Return a field of the request that must be there."""
        value = self.body.get(name)
        if not isinstance(value, str | int) or value == "":
            raise invalid([name], "BASE_TYPE_REQUIRED", "This field is required")
        return str(value)


def perform(act: Act) -> Interaction:
    """Carry out what the request names in `type`."""
    performers = {
        "command": _command,
        "autocomplete": _autocomplete,
        "context": _context,
        "component": _component,
        "modal": _modal,
    }
    performer = performers.get(act.text("type"))
    if performer is None:
        listed = ", ".join(performers)
        raise invalid(["type"], "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
    return performer(act)


def view(state: State, interaction: Interaction) -> JsonObject:
    """Show an interaction as its person sees it."""
    wire: JsonObject = {
        "id": str(interaction.id),
        "channel_id": str(interaction.channel_id),
        "state": _state_name(state, interaction),
        "message": None,
        "modal": interaction.modal,
        "choices": interaction.choices,
        "error": None,
    }
    if interaction.state is InteractionState.UNANSWERED:
        wire["error"] = "The application did not respond"
    shown = _shown(state, interaction)
    if shown is not None:
        wire["message"] = render_messages.message(state, shown, interaction.user.id)
    return wire


def is_acknowledged(interaction: Interaction) -> bool:
    """Tell whether the bot answered at all, or can't any more."""
    return interaction.state is not InteractionState.WAITING


def is_answered(state: State, interaction: Interaction) -> bool:
    """Tell whether the answer is more than "thinking"."""
    original = interaction.original
    if not is_acknowledged(interaction):
        return False
    if original is None or MessageFlag.LOADING not in original.flags:
        return True
    # "Thinking" may be taken back; then the first message that follows is the answer.
    return _shown(state, interaction) is not original and bool(interaction.followups)


def _shown(state: State, interaction: Interaction) -> Message | None:
    """Return the answer as it stands: the original, or what followed one that was deleted."""
    channel = state.channels.get(interaction.channel_id)
    if channel is None:
        return None
    answers = [interaction.original, *interaction.followups]
    return next((one for one in answers if one is not None and one.id in channel.messages), None)


def _state_name(state: State, interaction: Interaction) -> str:
    if interaction.state is InteractionState.WAITING:
        return "waiting"
    if interaction.state is InteractionState.UNANSWERED:
        return "failed"
    if interaction.callback is Callback.MODAL:
        return "modal"
    if interaction.callback is Callback.CHOICES:
        return "choices"
    original = interaction.original
    if original is not None and MessageFlag.LOADING in original.flags:
        return "answered" if is_answered(state, interaction) else "thinking"
    if interaction.callback is Callback.DEFERRED_UPDATE:
        return "noted"
    return "updated" if interaction.callback is Callback.UPDATE else "answered"


def _single_files(act: Act) -> dict[str, Attachment]:
    return {name: many[0] for name, many in act.files.items()}


def _command(act: Act) -> Interaction:
    command, path = command_search.find(
        act.state, act.user, act.channel, act.text("command"), CommandKind.CHAT_INPUT
    )
    data = read(
        command,
        path,
        dict(part(act.body, "options")),
        _single_files(act),
        user=act.user,
        resolver=Resolver(act.state, act.channel),
    )
    name = " ".join([command.name, *(one["name"] for one in path)])
    return interactions.begin(
        act.state, act.user, act.channel, InteractionKind.COMMAND, data, command_name=name
    )


def _autocomplete(act: Act) -> Interaction:
    command, path = command_search.find(
        act.state, act.user, act.channel, act.text("command"), CommandKind.CHAT_INPUT
    )
    focused = act.text("focused")
    declared: list[JsonObject] = (path[-1] if path else command.body).get("options", [])
    if not any(one["name"] == focused and one.get("autocomplete") for one in declared):
        raise invalid(["focused"], "UNKNOWN_OPTION", f"'{focused}' has no autocompletion")
    data = read(
        command,
        path,
        dict(part(act.body, "options")),
        {},
        user=act.user,
        resolver=Resolver(act.state, act.channel),
        focused=focused,
    )
    return interactions.begin(act.state, act.user, act.channel, InteractionKind.AUTOCOMPLETE, data)


def _context(act: Act) -> Interaction:
    on_message = act.body.get("message_id") is not None
    kind = CommandKind.MESSAGE if on_message else CommandKind.USER
    command, _ = command_search.find(act.state, act.user, act.channel, act.text("command"), kind)
    resolver = Resolver(act.state, act.channel)
    source = None
    data: JsonObject = {"id": str(command.id), "name": command.name, "type": int(kind)}
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    if on_message:
        source = act.state.message(act.channel, int(act.text("message_id")))
        resolver.message({**render_messages.message(act.state, source, act.state.bot.id)})
        data["target_id"] = str(source.id)
    else:
        data["target_id"] = act.text("user_id")
        resolver.user(int(data["target_id"]))
    return interactions.begin(
        act.state,
        act.user,
        act.channel,
        InteractionKind.COMMAND,
        resolver.add_to(data),
        command_name=command.name,
        command_kind=kind,
        source=source,
    )


def _component(act: Act) -> Interaction:
    message = act.channel.messages.get(int(act.text("message_id")))
    if message is None or message.only_for not in {None, act.user.id}:
        raise unknown("Message")
    component = _on_message(message, act.text("custom_id"))
    data: JsonObject = {
        "custom_id": component["custom_id"],
        "component_type": component["type"],
        "id": component["id"],
    }
    if component["type"] in SELECTS:
        resolver = Resolver(act.state, act.channel)
        data["values"] = _chosen(act, component, resolver)
        data = resolver.add_to(data)
    return interactions.begin(
        act.state, act.user, act.channel, InteractionKind.COMPONENT, data, source=message
    )


def _on_message(message: Message, wanted: str) -> JsonObject:
    found = [one for one in walk(message.components) if "custom_id" in one]
    for one in found:
        emoji = part(one, "emoji").get("name")
        if wanted in {one["custom_id"], one.get("label"), one.get("placeholder"), emoji}:
            if one.get("disabled"):
                raise refused(0, f"'{wanted}' is disabled", HTTPStatus.CONFLICT)
            return one
    listed = ", ".join(str(one.get("label") or one["custom_id"]) for one in found) or "nothing"
    raise invalid(["custom_id"], "UNKNOWN_COMPONENT", f"The message offers {listed}")


def _chosen(act: Act, component: JsonObject, resolver: Resolver) -> list[str]:
    values = [str(one) for one in many] if is_list(many := act.body.get("values")) else []
    least, most = component["min_values"], component["max_values"]
    if not least <= len(values) <= most:
        raise invalid(
            ["values"], "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
        )
    if component["type"] == ComponentKind.STRING_SELECT:
        known = {one["label"]: one["value"] for one in component["options"]}
        values = [known.get(one, one) for one in values]
        if not set(values) <= set(known.values()):
            raise invalid(["values"], "BASE_TYPE_CHOICES", "This is none of the options")
    for value in values:
        _resolve(act, component["type"], value, resolver)
    return values


def _resolve(act: Act, kind: int, value: str, resolver: Resolver) -> None:
    if kind == ComponentKind.ROLE_SELECT:
        resolver.role(int(value))
    elif kind == ComponentKind.CHANNEL_SELECT:
        resolver.channel(int(value), act.user)
    elif kind == ComponentKind.USER_SELECT:
        resolver.user(int(value))
    elif kind == ComponentKind.MENTIONABLE_SELECT:
        guild = act.state.guild_of(act.channel)
        if guild is not None and int(value) in guild.roles:
            resolver.role(int(value))
        else:
            resolver.user(int(value))


def _modal(act: Act) -> Interaction:
    origin = act.state.interactions.get(int(act.text("interaction_id")))
    if origin is None or origin.user.id != act.user.id or origin.modal is None:
        raise unknown("Interaction")
    filled = modals.fill(origin.modal, dict(part(act.body, "fields")), dict(act.files))
    resolver = Resolver(act.state, act.channel)
    for file in filled.files:
        resolver.file(file)
    for kind, value in filled.chosen:
        _resolve(act, kind, value, resolver)
    data: JsonObject = {
        "custom_id": origin.modal["custom_id"],
        "components": filled.components,
    }
    source = origin.source_message if origin.kind is InteractionKind.COMPONENT else None
    submitted = interactions.begin(
        act.state,
        act.user,
        act.channel,
        InteractionKind.MODAL_SUBMIT,
        resolver.add_to(data),
        source=source,
        origin=origin,
    )
    origin.modal = None  # a modal closes when it is submitted
    return submitted
