"""A small bot of the tests: the real discord.py, with one of each thing that a bot can do."""

import asyncio
import io
from collections.abc import Callable
from typing import Any, Self

import discord
from discord import app_commands

from tests.local_discord.raw import PNG

INTENTS = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True)


class Words(discord.ui.Modal, title="Words"):
    """Asks for a line and, if wanted, a file."""

    line: discord.ui.TextInput[Self] = discord.ui.TextInput(label="Line", custom_id="line")
    files: discord.ui.Label[Self] = discord.ui.Label(
        text="Song",
        component=discord.ui.FileUpload(custom_id="song", required=False, max_values=2),
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Say what was entered."""
        upload = self.files.component
        assert isinstance(upload, discord.ui.FileUpload)
        sizes = [len(await one.read()) for one in upload.values]
        await interaction.response.send_message(f"{self.line.value} {sizes}")


class Choice(discord.ui.View):
    """A button of each answer, and a select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Change", custom_id="change")
    async def change(self, interaction: discord.Interaction[Any], _: Any) -> None:
        """Change the message (7)."""
        await interaction.response.edit_message(content="changed", view=None)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction[Any], _: Any) -> None:
        """Acknowledge (6), then change."""
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed later")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction[Any], _: Any) -> None:
        """Open a modal (9)."""
        await interaction.response.send_modal(Words())

    @discord.ui.select(
        custom_id="size",
        placeholder="Size",
        options=[discord.SelectOption(label="Small", value="s"), discord.SelectOption(label="Big")],
    )
    async def size(self, interaction: discord.Interaction[Any], select: Any) -> None:
        """Say what was chosen (4)."""
        await interaction.response.send_message(select.values[0], ephemeral=True)


class Round(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"round:(?P<id>\d+)"):
    """A button that finds its round in its custom_id, so it outlives the process."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id=f"round:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, _i: Any, _item: Any, match: Any, /) -> Self:
        """Read the round's number."""
        return cls(int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Name the round."""
        await interaction.response.send_message(f"round {self.number}")


class Rehearsal(discord.Client):
    """Registers the commands below and remembers every event; `seen` waits for one."""

    def __init__(self, *, intents: discord.Intents = INTENTS, sync: bool = True) -> None:
        super().__init__(
            intents=intents,
            guild_ready_timeout=0.05,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.events: list[tuple[str, tuple[Any, ...]]] = []
        self._news = asyncio.Event()
        self._sync = sync
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        """Register commands and lasting buttons."""
        self.add_dynamic_items(Round)
        self.add_view(Choice())
        if self._sync:
            await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: nobody counts identifies here, and tests don't wait."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Remember an event, then pass it on."""
        if not event.startswith("socket_"):
            self.events.append((event, args))
            self._news.set()
        super().dispatch(event, *args, **kwargs)

    async def seen(
        self, event: str, fits: Callable[[Any], bool] = lambda _: True, *, times: int = 1
    ) -> Any:
        """Return what the first (or `times`th) fitting event is about, waiting for it if need be.

        That is the event's last argument: the message, or of before and after the latter.
        """
        async with asyncio.timeout(10):
            while True:
                subjects = [
                    args[-1] if args else None for name, args in self.events if name == event
                ]
                found = [one for one in subjects if fits(one)]
                if len(found) >= times:
                    return found[times - 1]
                self._news.clear()
                await self._news.wait()

    def count(self, event: str) -> int:
        """Return how many events of a name came."""
        return sum(name == event for name, _ in self.events)

    def text_channel(self, channel_id: int) -> discord.TextChannel:
        """Return a text channel."""
        channel = self.get_channel(channel_id)
        assert isinstance(channel, discord.TextChannel)
        return channel


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Add one command for each kind of answer and option."""
    add_answering(tree)
    add_asking(tree)
    add_menus(tree)


def add_answering(tree: app_commands.CommandTree[Any]) -> None:
    """Add commands that differ in how they answer."""

    @tree.command(description="Answers at once")
    @app_commands.describe(line="Which line")
    async def say(
        interaction: discord.Interaction[Any],
        line: app_commands.Range[int, 1, 99],
        words: app_commands.Range[str, 1, 20] | None = None,
        who: discord.Member | None = None,
        song: discord.Attachment | None = None,
    ) -> None:
        read = None if song is None else len(await song.read())
        named = None if who is None else who.display_name
        await interaction.response.send_message(f"{line} {words} {named} {read}")

    @tree.command(description="Thinks, then answers")
    async def think(interaction: discord.Interaction[Any], how: str | None) -> None:
        await interaction.response.defer(ephemeral=how == "quietly", thinking=True)
        await interaction.followup.send("thought", file=discord.File(io.BytesIO(PNG), "a.png"))
        await interaction.followup.send("and more", ephemeral=True)

    @tree.command(description="Answers with pictures")
    async def picture(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("1", file=discord.File(io.BytesIO(PNG), "1.png"))
        posted = await interaction.original_response()
        more = discord.File(io.BytesIO(PNG), "2.png")
        await interaction.edit_original_response(attachments=[*posted.attachments, more])
        extra = await interaction.followup.send("extra", wait=True)
        await extra.delete()

    @tree.command(description="Never answers")
    async def sleep(interaction: discord.Interaction[Any]) -> None:
        del interaction

    @tree.command(description="Offers buttons")
    async def offer(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("choose", view=Choice())

    @tree.command(description="Offers a lasting button")
    async def round(interaction: discord.Interaction[Any], number: int) -> None:  # noqa: A001 - a command's name
        view = discord.ui.View(timeout=None).add_item(Round(number))
        await interaction.response.send_message("round", view=view)


def add_asking(tree: app_commands.CommandTree[Any]) -> None:
    """Add commands that ask the person for more."""

    @tree.command(description="Asks for words")
    async def ask(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_modal(Words())

    async def lines(_: Any, typed: str) -> list[app_commands.Choice[int]]:
        return [
            app_commands.Choice(name=f"{number}. {typed}", value=number) for number in range(1, 4)
        ]

    @tree.command(description="Completes lines")
    @app_commands.autocomplete(line=lines)
    async def complete(interaction: discord.Interaction[Any], line: int) -> None:
        await interaction.response.send_message(f"line {line}")


def add_menus(tree: app_commands.CommandTree[Any]) -> None:
    """Add commands of menus, groups and directors."""

    @tree.context_menu(name="Add as lyrics")
    async def add_as_lyrics(
        interaction: discord.Interaction[Any], message: discord.Message
    ) -> None:
        await interaction.response.send_message(f"added {message.content}", ephemeral=True)

    @tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction[Any], member: discord.Member) -> None:
        await interaction.response.send_message(f"hello {member.display_name}")

    @tree.command(description="Only for directors")
    @app_commands.default_permissions(manage_guild=True)
    async def direct(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("directed")

    group = app_commands.Group(name="clip", description="Clips")

    @group.command(name="new", description="Makes a clip")
    async def new(interaction: discord.Interaction[Any], name: str) -> None:
        await interaction.response.send_message(f"clip {name} in {interaction.channel}")

    tree.add_command(group)
