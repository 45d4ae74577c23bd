"""Discord: the token and its application, the gateway, and whether it knows our commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import aiohttp

from bot.client import rights
from bot.doctor.finding import Finding, failed, passed
from bot.settings import SettingsError
from cogs import command_names

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_FEW_STARTS: Final = 10
_NAMED: Final = 5
"""Servers named in one sentence."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Token, intents, command sync; what cannot be asked without a token is not asked."""
    try:
        token = settings.require_token()
    except SettingsError:
        yield failed("token-missing")
        return
    headers = {"Authorization": f"Bot {token}"}
    async with aiohttp.ClientSession(headers=headers, timeout=_TIMEOUT) as session:
        try:
            status, application = await _get(session, f"{settings.discord_api}/applications/@me")
            if status == 401:
                yield failed("token-refused")
                return
            if status != 200:
                yield failed("discord-ill", status=status)
                return
            application_id = int(application["id"])
            yield passed("token", name=str(application["name"]), id=str(application_id))
            yield await _gateway(session, settings)
            yield await _commands(session, settings, application_id)
            yield await _pins(session, settings)
            yield passed("invite", url=rights.invite_url(application_id))
        except (aiohttp.ClientError, TimeoutError):
            yield failed("discord-away", api=settings.discord_api)


async def _gateway(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    status, gateway = await _get(session, f"{settings.discord_api}/gateway/bot")
    if status != 200:
        return failed("discord-ill", status=status)
    left = int(gateway["session_start_limit"]["remaining"])
    if left < _FEW_STARTS:
        return failed("starts-few", left=left)
    asked_for = ", ".join(name for name, on in rights.intents() if on)
    return passed("intents", intents=asked_for, left=left)


async def _commands(
    session: aiohttp.ClientSession, settings: Settings, application_id: int
) -> Finding:
    url = f"{settings.discord_api}/applications/{application_id}/commands"
    status, commands = await _get(session, url)
    if status != 200:
        return failed("discord-ill", status=status)
    known = {str(command["name"]) for command in commands}
    ours = set(command_names())
    if known != ours:
        return failed("commands-differ", names=", ".join(sorted(known ^ ours)))
    return passed("commands", count=len(ours))


async def _pins(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Where boards cannot be pinned; they work without, so that this is no more than a wish."""
    status, guilds = await _get(session, f"{settings.discord_api}/users/@me/guilds")
    if status != 200:
        return failed("discord-ill", status=status)
    lacking = [
        str(guild["name"]) for guild in guilds if not rights.may_pin(int(guild["permissions"]))
    ]
    if lacking:
        return failed("pins-not", count=len(lacking), names=", ".join(lacking[:_NAMED]))
    return passed("pins", count=len(guilds))


async def _get(session: aiohttp.ClientSession, url: str) -> tuple[int, Any]:
    async with session.get(url) as response:
        return response.status, await response.json(content_type=None)
