"""What the product says, in English and French: one TOML file a subject and language.

A text is looked up by ``subject.key``. ``say`` fills the values in; text that came from people is
escaped there, so that no Markdown and no mention of theirs works inside our sentences. A text that
depends on a number is a table with ``one`` and ``other``, chosen by the value ``n``.

Texts name commands in English (``/clip new``); a reader of another language is shown the name that
``commands.toml`` has there, which is the one their Discord offers.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALES: Final = ("en", "fr")


class Safe(str):
    """Text of our own making (already formatted, a channel mention, a list): not escaped."""

    __slots__ = ()


Value = str | int | float

_MARKDOWN: Final = re.compile(r"([\\`*_~|<>#\[\]()-])")
_MENTION: Final = re.compile(r"@")
_COMMAND: Final = re.compile(r"(?<![\w/.:])/([a-z]+)(?: ([a-z]+))?")
_LINK_COLON: Final = re.compile(r"(?i)\b(https?|discord)://")
_INVITE: Final = re.compile(r"(?i)\b(discord(?:app)?\.[a-z]{2,4})/")
"""Discord makes a card of an invitation without a scheme as well."""


def escape(text: str) -> str:
    """``text`` shown by Discord exactly as written: no Markdown, no mention, no link preview."""
    text = _LINK_COLON.sub("\\1:\u200b//", text)
    text = _INVITE.sub("\\1\u200b/", text)
    text = _MARKDOWN.sub(r"\\\1", text)
    return _MENTION.sub("@\u200b", text)


@cache
def catalogue(locale: str) -> dict[str, str | dict[str, str]]:
    """All texts of one language, keyed ``subject.key``."""
    found: dict[str, str | dict[str, str]] = {}
    folder = resources.files("bot.domain.texts").joinpath(locale)
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            subject = entry.name.removesuffix(".toml")
            for key, text in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                found[f"{subject}.{key}"] = text
    return {key: _with_commands(text, found) for key, text in found.items()}


def _with_commands(
    text: str | dict[str, str], texts: Mapping[str, str | dict[str, str]]
) -> str | dict[str, str]:
    """``text`` with the commands it names as they are called in the language of ``texts``."""

    def named(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        group = texts.get(f"commands.{first}.name")
        if not isinstance(group, str):
            return match[0]
        if second is None:
            return f"/{group}"
        return f"/{group} {texts.get(f'commands.{first} {second}.name', second)}"

    if isinstance(text, str):
        return _COMMAND.sub(named, text)
    return {form: _COMMAND.sub(named, one) for form, one in text.items()}


def closest(locale: str | None) -> str:
    """The language we speak that is nearest to Discord's ``locale`` (``fr``, ``en-GB``, ``de``)."""
    return "fr" if locale is not None and locale.lower().startswith("fr") else "en"


def say(locale: str, key: str, **values: Value) -> str:
    """The text ``key`` in ``locale`` with ``values`` filled in and escaped.

    Raises:
        KeyError: no such text (a test holds the catalogues and the code together).
    """
    text = catalogue(closest(locale))[key]
    if isinstance(text, dict):
        amount = float(values.get("n", 0))
        # French counts 0 and 1.5 as singular, English only 1.
        singular = amount < 2 if closest(locale) == "fr" else amount == 1
        text = text["one" if singular else "other"]
    shown: dict[str, Value] = {
        name: escape(value) if isinstance(value, str) and not isinstance(value, Safe) else value
        for name, value in values.items()
    }
    return text.format(**shown)
