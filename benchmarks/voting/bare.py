"""A discord.py client that receives reactions and does nothing with them.

    python -m benchmarks.voting.bare TOKEN API_URL EMOJI

It says ``ready`` when it listens and ``last`` whenever somebody reacts with EMOJI.
"""

from __future__ import annotations

import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client.rights import intents


class Bare(discord.Client):
    """Receives, and says when the last event of a rush is there."""

    def __init__(self, last: str) -> None:
        super().__init__(
            intents=intents(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self._last = last

    async def setup_hook(self) -> None:
        """Find the gateway of the Discord that was named."""
        _, url, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)

    async def on_ready(self) -> None:
        """Say that it listens."""
        _say("ready")

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Do nothing, but for the last one."""
        if str(event.emoji) == self._last:
            _say("last")

    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Do nothing."""


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    token, Route.BASE, emoji = sys.argv[1:]
    Bare(emoji).run(token, log_handler=None)
