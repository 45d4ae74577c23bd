"""Command names: Discord's rules, both languages, and texts that name commands that exist."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from discord import app_commands

from bot.client.command_names import CatalogueTranslator, about, choice, options, text
from bot.client.command_sync import payload
from bot.domain.texts import LOCALES, catalogue
from cogs import build_tree

NAME: Final = re.compile(r"[-_'\w]{1,32}")
MENTION: Final = re.compile(r"(?<![\w/.:])/([a-zà-ÿ-]+)(?: ([a-zà-ÿ-]+))?")


async def told() -> list[dict[str, Any]]:
    """The commands as Discord is told them."""
    tree = build_tree()
    await tree.set_translator(CatalogueTranslator())
    return await payload(tree)


def walked(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Commands, groups and options, all in a row."""
    return [
        one
        for command in found
        for one in (command, *walked(command.get("options", [])))
        if one.get("type") != 3 or "description" in one
    ]


async def test_every_command_and_option_speaks_french() -> None:
    """Names and descriptions each have their French form, within Discord's limits."""
    for one in walked(await told()):
        names = one["name_localizations"]
        assert set(names) == {"fr"}, one["name"]
        if "description" not in one:  # a menu on a message may have capitals and spaces
            continue
        assert NAME.fullmatch(names["fr"]), names
        assert names["fr"] == names["fr"].lower()
        for description in (one["description"], one["description_localizations"]["fr"]):
            assert 1 <= len(description) <= 100


async def test_names_are_told_apart_in_both_languages() -> None:
    """No two commands or options beside each other have the same name."""

    def check(found: list[dict[str, Any]]) -> None:
        for names in (
            [one["name"] for one in found],
            [one["name_localizations"]["fr"] for one in found],
        ):
            assert len(set(names)) == len(names), names
        for one in found:
            check([option for option in one.get("options", []) if "name" in option])

    check([one for one in await told() if "description" in one])


async def test_required_options_come_first() -> None:
    """Discord refuses the whole set otherwise."""
    for one in walked(await told()):
        needed = [option.get("required", False) for option in one.get("options", [])]
        assert needed == sorted(needed, reverse=True), one["name"]


async def test_choices_are_translated() -> None:
    """What is picked from a list is read in one's own language."""
    found = [one for one in walked(await told()) if one.get("choices")]
    assert found
    for one in found:
        for picked in one["choices"]:
            if one["name"] == "encoding" or not re.search("[a-z]", picked["name"]):
                continue  # 16:9, 24 and an encoding's name are the same in any language
            assert picked["name_localizations"]["fr"]


def test_an_unknown_text_is_noticed_at_once() -> None:
    """A command without a description fails when it is defined, not when it is synced."""
    for lacking in (lambda: about("no such"), lambda: choice("nothing")):
        with pytest.raises(KeyError):
            lacking()
    with pytest.raises(KeyError):
        options("clip new", "no-such-option")


def test_the_english_names_are_those_in_the_code() -> None:
    """The catalogue repeats them for whoever translates, and must not drift."""
    for command in build_tree().walk_commands():
        last = command.qualified_name.split()[-1]
        expected = command.name if isinstance(command, app_commands.ContextMenu) else last
        assert text("en", f"{command.qualified_name}.name") == expected


def known_names(locale: str) -> dict[str, set[str]]:
    """The commands of a group, by the group's name, in one language."""
    found: dict[str, set[str]] = {}
    for command in build_tree().get_commands():
        name = text(locale, f"{command.name}.name") or command.name
        inside = command.commands if isinstance(command, app_commands.Group) else []
        found[name] = {text(locale, f"{one.qualified_name}.name") or one.name for one in inside}
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_name_commands_that_exist(locale: str) -> None:
    """Whatever command a sentence sends people to, their Discord offers it by that name."""
    known = known_names(locale)
    for key, found in catalogue(locale).items():
        if key.startswith(("commands.", "doctor.", "console.", "settings.")):
            continue
        for said in [found] if isinstance(found, str) else found.values():
            for group, command in MENTION.findall(said):
                assert group in known, f"{key}: /{group}"
                if known[group]:
                    assert command in known[group], f"{key}: /{group} {command}"
