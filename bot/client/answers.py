"""Answering people: in their language, in time, and with one sentence when something went wrong.

A traceback goes to the log under a short reference, never into a channel.
"""

from __future__ import annotations

import contextlib
import io
import logging
import secrets
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
from discord import app_commands, ui

from bot.client.command_links import links_of
from bot.domain.errors import (
    ChannelClosed,
    DiskFull,
    GalleryUnavailable,
    StorageError,
    ThreadLocked,
    UserError,
)
from bot.domain.texts import closest, say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.domain.texts import Value

    Asking = discord.Interaction[Any]

log = logging.getLogger(__name__)

CONTENT_LENGTH: Final = 2000
DEFERRED: Final = "couplet-private"
"""Key in an interaction's extras while its acknowledgement waits for the answer."""

_UNKNOWN_INTERACTION: Final = 10062
_UNKNOWN_MESSAGE: Final = 10008
_ALREADY_ACKNOWLEDGED: Final = 40060


def locale_of(interaction: Asking) -> str:
    """The language the asking person reads."""
    return closest(interaction.locale.value)


async def acknowledge(interaction: Asking, *, private: bool = True) -> None:
    """Tell Discord within its 3 s that an answer comes; the database may be busy afterwards.

    What concerns the asker alone is ``private``; what the team should see is not.
    """
    try:
        await insist(lambda: interaction.response.defer(ephemeral=private, thinking=True))
    except discord.HTTPException as error:
        # The first try may have arrived with only its answer lost. Had we been too late or
        # somebody else quicker, the answer would be refused as well, and logged there.
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
    interaction.extras[DEFERRED] = private


async def answer(interaction: Asking, key: str, **values: Value) -> None:
    """Answer with the text ``key`` in the reader's language."""
    await tell(interaction, say(locale_of(interaction), key, **values))


async def tell(
    interaction: Asking,
    text: str,
    *,
    view: ui.View | None = None,
    attached: Sequence[tuple[bytes, str]] = (),
) -> None:
    """Answer with ``text``, as privately as it was acknowledged; at once it is private.

    What is longer than a message goes along whole as a text file; ``view`` are buttons under it,
    ``attached`` files by content and name.
    """
    content = _cut(text) if len(text) > CONTENT_LENGTH else links_of(interaction).linked(text)
    under: Any = discord.utils.MISSING if view is None else view

    def files() -> list[discord.File]:
        # Made for each try: a file that was read once has nothing more to give.
        text_file = [(text.encode(), "couplet.txt")] if len(text) > CONTENT_LENGTH else []
        return [discord.File(io.BytesIO(data), name) for data, name in (*text_file, *attached)]

    if DEFERRED in interaction.extras:
        private = interaction.extras.pop(DEFERRED)
        try:
            await insist(
                lambda: interaction.edit_original_response(
                    content=content, attachments=files(), view=under
                )
            )
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise
            # Somebody deleted the "thinking" meanwhile; what was done is done, and said.
            await interaction.followup.send(content, ephemeral=private, files=files(), view=under)
    elif interaction.response.is_done():
        await interaction.followup.send(content, ephemeral=True, files=files(), view=under)
    else:
        await interaction.response.send_message(content, ephemeral=True, files=files(), view=under)


async def show_instead(interaction: Asking, text: str, view: ui.View | None) -> None:
    """Let the message of the button that was clicked say ``text``, or a new one if it is gone."""
    text = links_of(interaction).linked(text)
    try:
        await interaction.edit_original_response(content=text, view=view)
    except discord.NotFound as error:
        if error.code != _UNKNOWN_MESSAGE:
            raise
        under: Any = discord.utils.MISSING if view is None else view
        await interaction.followup.send(text, view=under)


def _cut(text: str) -> str:
    """The beginning of ``text``, whole rows of it, that fits into a message."""
    head = text[: CONTENT_LENGTH - 2]
    return head[: head.rfind("\n") + 1 or len(head)] + "…"


async def fail(interaction: Asking, error: BaseException) -> None:
    """Say in one sentence what went wrong and what to do, to the person who asked alone."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if _came_too_late(error):
        # Discord no longer takes an answer: the person sees its own "did not respond".
        log.warning("interaction %d was answered too late", interaction.id)
        return
    try:
        if interaction.extras.get(DEFERRED) is False:
            # The promise of a public answer is taken back, for an error is nobody else's business.
            del interaction.extras[DEFERRED]
            with contextlib.suppress(discord.NotFound):
                await interaction.delete_original_response()
        await tell(interaction, sentence(error, locale_of(interaction)))
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        log.exception("interaction %d: the error could not be said", interaction.id)


async def insist(ask: Callable[[], Awaitable[object]]) -> None:
    """Ask Discord for what may be done twice; once more when the line broke or it was away."""
    try:
        await ask()
    except (discord.DiscordServerError, aiohttp.ClientError) as error:
        log.warning("Discord did not hear or answer us, asked again: %s", error)
        await ask()


def sentence(error: BaseException, locale: str) -> str:
    """What a person is told about ``error``; what is not on purpose is logged with a reference."""
    match error:
        case UserError():
            return error.sentence(locale)
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return say(locale, "errors.commands-changed")
        case app_commands.NoPrivateMessage() | app_commands.CheckFailure():
            return say(locale, "errors.not-here")
        case app_commands.TransformerError():
            return say(locale, "errors.option-unreadable", value=str(error.value))
        case _:
            pass
    reference = secrets.token_hex(3)
    log.error("reference %s: %s", reference, error, exc_info=error)
    match error:
        case DiskFull():
            key = "errors.disk-full"
        case StorageError():
            key = "errors.storage"
        case ThreadLocked():
            key = "errors.thread-locked"
        case ChannelClosed() | discord.Forbidden():
            key = "errors.channel-closed"
        case GalleryUnavailable() | discord.DiscordServerError() | aiohttp.ClientError():
            key = "errors.discord-away"
        case _:
            key = "errors.unexpected"
    return say(locale, key, reference=reference)


def _came_too_late(error: BaseException) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in {
        _UNKNOWN_INTERACTION,
        _ALREADY_ACKNOWLEDGED,
    }
