"""Prompts, style and cast: what people wrote, before it is composed for the painter."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.domain.prompts.lora import LoraUse  # noqa: TC001 - the codec reads the annotations


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """One version of a line's prompt; versions count from 1 and are never changed.

    A ``draft`` is the lyric itself, painted before anybody wrote what is to be seen; one that is
    ``undone`` was taken back, and the version below it holds.
    """

    id: int
    line_id: int
    version: int
    text: str
    author_id: int
    written_at: float
    draft: bool = False
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSettings:
    """What a style says; ``None`` leaves a value to the preset."""

    words: str = ""
    negative: str = ""
    preset: str
    steps: int | None = None
    guidance: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    loras: tuple[LoraUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Style(StyleSettings):
    """One version of the clip's style."""

    id: int
    clip_id: int
    version: int
    author_id: int
    written_at: float


@dataclass(frozen=True, slots=True)
class CastMember:
    """A named person, place or thing: ``@name`` in a prompt becomes the description."""

    id: int
    clip_id: int
    name: str
    description: str
    author_id: int


@dataclass(frozen=True, slots=True)
class FilmSettings:
    """What a preset says of the films that its model paints, each from a picture on.

    ``frames`` is the length of the longest, at ``rate`` a second; any length is a multiple of
    ``frame_step`` and one frame more. ``memory_gib`` is how much its makers say that it needs.
    """

    rate: int
    frames: int
    frame_step: int
    last_frame: bool = False
    """Whether a film can be told what picture to end on."""
    loosens: bool = False
    """Whether a film can be let go from its picture, by a strength."""
    memory_gib: int = 0

    def frames_for(self, seconds: float) -> int:
        """The number of frames nearest to ``seconds`` that the model paints."""
        steps = round((seconds * self.rate - 1) / self.frame_step)
        return min(max(steps, 1) * self.frame_step + 1, self.frames)


@dataclass(frozen=True, slots=True)
class Preset:
    """A model and the settings it paints well with; sizes in pixels.

    ``model`` is a folder, a file or a hub id. ``licence`` and ``training_data`` are never empty:
    people choose open models to know what they were made from.
    """

    name: str
    title: str
    model: str
    licence: str
    training_data: str
    steps: int
    guidance: float
    width_px: int
    height_px: int
    negative: str
    max_words: int
    """How many words or pieces of words the model reads; what comes after is cut."""
    step_px: int = 8
    """Width and height are multiples of this."""
    pipeline: str = ""
    """diffusers' class for the model, where the preset says it: what can be done is known by it."""
    training_data_fr: str = ""
    """``training_data`` in French, where whoever wrote the preset gave it."""
    film: FilmSettings | None = None
    """Of a model that paints films: it paints no pictures."""

    config: str = ""
    """For a file: the folder or hub id that says how its model is built, and has what it lacks."""
    quantise: str = ""
    """``nf4``, ``int8`` or ``fp8`` for weights in fewer bits, so that they fit a smaller card."""

    lora: str = ""
    """A LoRA that it is always painted with, to be quick: a file, or ``owner/repository/file``."""
    lora_weight: float = 1.0
    spacing: str = ""
    """How the sampler spaces its steps, where the model wants another way than its own
    (``trailing``)."""

    @property
    def loras(self) -> tuple[LoraUse, ...]:
        """None besides its own: those are a style's."""
        return ()

    @property
    def weights(self) -> str:
        """A name for what is loaded: presets that have it in common share it in memory."""
        return " ".join(filter(None, (self.model, self.config, self.quantise)))

    def trained_on(self, locale: str) -> str:
        """What the model was trained on, in the language of ``locale`` if that is known."""
        return (self.training_data_fr if locale == "fr" else "") or self.training_data

    def rounded(self, size_px: float) -> int:
        """The size nearest to ``size_px`` that the model paints."""
        return max(self.step_px, round(size_px / self.step_px) * self.step_px)

    def shaped(self, width_px: int, height_px: int) -> tuple[int, int]:
        """The size of about as many pixels as usual, in the shape of another one."""
        factor = math.sqrt(self.width_px * self.height_px / (width_px * height_px))
        return self.rounded(width_px * factor), self.rounded(height_px * factor)
