"""What the product says, in English and French: one TOML file a subject and language.

A text is looked up by ``subject.key``. ``say`` fills the values in; text that came from people is
escaped there, so that no Markdown and no mention of theirs works inside our sentences.

A text that depends on a number is a table of plural forms (``one``, ``other``), chosen by the value
``n``; where a second number has words of its own, they stand behind it: ``{lines}
{lines:line|lines}``. Which number takes which form is Unicode's rule (CLDR) for the language, and
numbers and times are written as it writes them (``3.5``, ``3,5``).

Texts name commands in English (``/clip new``); a reader of another language is shown the name that
``commands.toml`` has there, which is the one their Discord offers.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from string import Formatter
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOCALES: Final = ("en", "fr")


class Safe(str):
    """Text of our own making (already formatted, a channel mention, a list): not escaped."""

    __slots__ = ()


class Moment(float):
    """Seconds into the song, said as ``1:04.2``, or ``1:04,2`` in French."""

    __slots__ = ()


Value = str | int | float

_MARKDOWN: Final = re.compile(r"([\\`*_~|<>#\[\]()-])")
_MENTION: Final = re.compile(r"@")
_COMMAND: Final = re.compile(r"(?<![\w/.:])/([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?")
_SLASH: Final = re.compile(r"(?<![\w/.:<])/(?=[^\W\d_])")
"""What begins like a command in people's text is none of ours, and no link to one."""
_LINK_COLON: Final = re.compile(r"(?i)\b(https?|discord)://")
_INVITE: Final = re.compile(r"(?i)\b(discord(?:app)?\.[a-z]{2,4})/")
"""Discord makes a card of an invitation without a scheme as well."""


def escape(text: str) -> str:
    """``text`` shown by Discord exactly as written: no Markdown, no mention, no link preview."""
    text = _LINK_COLON.sub("\\1:\u200b//", text)
    text = _INVITE.sub("\\1\u200b/", text)
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _SLASH.sub("/\u200b", text)
    return _MENTION.sub("@\u200b", text)


@cache
def catalogue(locale: str) -> dict[str, str | dict[str, str]]:
    """All texts of one language, keyed ``subject.key``."""
    texts: dict[str, str | dict[str, str]] = {}
    folder = resources.files("bot.domain.texts").joinpath(locale)
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            subject = entry.name.removesuffix(".toml")
            for key, text in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                texts[f"{subject}.{key}"] = text
    return {key: _with_commands(text, texts) for key, text in texts.items()}


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
    return {form: _COMMAND.sub(named, sentence) for form, sentence in text.items()}


def spoken(locale: object) -> str | None:
    """The language of ``locale`` (``fr``, ``en-GB``, ``fr_FR.UTF-8``), if we speak it."""
    language = re.split(r"[-_.]", str(locale).lower())[0]
    return language if language in LOCALES else None


def closest(locale: str | None) -> str:
    """The language we speak that is nearest to Discord's ``locale`` (``fr``, ``en-GB``, ``de``)."""
    return spoken(locale) or "en"


def say(locale: str, key: str, **values: Value) -> str:
    """The text ``key`` in ``locale`` with ``values`` filled in and escaped.

    Raises:
        KeyError: no such text (a test holds the catalogues and the code together).
    """
    language = closest(locale)
    text = catalogue(language)[key]
    if isinstance(text, dict):
        text = text.get(_plural(language, values.get("n", 0)), text["other"])
    return _Sentences(language).vformat(text, (), values)


def listed(locale: str, parts: Sequence[str]) -> str:
    """``parts`` in a row as people say them: ``a, b, and c``."""
    return format_list(parts, locale=closest(locale))


def moment(locale: str, seconds: float) -> str:
    """A time in the song: ``1:04.2``."""
    tenths = round(seconds * 10)
    point = Locale.parse(closest(locale)).number_symbols["latn"]["decimal"]
    return f"{tenths // 600}:{tenths // 10 % 60:02}{point}{tenths % 10}"


def _plural(locale: str, number: Value) -> str:
    return Locale.parse(locale).plural_form(float(number))


class _Sentences(Formatter):
    """Fills sentences in: people's text escaped, numbers as the language has them."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def format_field(self, value: Value, format_spec: str) -> str:
        """``value`` as it stands in the sentence, or the word that goes with it (``a|b``)."""
        if "|" in format_spec:
            singular, plural = format_spec.split("|")
            return singular if _plural(self._locale, value) == "one" else plural
        if isinstance(value, Moment):
            return moment(self._locale, value)
        if isinstance(value, str):
            return value if isinstance(value, Safe) else escape(value)
        return format_decimal(value, locale=self._locale, group_separator=False)
