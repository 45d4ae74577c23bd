"""Interactions on the wire: what the bot is told, and what `with_response` shows of its answer."""

from typing import Final

from local_discord.http.json_values import JsonObject
from local_discord.model.model import Callback, Interaction, InteractionKind, Message, MessageFlag
from local_discord.model.state import State
from local_discord.wire import render, render_messages

ON_MESSAGE: Final = (InteractionKind.COMPONENT, InteractionKind.MODAL_SUBMIT)


def payload(state: State, interaction: Interaction) -> JsonObject:
    """The INTERACTION_CREATE event."""
    channel = state.channel(interaction.channel_id)
    member = state.member(interaction.guild_id, interaction.user.id)
    guild = None if interaction.guild_id is None else state.guild(interaction.guild_id)
    permissions = str(int(state.permissions(interaction.user.id, channel)))
    payload: JsonObject = {
        "id": str(interaction.id),
        "application_id": str(state.application.id),
        "type": int(interaction.kind),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": {
            **render.channel(channel),
            "permissions": permissions,
        },
        "locale": interaction.user.locale,
        "app_permissions": str(int(state.permissions(state.bot.id, channel))),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(interaction.guild_id or 0)},
        "context": 1 if guild is None else 0,
        "attachment_size_limit": state.upload_bytes(interaction.guild_id),
    }
    if guild is not None and member is not None:
        payload["guild_id"] = str(guild.id)
        payload["guild_locale"] = guild.locale
        payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        payload["member"] = {**render.member(member), "permissions": permissions}
    else:
        payload["user"] = render.user(interaction.user)
    if interaction.source_message is not None and interaction.kind in ON_MESSAGE:
        payload["message"] = render_messages.message(
            state, interaction.source_message, state.bot.id
        )
    return payload


def callback_response(
    state: State, interaction: Interaction, message: Message | None
) -> JsonObject:
    """What the callback answers when it is asked to."""
    about: JsonObject = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "channel_id": str(interaction.channel_id),
    }
    if interaction.guild_id is not None:
        about["guild_id"] = str(interaction.guild_id)
    response: JsonObject = {"interaction": about}
    if message is not None and interaction.callback is not Callback.DEFERRED_UPDATE:
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = MessageFlag.LOADING in message.flags
        about["response_message_ephemeral"] = message.only_for is not None
        response["resource"] = {
            "type": int(interaction.callback or 0),
            "message": render_messages.message(state, message, state.bot.id),
        }
    return response
