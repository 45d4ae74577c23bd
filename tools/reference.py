"""Documents made from the code: ``docs/commands.md`` from the commands, ``.env.example``.

Run by ``make docs``; a test fails while a file is not what this would write.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from bot.client.command_names import text
from bot.settings import example
from cogs import build_tree
from tools.house import pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[1]

_HEAD: Final = """# Commands

Written by `make docs` from the commands themselves. Each has a French name and description besides
the English one; Discord shows a person the names of their own language, and everything the bot says
to one person is in that person's language.

A command works in the channel or thread of its clip. "Director" means the person who began the clip
and whoever holds its directing role; anyone in the channel may do the rest. The rights are checked
by the bot itself, whatever a server's settings say.
"""

_MENUS: Final = """## On a message

Right-click a message (on a phone, hold it), then Apps.
"""

_AFTER: Final = """## Under a post

| Button | What it does |
|---|---|
| 🎲 New round | paints another round of the line, as `/generate line` does |
| ✏️ Rewrite | opens the line's prompt in a form; sending it writes a new version |
| 🧬 Variation | asks of which take, and how far from it, and paints a round of variations |
| ✂️ A part again | paints a part of a take again: said in words, as a half, or drawn on a page |
| 🔒 Close | closes the vote, as `/vote close` does (director) |
| ℹ️ About | shows each take's seed, model, composed prompt and parent |
| ✖️ Cancel | cancels what is left of the work a progress message tells of |
| 📁 Full quality | tells the director where the full-quality file of a clip lies |
| ⏪ ◀️ ▶️ ⏩ | move a line by a beat or a tenth of a second, and show where it is then |
| 🗑️ Take them out | takes out the lines that imported lyrics do not have (director) |

Votes are reactions: the number of a take, or 🔁 for none of these.
"""


def commands_page() -> str:
    """``docs/commands.md``."""
    tree = build_tree()
    parts = [_HEAD]
    for command in tree.get_commands():
        if isinstance(command, app_commands.ContextMenu):
            continue
        parts += _section(command)
    parts.append(_MENUS)
    parts.append("| English | French | |\n|---|---|---|")
    menus = [menu for menu in tree.get_commands() if isinstance(menu, app_commands.ContextMenu)]
    parts += [
        f"| {menu.name} | {text('fr', f'{menu.name}.name')} | {text('en', menu.name)} |"
        for menu in menus
    ]
    parts.append(f"\n{_AFTER}")
    return "\n".join(parts)


def _section(command: app_commands.Command[Any, ..., Any] | app_commands.Group) -> list[str]:
    rows: list[str] = []
    if isinstance(command, app_commands.Group):
        rows.append(f"## /{command.name}\n\n{command.description}.\n")
        for subcommand in command.commands:
            rows += _entry(subcommand, "###")
    else:
        rows += _entry(command, "##")
    return rows


def _entry(command: Any, marks: str) -> list[str]:
    path: str = command.qualified_name
    french = " ".join(_french_names(path))
    rows = [
        f"{marks} /{path}\n",
        f"{command.description}.\n",
        f"In French: `/{french}` ({text('fr', path)}).\n",
    ]
    if command.parameters:
        rows.append("| Option | French | Meaning | Takes |\n|---|---|---|---|")
        rows += [_row(path, option) for option in command.parameters]
        rows.append("")
    return rows


def _row(path: str, option: app_commands.Parameter) -> str:
    key = option.name.rstrip("_")
    french = text("fr", f"{path}:{key}.name", f":{key}.name")
    name = f"`{option.display_name}`" + ("" if option.required else " (optional)")
    return f"| {name} | `{french}` | {option.description} | {_takes(option)} |"


def _takes(option: app_commands.Parameter) -> str:
    if option.choices:
        return ", ".join(choice.name for choice in option.choices)
    kind = option.type.name
    if kind == "string":
        return (
            "text" if option.max_value is None else f"text, at most {option.max_value} characters"
        )
    if option.min_value is not None and option.max_value is not None:
        return f"{option.min_value} to {option.max_value}"
    return {"attachment": "a file", "role": "a role", "boolean": "yes or no"}.get(kind, kind)


def _french_names(path: str) -> Iterator[str]:
    words = path.split()
    for count in range(1, len(words) + 1):
        yield text("fr", f"{' '.join(words[:count])}.name") or words[count - 1]


def main() -> None:
    """Write the documents."""
    (ROOT / "docs" / "commands.md").write_text(commands_page(), encoding="utf-8")
    (ROOT / ".env.example").write_text(example(), encoding="utf-8")
    for file, picture in pictures().items():
        file.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
