"""The words: a line's prompt, the clip's style, its cast. Every version is kept."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.domain.clips.people import require_director
from bot.domain.clips.steps import CastChanged, PromptsWritten, StyleWritten
from bot.domain.errors import UserError
from bot.domain.prompts.composition import strangers
from bot.domain.prompts.lora import HEAVIEST, MOST_WORN, changed
from bot.domain.prompts.prompt import StyleSettings
from bot.services.ground.required import require_line, require_style
from storage.clips import history, people, steps
from storage.prompts import prompts, styles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line, LineId
    from bot.domain.prompts.lora import Lora, LoraUse
    from bot.domain.prompts.prompt import CastMember, Preset, PromptVersion, Style
    from bot.domain.rounds.abilities import Abilities
    from bot.ports.clock import Clock
    from bot.services.prompts.guard import Guard
    from storage.database.database import Database, Tx

PROMPT_LENGTH: Final = 1000
WORDS_LENGTH: Final = 500
CAST_NAME: Final = re.compile(r"(?=.{1,32}$)\w+(?:-\w+)*")
"""What a prompt can name: see ``bot.domain.prompts.composition``."""
SIZES_PX: Final = range(128, 2049)
STEPS: Final = range(1, 151)
NO_LORA: Final = "-"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StyleChanges:
    """What to change of the style; None leaves it as it is."""

    words: str | None = None
    negative: str | None = None
    preset: str | None = None
    steps: int | None = None
    guidance: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    loras: tuple[tuple[str, float | None], ...] | None = None
    """Names and weights: 0 takes one off, no weight is its owner's, ``NO_LORA`` takes off all."""

    @property
    def technical(self) -> bool:
        """Whether more than words would change: model, size and settings are the director's."""
        rest = (self.preset, self.steps, self.guidance, self.width_px, self.height_px)
        return any(value is not None for value in (*rest, self.loras))


@dataclass(frozen=True, slots=True)
class WrittenPrompt:
    """A prompt as it was stored, with the line it belongs to and what it replaced.

    ``strangers`` are the ``@names`` in it that nobody has described yet.
    """

    line: Line
    prompt: PromptVersion
    before: PromptVersion | None
    strangers: tuple[str, ...] = ()
    imitated: tuple[str, ...] = ()
    """People whose style it asks for."""


@dataclass(frozen=True, slots=True)
class ShownStyle:
    """The clip's style with the model it names and its cast."""

    style: Style
    preset: Preset
    cast: tuple[CastMember, ...]
    abilities: Abilities | None = None
    """What the model can do; None where nobody knows yet."""
    rounded: bool = False
    """Whether the size that was asked for is not the model's, and was brought to one that is."""
    imitated: tuple[str, ...] = ()
    """People whose style the new words ask for."""
    impractical: bool = False
    """Whether the newly chosen model takes many minutes a take on this machine."""
    triggers: tuple[str, ...] = ()
    """The words by which its LoRA are called."""


class Prompts:
    """Writing and showing prompts, style and cast."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        presets: Mapping[str, Preset],
        guard: Guard,
        *,
        abilities: Callable[[Preset], Abilities | None] = lambda _: None,
        impractical: Callable[[Preset], Awaitable[bool]] | None = None,
        loras: Callable[[], Mapping[str, Lora]] = dict,
    ) -> None:
        self._loras = loras
        self._abilities = abilities
        self._impractical = impractical
        self._db = db
        self._clock = clock
        self._presets = presets
        self._guard = guard

    async def write(
        self, person: Person, clip: Clip, which: int | LineId, text: str
    ) -> WrittenPrompt:
        """Give a line a new version of its prompt.

        Raises:
            UserError: no such line, the text is empty or too long, or the server refuses it.
        """
        text = cleaned_prompt(text)
        names = await self._guard.admit(person, clip, text)
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, which)
            if not text:
                raise UserError("prompt.empty", line=line.number)
            written = await write_version(tx, person, line, text, now)
            await note_written(tx, person, clip, [written], now)
        return replace(written, imitated=names)

    async def versions(self, clip: Clip, number: int) -> tuple[Line, list[PromptVersion]]:
        """A line and all versions of its prompt, oldest first.

        Raises:
            UserError: no such line.
        """
        async with self._db.reading() as tx:
            line = await require_line(tx, clip, number)
            return line, await prompts.history(tx, line.id)

    async def style(self, clip: Clip) -> ShownStyle:
        """The clip's style as it stands."""
        async with self._db.reading() as tx:
            style = await require_style(tx, clip.id)
            cast = await styles.cast(tx, clip.id)
        return self._shown(style, tuple(cast), await self.loras())

    async def loras(self) -> Mapping[str, Lora]:
        """The LoRA that a style can wear, by name."""
        return await asyncio.to_thread(self._loras)

    def preset(self, name: str) -> Preset:
        """The preset called ``name``.

        Raises:
            UserError: there is none; the sentence lists those that are.
        """
        try:
            return self._presets[name]
        except KeyError:
            raise UserError(
                "style.no-preset", name=name, presets=", ".join(sorted(self._presets))
            ) from None

    @property
    def presets(self) -> list[Preset]:
        """All presets, by name."""
        return [self._presets[name] for name in sorted(self._presets)]

    async def restyle(self, person: Person, clip: Clip, changes: StyleChanges) -> ShownStyle:
        """Write a new version of the clip's style; words are everyone's, the rest the director's.

        Raises:
            NotAllowed: model, size or settings asked for by somebody else than the director.
            UserError: an unknown preset, a value out of range, or words that the server refuses.
        """
        names = await self._admit(person, clip, changes)
        there = await self.loras()
        now = self._clock.now()
        async with self._db.writing() as tx:
            old = await require_style(tx, clip.id)
            await people.remember(tx, person.id, person.name, now)
            settings, rounded = self._changed(old, changes, there)
            style = await adopt(tx, clip.id, settings, person.id, now, directed=changes.technical)
            cast = await styles.cast(tx, clip.id)
        shown = self._shown(style, tuple(cast), there, rounded=rounded)
        if changes.preset is not None and self._impractical is not None:
            shown = replace(shown, impractical=await self._impractical(shown.preset))
        return replace(shown, imitated=names)

    async def tried(
        self, person: Person, clip: Clip, looks: Sequence[StyleChanges]
    ) -> tuple[StyleSettings, ...]:
        """The clip's style with each of ``looks`` in its place, to be painted side by side.

        Raises:
            NotAllowed, UserError: as ``restyle`` says, or two of them come to the same.
        """
        for changes in looks:
            await self._admit(person, clip, changes)
        async with self._db.reading() as tx:
            old = await require_style(tx, clip.id)
        there = await self.loras()
        tried = tuple(self._changed(old, changes, there)[0] for changes in looks)
        if len(set(tried)) < len(tried):
            raise UserError("style.same-twice")
        return tried

    async def _admit(self, person: Person, clip: Clip, changes: StyleChanges) -> tuple[str, ...]:
        if changes.technical:
            require_director(person, clip)
        if changes.preset is not None:
            self.preset(changes.preset)
        _check_numbers(changes)
        there: Mapping[str, Lora] = await self.loras() if changes.loras else {}
        # A LoRA is often named after whom it imitates; its file's name as it is typed counts too.
        named = [name for name, weight in changes.loras or () if weight != 0]
        known = [there[name] for name in named if name in there]
        told = [text for lora in known for text in (lora.title, lora.trigger)]
        words = (changes.words, changes.negative, *(one.replace("_", " ") for one in named), *told)
        return await self._guard.admit(person, clip, *words)

    def _changed(
        self, old: StyleSettings, changes: StyleChanges, loras: Mapping[str, Lora]
    ) -> tuple[StyleSettings, bool]:
        """``old`` with ``changes``, and whether a size was moved to one that can be painted."""
        # Another model has other settings of its own: what was tuned for the old one goes.
        fresh = changes.preset is not None and changes.preset != old.preset
        preset = self.preset(changes.preset or old.preset)
        changes, rounded = _on_step(changes, preset)
        return StyleSettings(
            words=_kept(_cleaned(changes.words, "words"), old.words),
            negative=_kept(_cleaned(changes.negative, "negative"), old.negative),
            preset=_kept(changes.preset, old.preset),
            steps=_kept(changes.steps, None if fresh else old.steps),
            guidance=_kept(changes.guidance, None if fresh else old.guidance),
            width_px=_kept(changes.width_px, None if fresh else old.width_px),
            height_px=_kept(changes.height_px, None if fresh else old.height_px),
            loras=self._worn(() if fresh else old.loras, changes.loras or (), preset, loras),
        ), rounded

    def _worn(
        self,
        worn: tuple[LoraUse, ...],
        wished: Sequence[tuple[str, float | None]],
        preset: Preset,
        loras: Mapping[str, Lora],
    ) -> tuple[LoraUse, ...]:
        """What a style wears then.

        Raises:
            UserError: there is no such LoRA, it is for another model, or the model wears none.
        """
        for name, weight in wished:
            if name == NO_LORA:
                worn = ()
                continue
            if weight is not None and not 0 <= weight <= HEAVIEST:
                raise UserError("style.bad-weight", most=HEAVIEST)
            if weight == 0:  # its file may be gone
                worn = tuple(use for use in worn if use.name != name)
                continue
            lora = loras.get(name)
            if lora is None:
                there = ", ".join(sorted(loras)) or "–"
                raise UserError("style.no-lora", name=name, loras=there)
            able = self._abilities(preset)
            if able is not None and not able.lora:
                raise UserError("style.lora-unable", model=preset.name)
            if not lora.fits(preset):
                raise UserError(
                    "style.lora-base", lora=lora.title, base=lora.family, model=preset.name
                )
            worn = changed(worn, lora.worn(weight))
        if len(worn) > MOST_WORN:
            raise UserError("style.lora-many", most=MOST_WORN)
        return worn

    def _shown(
        self,
        style: Style,
        cast: tuple[CastMember, ...],
        loras: Mapping[str, Lora],
        *,
        rounded: bool = False,
    ) -> ShownStyle:
        preset = self.preset(style.preset)
        worn = (loras.get(use.name) for use in style.loras)
        triggers = tuple(lora.trigger for lora in worn if lora is not None and lora.trigger)
        return ShownStyle(style, preset, cast, self._abilities(preset), rounded, triggers=triggers)

    async def set_cast(self, person: Person, clip: Clip, name: str, description: str) -> CastMember:
        """Describe ``@name``; prompts that name it are painted with the description.

        Raises:
            UserError: a name that is no single word, an empty or too long description, or one that
                the server refuses.
        """
        name = name.removeprefix("@").strip()
        if CAST_NAME.fullmatch(name) is None:
            raise UserError("cast.bad-name", name=name)
        description = _clean(description, WORDS_LENGTH, "description")
        if not description:
            raise UserError("cast.empty", name=name)
        await self._guard.admit(person, clip, name, description)
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            before = await styles.member(tx, clip.id, name)
            member = await styles.set_cast(tx, clip.id, name, description, person.id)
            await steps.add(tx, clip.id, person.id, CastChanged(before, member), now)
            await history.add(tx, clip.id, person.id, "cast-set", now, subject=f"cast:{name}")
        return member

    async def remove_cast(self, person: Person, clip: Clip, name: str) -> None:
        """Forget ``@name``.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: there is no such name.
        """
        require_director(person, clip)
        name = name.removeprefix("@").strip()
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            member = await styles.member(tx, clip.id, name)
            if member is None:
                raise UserError("cast.unknown", name=name)
            await styles.remove_cast(tx, clip.id, name)
            change = CastChanged(member, None)
            await steps.add(tx, clip.id, person.id, change, now, directed=True)
            await history.add(tx, clip.id, person.id, "cast-removed", now, subject=f"cast:{name}")


async def adopt(
    tx: Tx, clip_id: int, settings: StyleSettings, person_id: int, now: float, *, directed: bool
) -> Style:
    """Within a transaction: the clip's next style; one that is ``directed`` is the director's."""
    style = await styles.add(tx, clip_id, settings, author_id=person_id, now=now)
    await steps.add(tx, clip_id, person_id, StyleWritten(style.id), now, directed=directed)
    await history.add(tx, clip_id, person_id, "style-written", now, version=style.version)
    return style


async def write_version(
    tx: Tx, person: Person, line: Line, text: str, now: float, *, draft: bool = False
) -> WrittenPrompt:
    """Within a transaction: a line's next prompt version; none where the words stay the same."""
    before = await prompts.latest(tx, line.id)
    unknown = strangers(text, await styles.cast(tx, line.clip_id))
    if before is not None and before.text == text and (draft or not before.draft):
        return WrittenPrompt(line, before, before, unknown)
    await people.remember(tx, person.id, person.name, now)
    prompt = await prompts.add(tx, line.id, text, person.id, now, draft=draft)
    await history.add(
        tx,
        line.clip_id,
        person.id,
        "prompt-written",
        now,
        subject=f"line:{line.id}",
        version=prompt.version,
    )
    return WrittenPrompt(line, prompt, before, unknown)


async def note_written(
    tx: Tx, person: Person, clip: Clip, written: Sequence[WrittenPrompt], now: float
) -> None:
    """Within a transaction: what was written in one go can be taken back in one go."""
    new = tuple(prompt.prompt.id for prompt in written if prompt.prompt != prompt.before)
    if new:
        await steps.add(tx, clip.id, person.id, PromptsWritten(new), now)


def cleaned_prompt(text: str) -> str:
    """A prompt on one line, without control characters; empty where nothing is left.

    Raises:
        UserError: it is too long.
    """
    return _clean(text, PROMPT_LENGTH, "prompt")


def _clean(text: str, limit: int, what: str) -> str:
    """``text`` on one line, without control characters.

    Raises:
        UserError: longer than ``limit`` characters.
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(text) > limit:
        raise UserError(f"prompt.{what}-long", limit=limit, length=len(text))
    return text


def _cleaned(text: str | None, what: str) -> str | None:
    return None if text is None else _clean(text, WORDS_LENGTH, what)


def _kept(new: T | None, old: T) -> T:
    return old if new is None else new


def _on_step(changes: StyleChanges, preset: Preset) -> tuple[StyleChanges, bool]:
    """``changes`` with sizes that the preset's model paints, and whether they had to be moved."""
    width_px, height_px = (
        None if size is None else preset.rounded(size)
        for size in (changes.width_px, changes.height_px)
    )
    stepped = replace(changes, width_px=width_px, height_px=height_px)
    return stepped, stepped != changes


def _check_numbers(changes: StyleChanges) -> None:
    for size in (changes.width_px, changes.height_px):
        if size is not None and size not in SIZES_PX:
            raise UserError("style.bad-size", least=SIZES_PX[0], most=SIZES_PX[-1])
    if changes.steps is not None and changes.steps not in STEPS:
        raise UserError("style.bad-steps", least=STEPS[0], most=STEPS[-1])
    if changes.guidance is not None and not 0 <= changes.guidance <= 30:
        raise UserError("style.bad-guidance", least=0, most=30)
