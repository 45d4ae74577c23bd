"""The words a picture is painted from: a line's prompt, the cast it names, the clip's style.

The order is fixed, and the same for every take: first the line's prompt with each ``@name``
replaced by what the cast says of it, then the style's words. Models read the first words best and
may have no room for the last ones, and a shot without its style is nearer to what was meant than a
style without its shot. Of the negative words the style's come first, then the preset's, each once.

How much of it a model reads is not decided here: only its own tokenizer knows, and the painter
tells with each picture what was cut.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.prompts.prompt import CastMember, Preset, Style

# Not after a letter, as in an e-mail address, and not in a mention, which Discord writes <@1234>.
_NAMED: Final = re.compile(r"(?<![\w<@])@(\w+(?:-\w+)*)")
_LOOSE_ENDS: Final = " \t\n,;"


@dataclass(frozen=True, slots=True)
class Composed:
    """What the painter reads."""

    prompt: str
    negative: str


def compose(text: str, style: Style, cast: Sequence[CastMember], preset: Preset) -> Composed:
    """Compose the prompt ``text`` with the clip's style and cast for a model.

    A name that is not cast stays as a plain word, without its ``@`` (see ``strangers``).
    """
    known = {member.name.casefold(): member.description for member in cast}

    def described(match: re.Match[str]) -> str:
        name = match[1]
        description = known.get(name.casefold())
        return name if description is None else _one_line(description).rstrip(".!" + _LOOSE_ENDS)

    scene = _NAMED.sub(described, _one_line(text))
    return Composed(
        prompt=_joined([scene, _one_line(style.words)]),
        negative=_joined(_each_once([*style.negative.split(","), *preset.negative.split(",")])),
    )


def strangers(text: str, cast: Iterable[CastMember]) -> tuple[str, ...]:
    """The names after an ``@`` in the prompt ``text`` that are not cast, each once."""
    known = {member.name.casefold() for member in cast}
    names = _each_once(match[1] for match in _NAMED.finditer(_one_line(text)))
    return tuple(name for name in names if name.casefold() not in known)


def _one_line(text: str) -> str:
    """``text`` with every run of spaces, line feeds and control characters as one space.

    Composed letters throughout: some systems write an é as two, and no name would be found.
    """
    text = unicodedata.normalize("NFC", text)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _joined(parts: Iterable[str]) -> str:
    stripped = (part.strip(_LOOSE_ENDS) for part in parts)
    return ", ".join(part for part in stripped if part)


def _each_once(words: Iterable[str]) -> list[str]:
    """``words`` in order, each the first time only; upper and lower case are the same."""
    once: dict[str, str] = {}
    for word in map(_one_line, words):
        once.setdefault(word.casefold(), word)
    return list(once.values())
