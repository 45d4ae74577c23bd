"""The Discord client: what it listens to, what it keeps in memory, and where errors go.

It knows no command and no service; ``install`` brings both. What it keeps of servers and people is
the least the library allows, because everything that matters is in the database.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import rights
from bot.client.answers import fail
from bot.client.buttons import ABOUT, PostButton, PostList, Target, parse, submission
from bot.client.command_links import CommandLinks
from bot.client.command_names import CatalogueTranslator
from bot.client.command_sync import sync_if_changed
from bot.domain.errors import UserError
from bot.settings import OFFICIAL_API

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.client.buttons import Action, Begin, Open, Press, Submit
    from bot.client.rate_limits import RequestBudgets
    from bot.domain.clips.clip import Clip
    from bot.services.clips.owners import Kind

log = logging.getLogger(__name__)


class CoupletTree(app_commands.CommandTree["CoupletClient"]):
    """The commands, each behind the person's budget, with errors said in one sentence."""

    async def interaction_check(self, interaction: discord.Interaction[CoupletClient], /) -> bool:
        """Let the command pass unless the person has asked too much in the last minute."""
        try:
            self.client.count(interaction)
        except UserError as error:
            await fail(interaction, error)
            return False
        return True

    async def on_error(
        self,
        interaction: discord.Interaction[CoupletClient],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Say what went wrong."""
        await fail(interaction, error)


class CoupletClient(commands.Bot):
    """The bot's connection to Discord."""

    def __init__(
        self,
        *,
        limits: RequestBudgets,
        sync_note: Path,
        api: str = OFFICIAL_API,
    ) -> None:
        # The bot never speaks: no word about what it would need to.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=CoupletTree,
            intents=rights.intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.5,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self.at_once: dict[str, Callable[[Any], None]] = {}
        """What is told of an event before the next one is read, by the event's name."""
        self.links = CommandLinks()
        """The commands that texts name, once Discord has told their ids."""
        self.presses: dict[Action, Press] = {}
        self.submissions: dict[Action, Submit] = {}
        self.beginnings: dict[Action, Begin] = {}
        """What forms do that name no row of ours, only the channel they are sent from."""
        self.openings: dict[Action, Open] = {}
        """What buttons do that name no row of ours, only the channel they are pressed in."""
        self.admit: Callable[[discord.Interaction[Any], Kind, str], Awaitable[Clip]] = _nobody
        """The clip of a row that is named by somebody, or the sentence that refuses it."""
        self._limits = limits
        self._sync_note = sync_note
        self._api = api
        self._downloads: aiohttp.ClientSession | None = None

    @property
    def downloads(self) -> aiohttp.ClientSession:
        """The session for what people attached; open from login until ``close``."""
        if self._downloads is None:
            raise RuntimeError("the client has not logged in yet")
        return self._downloads

    async def login(self, token: str) -> None:
        """Log in, at the Discord that the settings name.

        Raises:
            discord.LoginFailure: the token is wrong.
        """
        # The library knows these addresses as class attributes only.
        Route.BASE = self._api
        self._downloads = aiohttp.ClientSession()
        await super().login(token)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on: to its own handler at once, or as the library does.

        The library makes a task of every event and every listener. In a rush of votes that takes
        longer than all the rest, and the answers to commands wait behind it.
        """
        handler = self.at_once.get(event)
        if handler is None:
            if event != "socket_event_type":  # told of each event once more; nobody listens
                super().dispatch(event, *args, **kwargs)
            return
        try:
            handler(*args)
        except Exception:
            log.exception("event %s failed", event)

    async def setup_hook(self) -> None:
        """Bring in buttons, and tell Discord what changed of the commands installed until now."""
        if self._api != OFFICIAL_API:
            _, url, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        await self.tree.set_translator(CatalogueTranslator())
        self.add_dynamic_items(PostButton, PostList)
        self.links.learn(self.tree, await sync_if_changed(self.tree, self._sync_note))

    async def close(self) -> None:
        """Leave Discord and close what was open."""
        if self._downloads is not None:
            await self._downloads.close()
        await super().close()

    def count(self, interaction: discord.Interaction[Any]) -> None:
        """Take one request from the person's budget.

        Raises:
            UserError: it is used up; the sentence says when to try again.
        """
        if interaction.type is not discord.InteractionType.autocomplete:
            self._limits.check(interaction.user.id)

    async def pressed(
        self, interaction: discord.Interaction[Any], action: Action, row: str, chosen: str = ""
    ) -> None:
        """Do what the button or list ``action`` under a message says.

        Raises:
            UserError: the person asked too often, or the row is not one of the channel's clip.
        """
        self.count(interaction)
        if action in self.openings:
            await self.openings[action](interaction)
            return
        target = Target(await self.admit(interaction, ABOUT[action], row), row, chosen)
        await self.presses[action](interaction, target)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no text commands, and we never read what people chat."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Bring a form that comes back to whoever sent it, also after a restart."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Any = interaction.data or {}
        parsed = parse(str(data.get("custom_id", "")))
        if parsed is None or parsed[0] not in self.submissions | self.beginnings:
            return
        action, row = parsed
        try:
            if action in self.beginnings:
                await self.beginnings[action](interaction, submission(interaction))
                return
            # Not counted: opening the form was, and what was typed must not be refused.
            target = Target(await self.admit(interaction, ABOUT[action], row), row)
            await self.submissions[action](interaction, target, submission(interaction))
        except Exception as error:  # noqa: BLE001 - every failure is said, none is lost
            await fail(interaction, error)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what an event handler failed with; nobody asked, so nobody is told."""
        del args, kwargs
        log.error("event %s failed", event_method, exc_info=sys.exception())


async def _nobody(interaction: discord.Interaction[Any], kind: Kind, row: str) -> Clip:
    """Refuse everything: nothing is installed yet."""
    del interaction, kind, row
    raise UserError("errors.form-late")
