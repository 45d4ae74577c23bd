"""What a model can do, in words: for the style's answers and for the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.texts import say

if TYPE_CHECKING:
    from bot.domain.rounds.abilities import Abilities


def able_text(locale: str, abilities: Abilities) -> str:
    """How the model varies a take and how much it reads."""
    sentences = [say(locale, f"answers.able-varies-{abilities.variation}")]
    if abilities.long_prompts:
        sentences.append(say(locale, "answers.able-long"))
    elif abilities.tokens is not None:
        sentences.append(say(locale, "answers.able-tokens", n=abilities.tokens))
    return " ".join(sentences)


def unread_rows(locale: str, abilities: Abilities, guidance: float, *, negative: bool) -> list[str]:
    """What of a style the model does not read, a sentence each."""
    ignored = abilities.ignored(guidance, None, negative=negative)
    return [say(locale, f"answers.unread-{wish}") for wish in ignored]
