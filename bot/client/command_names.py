"""Names and descriptions of the commands, from ``commands.toml``.

English names stand in the code, where they are what a command is called; English descriptions and
everything French come from the catalogues. Keys are made from a command's path:
``clip new`` (description), ``clip new.name``, ``clip new:artist`` (an option's description),
``clip new:artist.name``; ``:line`` serves every command's option ``line`` that has none of its own;
``choice:run-off`` is a choice's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.domain.texts import catalogue

if TYPE_CHECKING:
    from discord.app_commands import TranslationContextTypes, locale_str

_CATALOGUES: Final = {
    discord.Locale.british_english: "en",
    discord.Locale.american_english: "en",
    discord.Locale.french: "fr",
}


def text(locale: str, *keys: str) -> str | None:
    """The first of ``keys`` that ``commands.toml`` of that language has."""
    texts = catalogue(locale)
    for key in keys:
        sentence = texts.get(f"commands.{key}")
        if isinstance(sentence, str):
            return sentence
    return None


def about(path: str) -> str:
    """The English description of a command or group.

    Raises:
        KeyError: the catalogue has none.
    """
    sentence = text("en", path)
    if sentence is None:
        raise KeyError(path)
    return sentence


def options(path: str, *names: str) -> dict[str, str | locale_str]:
    """The English descriptions of a command's options, for ``app_commands.describe``.

    ``names`` are Python's; an underscore after one that Python needs itself is not in the key.

    Raises:
        KeyError: the catalogue lacks one.
    """
    descriptions: dict[str, str | locale_str] = {}
    for name in names:
        key = name.rstrip("_")
        words = text("en", f"{path}:{key}", f":{key}")
        if words is None:
            raise KeyError(f"{path}:{name}")
        descriptions[name] = words
    return descriptions


def choice(value: str) -> app_commands.Choice[str]:
    """A choice under its English name.

    Raises:
        KeyError: the catalogue has none.
    """
    sentence = text("en", f"choice:{value}")
    if sentence is None:
        raise KeyError(value)
    return app_commands.Choice(name=sentence, value=value)


class CatalogueTranslator(app_commands.Translator):
    """Answers the library's questions for other languages' names and descriptions."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """The text in ``locale``; None leaves the English one to stand."""
        del string
        language = _CATALOGUES.get(locale)
        if language is None or language == "en":
            return None
        return text(language, *_keys(context.location, context.data))


def _keys(location: Location, data: Any) -> tuple[str, ...]:
    match location:
        case Location.command_name | Location.group_name:
            return (f"{data.qualified_name}.name",)
        case Location.command_description | Location.group_description:
            return (data.qualified_name,)
        case Location.parameter_name:
            path, name = data.command.qualified_name, data.name.rstrip("_")
            return (f"{path}:{name}.name", f":{name}.name")
        case Location.parameter_description:
            path, name = data.command.qualified_name, data.name.rstrip("_")
            return (f"{path}:{name}", f":{name}")
        case Location.choice_name:
            return (f"choice:{data.value}",)
        case _:
            return ()
