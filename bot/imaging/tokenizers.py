"""What a model reads of a prompt: where its tokenizers run out of room, which words it lacks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.imaging.abilities import tokens_read
from bot.imaging.sketch import language

SKETCH_FOLDER: Final = Path(language.__file__).resolve().with_name("model")


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A tokenizer of transformers and how many tokens of a prompt reach the model."""

    tokenizer: Any
    limit_tokens: int


def tokenizers(pipeline: Any) -> tuple[Tokenizer, ...]:
    """The tokenizers of a diffusers pipeline."""
    return tuple(
        Tokenizer(part, tokens_read(type(pipeline), part.model_max_length))
        for name, part in pipeline.components.items()
        if "tokenizer" in name and part is not None
    )


def cut(readers: tuple[Tokenizer, ...], prompt: str) -> str | None:
    """The end of ``prompt`` that no reader has room for, as it was written; None for nothing."""
    ends = [_end(reader, prompt) for reader in readers]
    return min(ends, key=len).strip() or None if ends else None


def unknown_words(folder: Path, prompt: str) -> tuple[str, ...]:
    """The words of ``prompt`` that the model in ``folder`` was never taught.

    Only the bundled model can tell: what it knows is a list, what others know nobody can say.
    """
    return language.unknown_words(prompt) if folder.resolve() == SKETCH_FOLDER else ()


def _end(reader: Tokenizer, prompt: str) -> str:
    room: int = reader.limit_tokens - reader.tokenizer.num_special_tokens_to_add()
    try:
        with_offsets = reader.tokenizer(
            prompt, truncation=False, add_special_tokens=False, return_offsets_mapping=True
        )
    except NotImplementedError:  # written in Python, without a memory of where tokens come from
        return _end_by_words(reader.tokenizer, prompt, room)
    offsets: list[tuple[int, int]] = with_offsets["offset_mapping"]
    if len(offsets) <= room:
        return ""
    # A word is read as a whole or not: the cut begins where its first piece does.
    begin: int = offsets[room][0]
    while begin > 0 and not prompt[begin - 1].isspace():
        begin -= 1
    return prompt[begin:]


def _end_by_words(tokenizer: Any, prompt: str, room: int) -> str:
    """The words after the most that fit."""
    ends = [found.end() for found in re.finditer(r"\S+", prompt)]
    fits = bisect_right(
        ends,
        room,
        key=lambda end: len(tokenizer(prompt[:end], add_special_tokens=False)["input_ids"]),
    )
    return prompt[ends[fits - 1] if fits else 0 :]
