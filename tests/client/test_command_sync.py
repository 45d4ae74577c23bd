"""Commands are told to Discord when they have changed, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands

from bot.client.command_names import CatalogueTranslator
from bot.client.command_sync import sync_if_changed

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client.client import CoupletClient
    from local_discord import LocalDiscord


def puts(world: LocalDiscord) -> int:
    """How often the commands were overwritten."""
    return sum(one.method == "PUT" and "commands" in one.path for one in world.exchanges)


async def test_commands_are_synced_once(
    local_discord: LocalDiscord, client: CoupletClient, tmp_path: Path
) -> None:
    """A second start with the same commands asks nothing of Discord."""
    note = tmp_path / "data" / "note"
    before = puts(local_discord)
    ids = await sync_if_changed(client.tree, note)
    assert await sync_if_changed(client.tree, note) == ids
    assert puts(local_discord) == before + 1


async def test_a_changed_command_is_synced_again(
    local_discord: LocalDiscord, client: CoupletClient, tmp_path: Path
) -> None:
    """A new command, or a new word in a description, is told."""

    @app_commands.command(name="hello", description="Says hello")
    async def hello(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("hello")

    note = tmp_path / "note"
    await client.tree.set_translator(CatalogueTranslator())
    await sync_if_changed(client.tree, note)
    # The library leaves the type of a plain command open.
    client.tree.add_command(cast("Any", hello))
    assert list(await sync_if_changed(client.tree, note)) == ["hello"]
    offered = await local_discord.person("Ana").commands(local_discord.channel("clip"))
    assert [one["name"] for one in offered] == ["hello"]
