"""The model's tokenizer: the rules of `language` as an ordinary fast tokenizer.

Expressions and words are replaced by their concept's name in the normaliser, so that any loader
of tokenizers reads prompts like `language.read` does; a test holds the two together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from bot.imaging.sketch.language import BOUNDARY, MAX_TOKENS, concepts, meanings

if TYPE_CHECKING:
    from collections.abc import Iterable

SPECIALS: Final = ("[PAD]", "[BOS]", "[EOS]", "[UNK]")


def build_tokenizer() -> PreTrainedTokenizerFast:
    """The tokenizer, ready to be saved beside the weights."""
    names = (*SPECIALS, "c_and", *(f"c_{name}" for name in concepts()))
    ids = {name: i for i, name in enumerate(names)}
    backend = Tokenizer(models.WordLevel(ids, unk_token=SPECIALS[3]))
    backend.normalizer = normalizers.Sequence(_rules())
    backend.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    backend.post_processor = processors.TemplateProcessing(
        single="[BOS] $A [EOS]",
        special_tokens=[("[BOS]", ids["[BOS]"]), ("[EOS]", ids["[EOS]"])],
    )
    make: Any = PreTrainedTokenizerFast  # its constructor has no types
    tokenizer: PreTrainedTokenizerFast = make(
        tokenizer_object=backend,
        **{f"{name[1:-1].lower()}_token": name for name in SPECIALS},
        model_max_length=MAX_TOKENS,
    )
    return tokenizer


def _rules() -> list[normalizers.Normalizer]:
    def swap(pattern: str, by: str) -> normalizers.Normalizer:
        return normalizers.Replace(Regex(pattern), by)

    rules: list[normalizers.Normalizer] = [
        normalizers.Lowercase(),
        normalizers.Replace("œ", "oe"),
        normalizers.Replace("æ", "ae"),
        normalizers.NFD(),
        normalizers.StripAccents(),
        swap(r"[,;:.!?()|/\n\r\t\"«»…—–]+", " ~ "),
        swap(r"[^\w~]+|_", " "),
    ]
    by_meaning: dict[tuple[int, str], list[str]] = {}
    for word, meaning in meanings().items():
        by_meaning.setdefault((-word.count(" "), meaning), []).append(word)
    for (_, meaning), words in sorted(by_meaning.items()):
        token = {"": " ", BOUNDARY: " ~ "}.get(meaning, f" c_{meaning} ")
        rules.append(swap(rf"(?<!\w)(?:{_either(words)})(?!\w)", token))
    return [
        *rules,
        swap(r"(?:\s*~\s*)+", " c_and "),
        swap(r"^\s*c_and\s+|\s+c_and\s*$|\s+$", ""),
    ]


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=len)[::-1])
