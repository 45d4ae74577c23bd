"""Prompts of any length for CLIP's 77 tokens, with weights for those who write ``(word:1.3)``.

The prompt is read in pieces of 75 tokens that end with a word, and the denoiser sees them side by
side, as it does in the tools people come from. A weighted word is moved away from what an empty
prompt says at its place, or towards it. Brackets without a number stay text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEIGHTED: Final = re.compile(r"\(([^():]+):(\d+(?:\.\d+)?)\)")
_HEAVIEST: Final = 3.0

Weighted = tuple[int, float]
"""A token and its weight."""


def weighed(prompt: str) -> list[tuple[str, float]]:
    """``prompt`` in parts of one weight each."""
    parts: list[tuple[str, float]] = []
    end = 0
    for found in _WEIGHTED.finditer(prompt):
        parts += [(prompt[end : found.start()], 1.0)]
        parts += [(found[1], min(float(found[2]), _HEAVIEST))]
        end = found.end()
    parts.append((prompt[end:], 1.0))
    return [(text, weight) for text, weight in parts if text.strip()]


def pieces(tokenizer: Any, prompt: str) -> list[list[Weighted]]:
    """The tokens of ``prompt`` in pieces that fit, at least one."""
    room: int = tokenizer.model_max_length - 2
    tokens: list[Weighted] = []
    for text, weight in weighed(prompt):
        read = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        tokens += [(token, weight) for token in read["input_ids"]]
    found: list[list[Weighted]] = []
    while len(tokens) > room:
        names: list[str] = tokenizer.convert_ids_to_tokens([token for token, _ in tokens[:room]])
        ends = [at for at, name in enumerate(names, start=1) if name.endswith("</w>")]
        end = ends[-1] if ends else room
        found.append(tokens[:end])
        tokens = tokens[end:]
    return [*found, tokens]


class Chunks:
    """Reads prompts for one SD or SDXL ``pipeline``."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline
        self._readers = [
            (getattr(pipeline, f"tokenizer{end}"), getattr(pipeline, f"text_encoder{end}"))
            for end in ("", "_2")
            if getattr(pipeline, f"tokenizer{end}", None) is not None
        ]

    def count(self, prompt: str) -> int:
        """How many pieces ``prompt`` takes; 0 when the pipeline reads it whole by itself."""
        plain = _WEIGHTED.search(prompt) is None
        count = max(len(pieces(tokenizer, prompt)) for tokenizer, _ in self._readers)
        return 0 if plain and count == 1 else count

    def arguments(self, prompts: Sequence[str], negatives: Sequence[str] | None) -> dict[str, Any]:
        """What a call takes instead of the words; all take as many pieces as the longest."""
        count = max(1, *(self.count(words) for words in (*prompts, *(negatives or ()))))
        with torch.no_grad():
            embeds, pooled = self._read(prompts, count)
            if negatives is None and getattr(
                self._pipeline.config, "force_zeros_for_empty_prompt", False
            ):
                away, pooled_away = torch.zeros_like(embeds), torch.zeros_like(pooled)
            else:
                away, pooled_away = self._read(negatives or [""] * len(prompts), count)
        arguments = {"prompt_embeds": embeds, "negative_prompt_embeds": away}
        if len(self._readers) > 1:
            arguments |= {
                "pooled_prompt_embeds": pooled,
                "negative_pooled_prompt_embeds": pooled_away,
            }
        return arguments

    def _read(self, prompts: Sequence[str], count: int) -> tuple[Any, Any]:
        rows: list[Any] = []
        pooled: list[Any] = []
        for prompt in prompts:
            states: list[Any] = []
            last: Any = None
            for tokenizer, encoder in self._readers:
                found = pieces(tokenizer, prompt)
                found += [[] for _ in range(count - len(found))]
                read = [self._piece(tokenizer, encoder, piece) for piece in found]
                states.append(torch.cat([state for state, _ in read], dim=1))
                last = read[0][1]
            rows.append(torch.cat(states, dim=-1))
            pooled.append(last)
        return torch.cat(rows), torch.cat(pooled)

    def _piece(self, tokenizer: Any, encoder: Any, piece: Sequence[Weighted]) -> tuple[Any, Any]:
        """What ``encoder`` says of one piece, and of it as a whole."""
        said, whole = self._encoded(tokenizer, encoder, [token for token, _ in piece])
        weights = [weight for _, weight in piece]
        if any(weight != 1.0 for weight in weights):
            empty, _ = self._encoded(tokenizer, encoder, [])
            row = [1.0, *weights, *([1.0] * (tokenizer.model_max_length - 1 - len(weights)))]
            by = torch.tensor(row, device=said.device, dtype=said.dtype)[None, :, None]
            said = empty + (said - empty) * by
        return said, whole

    def _encoded(self, tokenizer: Any, encoder: Any, tokens: list[int]) -> tuple[Any, Any]:
        room: int = tokenizer.model_max_length
        ids = [tokenizer.bos_token_id, *tokens, tokenizer.eos_token_id]
        ids += [tokenizer.pad_token_id] * (room - len(ids))
        device = self._pipeline._execution_device  # noqa: SLF001 - as its own code asks
        said = encoder(torch.tensor([ids], device=device), output_hidden_states=True)
        if len(self._readers) > 1:
            return said.hidden_states[-2], said[0]  # SDXL was trained with the last layer but one
        return said[0], said[1]
