"""Buttons under posts that outlive any restart: all they need stands in their ``custom_id``.

Which action does what is registered by the cogs; this file only carries the click there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

import discord
from discord import ui

from bot.client.answers import fail
from bot.domain.clips.clip import ClipState
from bot.domain.errors import UserError
from bot.domain.texts import say
from bot.services.clips.owners import Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from discord.ui.item import Item

    from bot.domain.clips.clip import Clip


_DIGITS: Final = 9
"""Numbers beside an id have no more: a page, a take, a place in a row."""

Field = ui.Label[ui.Modal]
"""A part of a form."""


class Action(StrEnum):
    """What a button or a form does; the row it does it to is of the kind in ``ABOUT``."""

    AGAIN = "again"  # paint another one of its line
    REWRITE = "rewrite"  # write its line's prompt anew
    VARY = "vary"  # paint variations of one of its takes
    PART = "part"  # paint a part of one of its takes again
    CLOSE = "close"  # close its ballot
    ABOUT = "about"  # all about its takes
    CANCEL = "cancel"  # cancel what is left
    FILE = "file"  # where the full-quality file is
    PACK = "pack"  # where an export's files are
    RECUT = "recut"  # cut as a timeline from an editor says
    BEAT_BACK = "beat-back"  # a beat earlier
    EARLIER = "earlier"  # a tenth of a second earlier
    LATER = "later"  # a tenth of a second later
    BEAT_ON = "beat-on"  # a beat later
    DROP = "drop"  # take out the lines that an import did not have
    PASTE = "paste"  # paste its lyrics
    SONG = "song"  # give its song
    SHEET = "sheet"  # write the prompts of many lines
    DRAFT = "draft"  # paint the lyrics of lines without a prompt as they are
    RESTYLE = "restyle"  # paint its winners anew in its new style
    PAINT = "paint"  # paint a round of every line that has none
    SHOW_HELD = "show-held"  # show its takes that were held back
    DROP_HELD = "drop-held"  # keep them back for good
    REPORT = "report"  # tell of one of its takes what is wrong with it
    DROP_TAKE = "drop-take"  # let nobody see the take whose number stands beside its round's id
    UNDISCLOSE = "undisclose"  # let a clip not say itself that it was made with AI
    DELETE = "delete"  # its clip, for good
    TAP = "tap"  # a link to the page where its lines are tapped
    PREVIEW = "preview"  # a quick, small clip of it
    RENDER = "render"  # the clip itself
    NOTE = "note"  # say what is to be changed at a moment of it
    TICK = "tick"  # mark it as done
    VOTE = "vote"  # its open votes, one after another, for one person
    CHOOSE = "choose"  # vote for one of its takes, or take that back
    NEXT = "next"  # the next vote that a person owes
    BACK = "back"  # the vote before
    BRANCH = "branch"  # paint variations of the take that stands beside the ballot's id
    OLDER = "older"  # deeds before the one that stands beside its clip's id
    LEAF = "leaf"  # another page of its board, for one person
    SHOT = "shot"  # one of its shots, for one person (a list only)
    PASTE_ALL = "paste-all"  # the same, with a web page's rows around the words (a form only)
    BEGIN = "begin"  # begin a clip in a channel
    CREDITS = "credits"  # keep the credits as they were written (a form only)
    WORDS = "words"  # keep a server's lists of words and names (a form only)
    BRING = "bring"  # make the file linked above it a take of the chosen line (a list only)
    ANIMATE = "animate"  # let the winner of its line move
    PROMPT = "prompt"  # take a message's words as a prompt (a form only)


ABOUT: Final = {
    Action.AGAIN: Kind.ROUND,
    Action.REWRITE: Kind.ROUND,
    Action.VARY: Kind.ROUND,
    Action.PART: Kind.ROUND,
    Action.CLOSE: Kind.ROUND,
    Action.ABOUT: Kind.ROUND,
    Action.CANCEL: Kind.BATCH,
    Action.FILE: Kind.RENDER,
    Action.PACK: Kind.EXPORT,
    Action.RECUT: Kind.RETURNED,
    Action.BEAT_BACK: Kind.LINE,
    Action.EARLIER: Kind.LINE,
    Action.LATER: Kind.LINE,
    Action.BEAT_ON: Kind.LINE,
    Action.DROP: Kind.CHANGE,
    Action.PASTE: Kind.CLIP,
    Action.SONG: Kind.CLIP,
    Action.PASTE_ALL: Kind.CLIP,
    Action.SHEET: Kind.CLIP,
    Action.DRAFT: Kind.CLIP,
    Action.PAINT: Kind.CLIP,
    Action.RESTYLE: Kind.CLIP,
    Action.DELETE: Kind.ANY_CLIP,
    Action.SHOW_HELD: Kind.WATCHED,
    Action.DROP_HELD: Kind.WATCHED,
    Action.REPORT: Kind.ROUND,
    Action.DROP_TAKE: Kind.WATCHED,
    Action.UNDISCLOSE: Kind.CLIP,
    Action.TAP: Kind.CLIP,
    Action.PREVIEW: Kind.CLIP,
    Action.RENDER: Kind.CLIP,
    Action.VOTE: Kind.CLIP,
    Action.CHOOSE: Kind.BALLOT,
    Action.NEXT: Kind.BALLOT,
    Action.BACK: Kind.BALLOT,
    Action.BRANCH: Kind.BALLOT,
    Action.OLDER: Kind.CLIP,
    Action.LEAF: Kind.CLIP,
    Action.SHOT: Kind.CLIP,
    Action.ANIMATE: Kind.ROUND,
    Action.PROMPT: Kind.CLIP,
    Action.CREDITS: Kind.CLIP,
    Action.NOTE: Kind.RENDER,
    Action.TICK: Kind.NOTE,
    Action.BRING: Kind.CLIP,
}

EMOJI: Final = {
    Action.AGAIN: "🎲",
    Action.REWRITE: "✏️",
    Action.VARY: "🧬",
    Action.PART: "✂️",
    Action.CLOSE: "🔒",
    Action.ABOUT: "ℹ️",
    Action.CANCEL: "✖️",
    Action.FILE: "📁",
    Action.PACK: "📁",
    Action.RECUT: "🎞️",
    Action.BEAT_BACK: "⏪",
    Action.EARLIER: "◀️",
    Action.LATER: "▶️",
    Action.BEAT_ON: "⏩",
    Action.DROP: "🗑️",
    Action.DELETE: "🗑️",
    Action.SHOW_HELD: "👁️",
    Action.DROP_HELD: "🚫",
    Action.REPORT: "🚩",
    Action.DROP_TAKE: "🚫",
    Action.UNDISCLOSE: "🚫",
    Action.BEGIN: "🎬",
    Action.PASTE: "📜",
    Action.SONG: "🎵",
    Action.SHEET: "✏️",
    Action.DRAFT: "📝",
    Action.PAINT: "🖌️",
    Action.RESTYLE: "🎨",
    Action.TAP: "🥁",
    Action.PREVIEW: "👀",
    Action.RENDER: "🎬",
    Action.NOTE: "🗒️",
    Action.TICK: "✔️",
    Action.VOTE: "🗳️",
    Action.CHOOSE: "☑️",
    Action.NEXT: "➡️",
    Action.BACK: "⬅️",
    Action.BRANCH: "🧬",
    Action.OLDER: "🕰️",
    Action.LEAF: "📖",
    Action.SHOT: "🔍",
    Action.BRING: "🖼️",
    Action.ANIMATE: "🎞️",
}

_NAMED: Final = rf"(?P<action>{'|'.join(Action)}):(?P<row>[0-9A-Za-z_-]{{1,40}})"
_TEMPLATE: Final = re.compile(f"couplet:{_NAMED}")
_LIST_TEMPLATE: Final = re.compile(f"couplet-list:{_NAMED}")
"""The library asks each kind of ours for itself, so a list's id must not look like a button's."""


def custom_id(action: Action, row: str | int) -> str:
    """What a button or a form is recognised by when it comes back.

    ``row`` is an id, and what is to be known beside it behind an underscore.
    """
    return f"couplet:{action}:{row}"


def parse(text: str) -> tuple[Action, str] | None:
    """Action and row of one of our custom ids; None for anything else."""
    match = _TEMPLATE.fullmatch(text)
    return None if match is None else (Action(match["action"]), match["row"])


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent along; its address expires within a day."""

    filename: str
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that came back: what was typed, by the field's name, and the files sent along."""

    fields: dict[str, str]
    files: tuple[Upload, ...] = ()

    def is_ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.fields.get(name) == str(True)


@dataclass(frozen=True, slots=True)
class Target:
    """The row that a button or a form is about, and its clip, which is that of the channel.

    ``chosen`` is what was chosen from a list; nothing is known of it but that it is a text.
    """

    clip: Clip
    row: str
    chosen: str = ""

    @property
    def id(self) -> int:
        """The row's id, of any kind but a batch."""
        return int(self.row.partition("_")[0])

    @property
    def beside(self) -> int | None:
        """The number that stands beside the id; None where there is none."""
        number = self.row.partition("_")[2]
        return int(number) if number.isdecimal() and len(number) <= _DIGITS else None

    def working(self) -> Clip:
        """The clip, for what changes it.

        Raises:
            UserError: it is archived.
        """
        if self.clip.state is ClipState.ARCHIVED:
            raise UserError("clip.archived", name=self.clip.name)
        return self.clip


if TYPE_CHECKING:
    Press = Callable[[discord.Interaction[Any], Target], Awaitable[None]]
    Open = Callable[[discord.Interaction[Any]], Awaitable[None]]
    Begin = Callable[[discord.Interaction[Any], Submission], Awaitable[None]]
    Submit = Callable[[discord.Interaction[Any], Target, Submission], Awaitable[None]]


class Presses(Protocol):
    """The client, as far as buttons and lists need it."""

    async def pressed(
        self, interaction: discord.Interaction[Any], action: Action, row: str, chosen: str = ""
    ) -> None:
        """Do what a button or a list says; raises the sentence that refuses it."""
        ...


class PostButton(ui.DynamicItem[ui.Button[Any]], template=_TEMPLATE):
    """Any of our buttons; made anew from its ``custom_id`` at every click."""

    def __init__(
        self,
        action: Action,
        row: str | int,
        *,
        locale: str = "en",
        label: str | None = None,
        emoji: str | None = None,
        chosen: bool = False,
    ) -> None:
        super().__init__(
            ui.Button(
                style=discord.ButtonStyle.success if chosen else discord.ButtonStyle.secondary,
                label=say(locale, f"posts.button-{action}") if label is None else label,
                emoji=emoji or EMOJI[action],
                custom_id=custom_id(action, row),
            )
        )
        self.action = action
        self.row_id = str(row)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was clicked."""
        del interaction, item
        return cls(Action(match["action"]), match["row"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Carry the click to whoever registered for its action; errors become a sentence."""
        client: Presses = interaction.client
        try:
            await client.pressed(interaction, self.action, self.row_id)
        except Exception as error:  # noqa: BLE001 - every failure is said, none is lost
            await fail(interaction, error)


class PostList(ui.DynamicItem[ui.Select[Any]], template=_LIST_TEMPLATE):
    """Any of our lists under a message: one of its entries is chosen, as a button is pressed."""

    def __init__(
        self, action: Action, row: str | int, hint: str, picks: Sequence[discord.SelectOption]
    ) -> None:
        super().__init__(
            ui.Select[Any](
                custom_id=f"couplet-list:{action}:{row}",
                placeholder=hint[:150],
                options=list(picks[:25]),
            )
        )
        self.action = action
        self.row_id = str(row)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """The list that was chosen from."""
        del interaction, item
        blank = discord.SelectOption(label="–")
        return cls(Action(match["action"]), match["row"], "", [blank])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Carry the choice to whoever registered for its action; errors become a sentence."""
        client: Presses = interaction.client
        data: Any = interaction.data or {}
        chosen = str(next(iter(data.get("values", [])), ""))
        try:
            await client.pressed(interaction, self.action, self.row_id, chosen)
        except Exception as error:  # noqa: BLE001 - every failure is said, none is lost
            await fail(interaction, error)


def buttons(*actions: Action, row: str | int, locale: str) -> ui.View:
    """Buttons under an answer; the library keeps nothing of them in memory either."""
    view = ui.View(timeout=None)
    for action in actions:
        view.add_item(PostButton(action, row, locale=locale))
    view.stop()
    return view


def form(action: Action, row: str | int, title: str, *fields: Field) -> ui.Modal:
    """A form that is recognised by its ``custom_id`` alone, also after a restart.

    It is stopped from the beginning so that the library keeps nothing of it in memory; what comes
    back is read by ``submission``.
    """
    modal = ui.Modal(title=title[:45], timeout=None, custom_id=custom_id(action, row))
    for field in fields:
        modal.add_item(field)
    modal.stop()
    return modal


def field(
    name: str,
    label: str,
    *,
    about: str = "",
    value: str = "",
    limit: int,
    long: bool = True,
    required: bool = True,
) -> Field:
    """A text field of a form; ``about`` says in small letters what belongs there."""
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    return ui.Label(
        text=label[:45],
        description=about[:100] or None,
        component=ui.TextInput(
            custom_id=name,
            style=style,
            default=value[:limit] or None,
            max_length=limit,
            required=required,
        ),
    )


def pick_list(name: str, label: str, *chosen_from: tuple[str, str]) -> Field:
    """A list in a form: pairs of value and label, the first of them picked."""
    picks = [
        discord.SelectOption(label=words[:100], value=value, default=number == 0)
        for number, (value, words) in enumerate(chosen_from[:25])
    ]
    return ui.Label(text=label[:45], component=ui.Select[Any](custom_id=name, options=picks))


def radio(name: str, label: str, *chosen_from: tuple[str, str], chosen: str) -> Field:
    """A few choices in a form, all to be seen: pairs of value and label."""
    picks = [
        discord.RadioGroupOption(label=words[:100], value=value, default=value == chosen)
        for value, words in chosen_from
    ]
    return ui.Label(text=label[:45], component=ui.RadioGroup[Any](custom_id=name, options=picks))


def tick(name: str, label: str, *, ticked: bool) -> Field:
    """A box in a form to tick; ``is_ticked`` reads it."""
    return ui.Label(text=label[:45], component=ui.Checkbox[Any](custom_id=name, default=ticked))


def file_field(name: str, label: str, *, about: str, most: int, required: bool = False) -> Field:
    """A place in a form for at most ``most`` files."""
    files = ui.FileUpload[Any](
        custom_id=name, required=required, min_values=int(required), max_values=most
    )
    return ui.Label(text=label[:45], description=about[:100], component=files)


def submission(interaction: discord.Interaction[Any]) -> Submission:
    """What was typed into the form that ``interaction`` brings back."""
    fields: dict[str, str] = {}
    data: Any = interaction.data or {}
    for row in data.get("components", []):
        inside = [row["component"]] if "component" in row else row.get("components", [])
        for component in inside:
            typed = component.get("value") or next(iter(component.get("values", [])), "")
            if "custom_id" in component:
                fields[str(component["custom_id"])] = str(typed)
    attachments: dict[str, Any] = data.get("resolved", {}).get("attachments", {})
    files = (
        Upload(component["filename"], component["size"], component["url"])
        for component in attachments.values()
    )
    return Submission(fields, tuple(files))
