"""Lines in sentences of the catalogue: lists of them, what became of an import, prompts, style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.phrasing.abilities import able_text, unread_rows
from bot.client.phrasing.posts import clipped, mention, quoted, ranges, relative
from bot.domain.lyrics.line import LineState
from bot.domain.rounds.recipe import Recipe
from bot.domain.texts import escape, moment, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line, LineOverview
    from bot.domain.prompts.prompt import PromptVersion
    from bot.domain.texts import Value
    from bot.services.lyrics.text import LyricsUpdate
    from bot.services.prompts.prompts import ShownStyle, WrittenPrompt
    from bot.services.prompts.sheet import WrittenSheet

_EMOJI: Final = {
    LineState.EMPTY: "▫️",
    LineState.PROMPTED: "✏️",
    LineState.WAITING: "⏳",
    LineState.PAINTING: "🖌️",
    LineState.VOTING: "🗳️",
    LineState.TIED: "⚖️",
    LineState.UNDECIDED: "❔",
    LineState.DECIDED: "✅",
    LineState.SHARED: "🔗",
}

_UNREAD_SHOWN: Final = 10
_UNMATCHED_SHOWN: Final = 15


def lines_text(locale: str, overviews: Sequence[LineOverview]) -> str:
    """All lines: number, time, state, words, under their sections."""
    rows: list[str] = []
    section: str | None = None
    for overview in overviews:
        if overview.line.section != section and overview.line.section:
            rows.append(f"**{escape(overview.line.section)}**")
        section = overview.line.section
        rows.append(line_row(locale, overview.line, _EMOJI[overview.state]))
    used = dict.fromkeys(overview.state for overview in overviews)
    legend = " · ".join(
        f"{_EMOJI[state]} {say(locale, f'answers.state-{state}')}" for state in used
    )
    return "\n".join((*rows, f"-# {legend}"))


def line_row(locale: str, line: Line, mark: str = "") -> str:
    """One line in a list; ``≈`` before a time that the software guessed."""
    at = ""
    if line.start_s is not None:
        at = f" `{'≈' if line.guessed else ''}{moment(locale, line.start_s)}`"
    return f"`{line.number:>2}`{at} {mark} {quoted(line.text, 120)}".replace("  ", " ")


def update_text(clip: Clip, person: Person, update: LyricsUpdate) -> str:
    """What became of pasted or imported lyrics."""
    locale, name = clip.locale, person.name
    added, changed, unmatched = update.added, update.changed, update.unmatched
    rows: list[str] = []
    if added:
        n, numbers = len(added), ranges(line.number for line in added)
        rows.append(say(locale, "answers.lyrics-added", person=name, n=n, numbers=numbers))
    if changed:
        n, numbers = len(changed), ranges(changed)
        rows.append(say(locale, "answers.lyrics-changed", person=name, n=n, numbers=numbers))
    if not rows:
        rows.append(say(locale, "answers.lyrics-same"))
    untimed = sum(line.start_s is None for line in added)
    if untimed:
        rows.append(say(locale, "answers.lyrics-untimed", n=untimed))
    if unmatched:
        n, numbers = len(unmatched), ranges(overview.line.number for overview in unmatched)
        rows.append(say(locale, "answers.lyrics-unmatched", n=n, numbers=numbers))
        rows += [_unmatched_row(locale, overview) for overview in unmatched[:_UNMATCHED_SHOWN]]
    rows += [f"-# {note.sentence(locale)}" for note in update.notes]
    ends = added if len(added) < 2 else (added[0], added[-1])
    rows += [f"> {escape(line.text[:100])}" for line in ends]
    return "\n".join(rows)


def _unmatched_row(locale: str, overview: LineOverview) -> str:
    """A line that may go, with what would go with it."""
    row = f"-# {line_row(locale, overview.line)} · {say(locale, f'answers.state-{overview.state}')}"
    takes = say(locale, "timing.unmatched-holds", n=overview.takes)
    return f"{row} · {takes}" if overview.takes else row


def prompt_text(locale: str, version: WrittenPrompt) -> str:
    """A prompt that was written, with what it replaced."""
    prompt, before = version.prompt, version.before
    values: dict[str, Value] = {
        "line": version.line.number,
        "version": prompt.version,
        "lyric": clipped(version.line.text, 200),
        "prompt": clipped(prompt.text, 800),
    }
    if before is None:
        sentence = say(locale, "answers.prompt-written", **values)
    elif before.id == prompt.id:
        sentence = say(locale, "answers.prompt-same", **values)
    else:
        sentence = say(
            locale, "answers.prompt-rewritten", before=clipped(before.text, 400), **values
        )
    return "\n".join(
        (sentence, *_strangers(locale, version.strangers), *_imitated(locale, version.imitated))
    )


def sheet_written_text(locale: str, person: str, sheet: WrittenSheet) -> str:
    """What a sheet of prompts changed, with the rows that were left out."""
    lines, n = ranges(sheet.lines), len(sheet.lines)
    rows = [
        say(locale, "answers.sheet-written", person=person, n=n, lines=lines)
        if sheet.lines
        else say(locale, "answers.sheet-same")
    ]
    if sheet.unread:
        rows.append(say(locale, "answers.sheet-unread"))
        rows += [f"> {quoted(row, 120)}" for row in sheet.unread[:_UNREAD_SHOWN]]
    rows += [*_strangers(locale, sheet.strangers), *_imitated(locale, sheet.imitated)]
    return "\n".join(rows)


def _imitated(locale: str, names: Sequence[str]) -> list[str]:
    """What is said where words ask for somebody's style."""
    if not names:
        return []
    listed = clipped(", ".join(names), 200)
    return [say(locale, "answers.prompt-imitates", names=listed, n=len(names))]


def _strangers(locale: str, names: Sequence[str]) -> list[str]:
    """That these ``@names`` are in no cast; nothing where there are none."""
    if not names:
        return []
    listed = clipped(", ".join(f"@{name}" for name in names), 200)
    return [say(locale, "answers.prompt-strangers", names=listed, n=len(names))]


def versions_text(locale: str, line: Line, versions: Sequence[PromptVersion]) -> str:
    """A line with all versions of its prompt, the newest first."""
    rows = [line_row(locale, line)]
    if not versions:
        rows.append(say(locale, "answers.prompt-none", line=line.number))
    rows += [
        say(
            locale,
            "answers.prompt-version",
            version=prompt.version,
            text=" ".join((prompt.text, *_marks(locale, prompt))),
            author=mention(prompt.author_id),
            when=relative(prompt.written_at),
        )
        for prompt in reversed(versions)
    ]
    return "\n".join(rows)


def _marks(locale: str, prompt: PromptVersion) -> list[str]:
    marks = (("draft", prompt.draft), ("undone", prompt.undone))
    return [f"({say(locale, f'answers.prompt-{mark}')})" for mark, holds in marks if holds]


def style_text(locale: str, now: ShownStyle) -> str:
    """The style, and what the model was made from: people choose it for that."""
    style, preset = now.style, now.preset
    recipe = Recipe.of(preset, style)
    rows = [
        say(locale, "answers.style-words", words=style.words)
        if style.words
        else say(locale, "answers.style-no-words")
    ]
    if style.negative:
        rows.append(say(locale, "answers.style-negative", words=style.negative))
    rows += [
        say(
            locale,
            "answers.style-settings",
            width=recipe.width_px,
            height=recipe.height_px,
            steps=recipe.steps,
            guidance=recipe.guidance,
        ),
        say(locale, "answers.style-model", title=preset.title, name=preset.name),
        say(locale, "answers.style-licence", licence=preset.licence),
        say(locale, "answers.style-training", data=preset.trained_on(locale)),
    ]
    rows += [
        say(locale, "answers.style-lora", lora=use.told, weight=use.weight) for use in style.loras
    ]
    if now.triggers:
        rows.append(say(locale, "answers.style-triggers", words=", ".join(now.triggers)))
    rows += _imitated(locale, now.imitated)
    if now.rounded:
        rows.insert(0, say(locale, "answers.style-rounded", step=preset.step_px))
    if now.abilities is not None:
        negative = bool(style.negative or preset.negative)
        unread = unread_rows(locale, now.abilities, recipe.guidance, negative=negative)
        rows += [able_text(locale, now.abilities), *(f"⚠️ {row}" for row in unread)]
    if now.impractical:
        rows.append(f"⚠️ {say(locale, 'answers.style-impractical', name=preset.name)}")
    if now.cast:
        names = ", ".join(f"@{member.name}" for member in now.cast)
        rows.append(say(locale, "answers.style-cast", names=names))
    return "\n".join(rows)
