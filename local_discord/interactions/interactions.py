"""Interactions: a person acts, the bot answers within three seconds, then for fifteen minutes.

The way of one interaction: `begin` tells the bot; `answer` is the bot's first answer (callback);
`follow_up`, `get`, `edit` and `delete` work with the token afterwards. The person hears of each
step through events that only they receive, under the names that Discord's own clients know.
Source: https://discord.com/developers/docs/interactions/receiving-and-responding.
"""

import secrets
from http import HTTPStatus
from typing import Final

from local_discord.http.bodies import Form
from local_discord.http.errors import Problems, already_acknowledged, refused, unknown
from local_discord.http.json_values import JsonObject, part
from local_discord.http.uploads import Upload
from local_discord.interactions import command_forms, modals
from local_discord.messages import deletion, drafts, messages
from local_discord.model.model import (
    Callback,
    Channel,
    CommandKind,
    Interaction,
    InteractionKind,
    InteractionState,
    Message,
    MessageFlag,
    MessageKind,
    Reference,
    User,
)
from local_discord.model.state import State
from local_discord.wire import interactions

_ALLOWED: Final = {
    InteractionKind.COMMAND: (4, 5, 9),
    InteractionKind.COMPONENT: (4, 5, 6, 7, 9),
    InteractionKind.AUTOCOMPLETE: (8,),
    InteractionKind.MODAL_SUBMIT: (4, 5, 6, 7),
}


def begin(
    state: State,
    user: User,
    channel: Channel,
    kind: InteractionKind,
    data: JsonObject,
    *,
    command_name: str = "",
    command_kind: CommandKind = CommandKind.CHAT_INPUT,
    source: Message | None = None,
    origin: Interaction | None = None,
) -> Interaction:
    """Tell the bot what a person did, and start the three seconds."""
    _forget_old(state)
    interaction = Interaction(
        id=state.ids.new(),
        kind=kind,
        token=secrets.token_urlsafe(64),
        user=user,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        created_at=state.now(),
        data=data,
        command_name=command_name,
        command_kind=command_kind,
        source_message=source,
        origin=origin,
    )
    state.interactions[interaction.id] = interaction
    state.interactions_by_token[interaction.token] = interaction
    state.clock.call_later(state.limits.acknowledge_within_s, lambda: _give_up(state, interaction))
    state.tell(
        "INTERACTION_CREATE", interactions.payload(state, interaction), only_for=state.bot.id
    )
    return interaction


def answer(
    state: State, interaction_id: int, token: str, body: JsonObject, files: list[Upload]
) -> JsonObject:
    """Take the bot's first answer and return what `with_response` shows of it."""
    interaction = state.interactions.get(interaction_id)
    if interaction is None or not secrets.compare_digest(interaction.token, token):
        raise unknown("Interaction")
    if interaction.state is InteractionState.ACKNOWLEDGED:
        raise already_acknowledged()
    if _is_late(state, interaction):
        raise unknown("Interaction")
    problems = Problems()
    form = Form(body, problems)
    allowed = _ALLOWED[interaction.kind]
    is_on_message = (
        interaction.source_message is not None and interaction.kind in interactions.ON_MESSAGE
    )
    if not is_on_message:
        allowed = tuple(one for one in allowed if one not in {6, 7})
    callback = form.one_of("type", allowed, required=True)
    problems.raise_if_any()
    message = _carry_out(state, interaction, Callback(callback or 0), form, files)
    interaction.callback = Callback(callback or 0)
    interaction.state = InteractionState.ACKNOWLEDGED
    _tell_answered(state, interaction)
    return interactions.callback_response(state, interaction, message)


def follow_up(state: State, token: str, body: JsonObject, files: list[Upload]) -> Message:
    """Post another answer; the first one after "thinking" takes the place of that."""
    interaction = by_token(state, token)
    original = interaction.original
    channel = state.channel(interaction.channel_id)
    still_thinking = original is not None and original.id in channel.messages
    if original is not None and still_thinking and MessageFlag.LOADING in original.flags:
        return edit(state, token, original, body, files)
    message = _post(state, interaction, channel, body, files)
    interaction.followups.append(message)
    # For whoever waits for an answer: it may be the first, when "thinking" was taken back.
    _tell_answered(state, interaction)
    return message


def by_token(state: State, token: str) -> Interaction:
    """Return an acknowledged interaction whose token still holds; 10015 or 50027 otherwise."""
    interaction = state.interactions_by_token.get(token)
    if interaction is None or interaction.state is not InteractionState.ACKNOWLEDGED:
        raise unknown("Webhook")
    if state.now() - interaction.created_at > state.limits.token_lifetime_s:
        raise refused(50027, "Invalid Webhook Token", HTTPStatus.UNAUTHORIZED)
    return interaction


def get(state: State, token: str, message_id: int | None) -> Message:
    """Return a message of an interaction; None asks for the original answer."""
    interaction = by_token(state, token)
    answers = [interaction.original, *interaction.followups]
    for message in answers[:1] if message_id is None else answers:
        if message is None or message_id not in {None, message.id}:
            continue
        if message.id in state.channel(interaction.channel_id).messages:
            return message
    raise unknown("Message")


def edit(
    state: State, token: str, message: Message, body: JsonObject, files: list[Upload]
) -> Message:
    """Change a message of an interaction."""
    interaction = by_token(state, token)
    channel = state.channel(interaction.channel_id)
    draft = drafts.read(
        state,
        body,
        files,
        channel=channel,
        settable=drafts.EDIT_FLAGS,
        old=message,
        ephemeral=message.only_for is not None,
    )
    was_loading = MessageFlag.LOADING in message.flags
    messages.rewrite(state, message, draft, flags_given="flags" in body)
    if was_loading:
        _tell_answered(state, interaction)
    return message


def delete(state: State, token: str, message: Message) -> None:
    """Delete a message of an interaction."""
    interaction = by_token(state, token)
    deletion.remove(state, state.channel(interaction.channel_id), message)


def _carry_out(
    state: State, interaction: Interaction, callback: Callback, form: Form, files: list[Upload]
) -> Message | None:
    channel = state.channel(interaction.channel_id)
    data = form.child("data") or Form({}, form.problems, ("data",))
    if callback is Callback.MESSAGE:
        interaction.original = _post(state, interaction, channel, data.body, files)
    elif callback is Callback.DEFERRED_MESSAGE:
        flags = MessageFlag(data.whole("flags") or 0) & MessageFlag.EPHEMERAL
        draft = drafts.thinking(flags | MessageFlag.LOADING)
        interaction.original = _put(state, interaction, channel, draft)
    elif callback is Callback.DEFERRED_UPDATE:
        interaction.original = interaction.source_message
    elif callback is Callback.UPDATE:
        interaction.original = source = interaction.source_message
        if source is not None:
            draft = drafts.read(
                state,
                data.body,
                files,
                channel=channel,
                settable=drafts.EDIT_FLAGS,
                old=source,
                ephemeral=source.only_for is not None,
            )
            messages.rewrite(state, source, draft, flags_given="flags" in data.body)
    elif callback is Callback.CHOICES:
        kind = _focused_kind(interaction.data)
        interaction.choices = command_forms.read_choices(data, kind, most=state.limits.choices)
        data.problems.raise_if_any()
    else:
        modal = modals.read(data, state.limits)
        data.problems.raise_if_any()
        interaction.modal = modal
    return interaction.original


def _post(
    state: State, interaction: Interaction, channel: Channel, body: JsonObject, files: list[Upload]
) -> Message:
    draft = drafts.read(state, body, files, channel=channel, settable=drafts.ANSWER_FLAGS)
    return _put(state, interaction, channel, draft)


def _put(state: State, interaction: Interaction, channel: Channel, draft: drafts.Draft) -> Message:
    # Seen in public: https://github.com/discord/discord-api-docs/issues/5517
    messages.refuse_shut(state, state.bot, channel)
    source = interaction.source_message
    kind = MessageKind.DEFAULT
    reference = None
    if interaction.kind is InteractionKind.COMMAND:
        kind = MessageKind.CHAT_INPUT_COMMAND
        if interaction.command_kind is not CommandKind.CHAT_INPUT:
            kind = MessageKind.CONTEXT_MENU_COMMAND
    if source is not None:
        reference = Reference(channel.id, source.id, channel.guild_id)
    is_ephemeral = MessageFlag.EPHEMERAL in draft.flags
    return messages.put(
        state,
        state.bot,
        channel,
        draft,
        kind=kind,
        reference=reference,
        interaction=interaction,
        only_for=interaction.user.id if is_ephemeral else None,
    )


def _focused_kind(data: JsonObject) -> int:
    for option in data.get("options", []):
        if option.get("focused"):
            return int(option["type"])
        nested = _focused_kind(option)
        if nested:
            return nested
    return 0


def _is_late(state: State, interaction: Interaction) -> bool:
    waited_s = state.now() - interaction.created_at
    return (
        interaction.state is InteractionState.UNANSWERED
        or waited_s > state.limits.acknowledge_within_s
    )


def _give_up(state: State, interaction: Interaction) -> None:
    if interaction.state is InteractionState.WAITING:
        interaction.state = InteractionState.UNANSWERED
        _tell_person(state, interaction, "INTERACTION_FAILURE")


def _tell_answered(state: State, interaction: Interaction) -> None:
    name = "INTERACTION_SUCCESS"
    if interaction.callback is Callback.MODAL:
        name = "INTERACTION_MODAL_CREATE"
    elif interaction.callback is Callback.CHOICES:
        name = "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE"
    _tell_person(state, interaction, name)


def _tell_person(state: State, interaction: Interaction, name: str) -> None:
    state.tell(
        name,
        {"id": str(interaction.id), "channel_id": str(interaction.channel_id)},
        only_for=interaction.user.id,
    )


def _forget_old(state: State) -> None:
    oldest = state.now() - state.limits.token_lifetime_s - 60
    for interaction in list(state.interactions.values()):
        if interaction.created_at > oldest:
            break
        del state.interactions[interaction.id]
        del state.interactions_by_token[interaction.token]
        for file_id in part(part(interaction.data, "resolved"), "attachments"):
            state.attachments.pop(int(file_id), None)
