"""Discord commands and events: parse, acknowledge, call one service, show the answer.

A command belongs here by what people type, what it does is a service's business. ``install`` brings
all of them into a client; ``command_names`` says what there is without one that is connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands

from bot.client.rights import intents
from cogs.board.board import BoardCog
from cogs.clips.clip import ClipCog
from cogs.clips.help import HelpCog
from cogs.clips.me import MeCog
from cogs.clips.server import ServerCog
from cogs.clips.undo import UndoCog
from cogs.cut.looks import LookCog
from cogs.cut.render import RenderCog
from cogs.cut.shot import ShotCog
from cogs.jobs.queue import QueueCog
from cogs.lyrics.lyrics import LyricsCog
from cogs.posts.buttons import install_presses
from cogs.posts.events import EventCog
from cogs.posts.menus import install_menus
from cogs.prompts.cast import CastCog
from cogs.prompts.prompt import PromptCog
from cogs.prompts.style import StyleCog
from cogs.rounds.animate import AnimateCog
from cogs.rounds.generate import PaintCog
from cogs.rounds.take import TakeCog
from cogs.song.song import SongCog
from cogs.votes.vote import VoteCog

if TYPE_CHECKING:
    from bot.client.client import CoupletClient
    from cogs.desk import Desk

GROUPS = (
    ClipCog,
    SongCog,
    LyricsCog,
    PromptCog,
    StyleCog,
    CastCog,
    PaintCog,
    TakeCog,
    AnimateCog,
    QueueCog,
    VoteCog,
    BoardCog,
    LookCog,
    ShotCog,
    RenderCog,
    UndoCog,
    ServerCog,
    MeCog,
    HelpCog,
)
"""The cogs with commands, in the order in which a clip is made."""


async def install(client: CoupletClient, desk: Desk) -> None:
    """Bring all commands, menus, buttons and events into ``client``."""
    for group in GROUPS:
        await client.add_cog(group(desk))
    install_menus(client.tree, desk)
    install_presses(client, desk)
    await client.add_cog(EventCog(client, desk))


def build_tree() -> app_commands.CommandTree[discord.Client]:
    """All commands in a tree that is connected to nothing, for looking at them."""
    tree = app_commands.CommandTree(discord.Client(intents=intents()))
    nobody = cast("Desk", None)
    for cog in (group(nobody) for group in GROUPS):
        commands = [cog.app_command] if cog.app_command else cog.get_app_commands()
        for command in commands:
            tree.add_command(command)
    install_menus(tree, nobody)
    return tree


def command_names() -> list[str]:
    """The names of all commands and menus as Discord knows them."""
    return [command.name for command in build_tree().get_commands()]
