"""Pictures and buttons for one person alone: an answer of components, or another in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import ui

from bot.client.answers import DEFERRED, acknowledge, insist
from bot.client.attached import attached_files
from bot.client.command_links import links_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord
    from discord.ui.item import Item

    from bot.client.attached import Attached

    Asking = discord.Interaction[Any]


async def acknowledge_here(interaction: Asking) -> None:
    """As ``acknowledge``; what is pressed in such an answer is answered in its place.

    A message with a text of its own cannot become one of components.
    """
    flags = None if interaction.message is None else interaction.message.flags
    if flags is not None and flags.ephemeral and flags.components_v2:
        await interaction.response.defer()
    else:
        await acknowledge(interaction)


async def show_components(
    interaction: Asking,
    items: Sequence[Item[Any]],
    files: Sequence[Attached] = (),
    colour: int | None = None,
) -> None:
    """Show components to the one who asked, where ``acknowledge_here`` has promised them."""
    interaction.extras.pop(DEFERRED, None)
    layout = ui.LayoutView(timeout=None)
    layout.add_item(ui.Container[Any](*items, accent_colour=colour))
    links_of(interaction).link(layout)
    layout.stop()
    await insist(
        lambda: interaction.edit_original_response(view=layout, attachments=attached_files(files))
    )
