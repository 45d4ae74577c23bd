"""Commands that our texts name, as mentions that Discord makes clickable.

A mention needs the command's id, which Discord tells when it is told the commands. Where it is not
known, and where a command stands with what is to be typed behind it, the text stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands, ui

from bot.client.command_names import text as named
from bot.domain.texts import LOCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CONTENT_LENGTH: Final = 2000
_TEXT_LENGTH: Final = 4000
"""Discord counts the text of all components of a message together."""


class CommandLinks:
    """Turns names of commands into mentions."""

    def __init__(self) -> None:
        self._mentions: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, tree: app_commands.CommandTree[Any], ids: Mapping[str, int]) -> None:
        """Know the ids of the tree's commands from now on, by the names of the top ones."""
        self._mentions = {
            called: f"</{path}:{ids[path.split()[0]]}>"
            for path in _paths(tree)
            if path.split()[0] in ids
            for called in _called(path)
        }
        longest_first = sorted(self._mentions, key=len, reverse=True)
        names = "|".join(map(re.escape, longest_first))
        # What stands in backticks with more than the command is something to type.
        self._pattern = re.compile(
            rf"`(?P<quoted>{names})`|`[^`\n]*`|(?<![\w/.:<])(?P<bare>{names})(?![\w-])"
        )

    def linked(self, text: str, limit: int = _CONTENT_LENGTH) -> str:
        """``text`` with its commands as mentions; as it is where that would be too long."""
        if self._pattern is None or not self._mentions:
            return text
        linked = self._pattern.sub(self._mention, text)
        return linked if len(linked) <= limit else text

    def link(self, layout: ui.LayoutView) -> None:
        """Let all texts of a layout have their commands as mentions, if there is room for that."""
        shown = [one for one in layout.walk_children() if isinstance(one, ui.TextDisplay)]
        linked = [self.linked(one.content, _TEXT_LENGTH) for one in shown]
        if sum(map(len, linked)) <= _TEXT_LENGTH:
            for one, content in zip(shown, linked, strict=True):
                one.content = content

    def _mention(self, match: re.Match[str]) -> str:
        called = match["quoted"] or match["bare"]
        return match[0] if called is None else self._mentions[called]


def links_of(interaction: discord.Interaction[Any]) -> CommandLinks:
    """The links of the client that an interaction came to."""
    links: CommandLinks = interaction.client.links
    return links


def _paths(tree: app_commands.CommandTree[Any]) -> Iterator[str]:
    """All that can be typed: commands without subcommands, and the subcommands of the others."""
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield command.qualified_name


def _called(path: str) -> Iterator[str]:
    """What a command is called in each of our languages."""
    words = path.split()
    for locale in LOCALES:
        partial = (" ".join(words[: count + 1]) for count in range(len(words)))
        parts = (named(locale, f"{so_far}.name") for so_far in partial)
        yield "/" + " ".join(part or word for part, word in zip(parts, words, strict=True))
