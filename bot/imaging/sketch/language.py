"""Which words the sketch model knows, in English and French, and how it reads a prompt.

Every synonym and inflection of a thing becomes the same token, so the model has nothing to learn
about language but the order of words: "la mer", "an ocean" and "waves" are one token to it.
Articles, commas and plain prepositions all become one boundary, between which a colour belongs
to its thing; small words are dropped; a word that is none of these becomes one `[UNK]`.

Only the standard library is needed here: the bot can say which words were not understood without
loading a model. `tokenizer.py` builds the same rules into the model's tokenizer.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, TypedDict, cast

MAX_TOKENS: Final = 32
"""What the text encoder sees, with the first and last mark; what follows in a prompt is cut."""
BOUNDARY: Final = "&"


class Concept(TypedDict):
    """One thing the model knows: what kind of thing, and all words for it."""

    kind: str
    en: list[str]
    fr: list[str]


class _Words(TypedDict):
    en: list[str]
    fr: list[str]


class _Vocabulary(TypedDict):
    concepts: dict[str, Concept]
    boundary: _Words
    dropped: _Words


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt as the model reads it.

    `tokens` are concept names, `BOUNDARY` and, for each word not understood, None. `unknown` are
    these words as written, each once; `cut` the words that no longer fit.
    """

    tokens: tuple[str | None, ...]
    unknown: tuple[str, ...]
    cut: tuple[str, ...]


@cache
def _vocabulary() -> _Vocabulary:
    text = files("bot.imaging.sketch").joinpath("vocabulary.json").read_text("utf-8")
    return cast("_Vocabulary", json.loads(text))


def concepts() -> dict[str, Concept]:
    """All concepts by name."""
    return _vocabulary()["concepts"]


@cache
def meanings() -> dict[str, str]:
    """Folded word or expression to its concept, `BOUNDARY`, or "" where it is dropped."""
    known = _vocabulary()
    table: dict[str, str] = {}
    for words, meaning in ((known["dropped"], ""), (known["boundary"], BOUNDARY)):
        table.update({fold(word): meaning for word in (*words["en"], *words["fr"])})
    for name, concept in known["concepts"].items():
        table.update({fold(word): name for word in (*concept["en"], *concept["fr"])})
    return table


def fold(text: str) -> str:
    """Lower case without accents or ligatures; all but letters and digits a single space."""
    flat = unicodedata.normalize("NFD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(one for one in flat if unicodedata.category(one) != "Mn")
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


def read(prompt: str) -> Reading:
    """How the model reads a prompt: longest expressions first, then word by word."""
    table = meanings()
    longest = max(word.count(" ") + 1 for word in table)
    tokens: list[str | None] = []
    unknown: list[str] = []
    cut: list[str] = []
    for phrase in re.split(r"[,;:.!?()|/\n\r\t\"«»…—–]+", prompt):
        written = re.findall(r"\w+", unicodedata.normalize("NFC", phrase).replace("_", " "))
        words = [fold(one) for one in written]
        at = 0
        while at < len(words):
            size = next(
                (n for n in range(longest, 1, -1) if " ".join(words[at : at + n]) in table
                 and at + n <= len(words)),
                1,
            )  # fmt: skip
            meaning = table.get(" ".join(words[at : at + size]))
            if meaning == BOUNDARY:
                _bound(tokens)
            elif meaning != "":
                if len(tokens) >= MAX_TOKENS - 2:
                    cut.extend(written[at : at + size])
                else:
                    tokens.append(meaning)
                    unknown.extend([] if meaning else written[at : at + size])
            at += size
        _bound(tokens)
    while tokens and tokens[-1] == BOUNDARY:
        tokens.pop()
    return Reading(tuple(tokens), tuple(dict.fromkeys(unknown)), tuple(cut))


def _bound(tokens: list[str | None]) -> None:
    if tokens and tokens[-1] != BOUNDARY and len(tokens) < MAX_TOKENS - 2:
        tokens.append(BOUNDARY)


def unknown_words(prompt: str) -> tuple[str, ...]:
    """The words of a prompt that the model does not understand, as written, each once."""
    return read(prompt).unknown
