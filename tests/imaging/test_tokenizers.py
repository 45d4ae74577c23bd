"""What a model reads of a prompt, and what it was never taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.imaging.presets import load_presets
from bot.imaging.tokenizers import Tokenizer, cut, unknown_words


class Letters:
    """A tokenizer with a token for each letter and a mark at each end."""

    def num_special_tokens_to_add(self) -> int:
        """Start and end."""
        return 2

    def __call__(self, prompt: str, **_: object) -> dict[str, list[tuple[int, int]]]:
        """The places of the letters."""
        places = [(at, at + 1) for at, letter in enumerate(prompt) if not letter.isspace()]
        return {"offset_mapping": places}


@pytest.mark.parametrize(
    ("room", "left"),
    [(8, None), (7, "gh"), (6, "gh"), (5, "ef gh"), (4, "ef gh"), (1, "ab cd ef gh")],
)
def test_the_cut_begins_with_a_whole_word(room: int, left: str | None) -> None:
    """A word whose last letters don't fit is told as cut in whole."""
    assert cut((Tokenizer(Letters(), room + 2),), "ab cd ef gh") == left


def test_words_that_one_of_several_tokenizers_reads_are_not_cut() -> None:
    """Models with a long and a short text encoder see what the long one sees."""
    assert cut((Tokenizer(Letters(), 4), Tokenizer(Letters(), 9)), "abc def gh") == "gh"
    assert cut((), "abc") is None


def test_only_the_bundled_model_can_tell_what_it_does_not_know() -> None:
    """The sketch model's words are a list; of others nobody knows."""
    sketch = Path(load_presets()["sketch"].model)
    assert unknown_words(sketch, "la mer rouge, zzyzx") == ("zzyzx",)
    assert unknown_words(Path("/elsewhere"), "zzyzx") == ()
