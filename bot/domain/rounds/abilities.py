"""What a loaded model can do, as data, and what it therefore ignores of a wish; pure.

Read from a pipeline's own signature and parts by ``bot.imaging.abilities``. Commands, posts and
what a picture says of itself are told from it, so that nothing is dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Guidance(StrEnum):
    """How a model is told to follow the words more closely."""

    CFG = "cfg"
    """By painting without the words (or with negative ones) as well, and going away from that."""
    TRUE_CFG = "true-cfg"
    """Likewise, but only where there are negative words."""
    DISTILLED = "distilled"
    """As a number the model was taught to read; negative words have no place in it."""
    NONE = "none"


class Variation(StrEnum):
    """How a model starts from a take."""

    STRENGTH = "strength"
    """From the picture, with more or less noise on it."""
    REFERENCES = "references"
    """From the picture as something to look at; how far to go away cannot be said."""
    NOISE = "noise"
    """From the noise the take began as, mixed with new noise."""


class Wish(StrEnum):
    """What may be asked of a painting and left unread by the model."""

    NEGATIVE = "negative"
    GUIDANCE = "guidance"
    STRENGTH = "strength"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class FilmAbilities:
    """What a pipeline for films reads beside a picture to begin with.

    A film's number of frames is a multiple of ``frame_step`` and one more; ``rated`` says whether
    it is told the rate that they are seen at, ``loosens`` whether it may leave its picture.
    """

    frame_step: int
    last_frame: bool
    loosens: bool
    rated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What one pipeline reads and gives; sizes in pixels, 0 and None where nobody knows."""

    pipeline: str
    """The name of its class in diffusers."""
    variation: Variation = Variation.NOISE
    references: bool = False
    inpainting: bool = False
    negative: bool = False
    guidance: Guidance = Guidance.NONE
    guidance_above: float = 1.0
    """Guidance works, and costs, only above this number."""
    tokens: int | None = None
    """How many tokens of a prompt are read; those of the longest of its readers."""
    long_prompts: bool = False
    """Whether longer prompts are read too, in pieces, and ``(word:1.3)`` as a weight."""
    equal_prompts: bool = False
    """Whether only equal prompts may share a batch: others would change each other's pictures."""
    step_px: int = 8
    native_px: int | None = None
    previews: bool = False
    lora: bool = False
    textual_inversion: bool = False
    ip_adapter: bool = False
    film: FilmAbilities | None = None
    """Of a pipeline that paints films, each from a picture on."""

    def guides(self, guidance: float, *, negative: bool) -> bool:
        """Whether ``guidance`` changes anything, with or without negative words."""
        match self.guidance:
            case Guidance.NONE:
                return False
            case Guidance.DISTILLED:
                return True
            case Guidance.TRUE_CFG:
                return negative and guidance > self.guidance_above
            case Guidance.CFG:
                return guidance > self.guidance_above

    def ignored(
        self, guidance: float, strength: float | None, *, negative: bool
    ) -> tuple[Wish, ...]:
        """What of a wish changes no pixel; what was not wished for is not ignored."""
        guided = self.guides(guidance, negative=negative)
        distilled = self.guidance is Guidance.DISTILLED
        wishes = {
            Wish.NEGATIVE: negative and (not self.negative or not guided or distilled),
            Wish.GUIDANCE: guidance > self.guidance_above and not guided,
            Wish.STRENGTH: strength is not None and self.variation is Variation.REFERENCES,
        }
        return tuple(wish for wish, ignored in wishes.items() if ignored)
