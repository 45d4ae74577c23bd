"""Lines in sentences of the catalogue: lists of them, their prompts, the style they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.phrasing.posts import clipped, mention, quoted, ranges, relative
from bot.domain.lyrics.line import LineState
from bot.domain.rounds.recipe import Recipe
from bot.domain.texts import escape, moment, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import Line, LineOverview
    from bot.domain.prompts.prompt import PromptVersion
    from bot.domain.rounds.abilities import Abilities
    from bot.domain.texts import Value
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


def lines_text(locale: str, found: Sequence[LineOverview]) -> str:
    """All lines: number, time, state, words, under their sections."""
    rows: list[str] = []
    section: str | None = None
    for one in found:
        if one.line.section != section and one.line.section:
            rows.append(f"**{escape(one.line.section)}**")
        section = one.line.section
        rows.append(line_row(locale, one.line, _EMOJI[one.state]))
    used = dict.fromkeys(one.state for one in found)
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


def prompt_text(locale: str, written: WrittenPrompt) -> str:
    """A prompt that was written, with what it replaced."""
    prompt, before = written.prompt, written.before
    values: dict[str, Value] = {
        "line": written.line.number,
        "version": prompt.version,
        "lyric": clipped(written.line.text, 200),
        "prompt": clipped(prompt.text, 800),
    }
    if before is None:
        told = say(locale, "answers.prompt-written", **values)
    elif before.id == prompt.id:
        told = say(locale, "answers.prompt-same", **values)
    else:
        told = say(locale, "answers.prompt-rewritten", before=clipped(before.text, 400), **values)
    return "\n".join((told, *_strangers(locale, written.strangers)))


def sheet_written_text(locale: str, person: str, written: WrittenSheet) -> str:
    """What a sheet of prompts changed, with the rows that were left out."""
    lines, n = ranges(written.lines), len(written.lines)
    rows = [
        say(locale, "answers.sheet-written", person=person, n=n, lines=lines)
        if written.lines
        else say(locale, "answers.sheet-same")
    ]
    if written.unread:
        rows.append(say(locale, "answers.sheet-unread"))
        rows += [f"> {quoted(row, 120)}" for row in written.unread[:_UNREAD_SHOWN]]
    return "\n".join((*rows, *_strangers(locale, written.strangers)))


def _strangers(locale: str, names: Sequence[str]) -> list[str]:
    """That these ``@names`` are in no cast; nothing where there are none."""
    if not names:
        return []
    shown = clipped(", ".join(f"@{name}" for name in names), 200)
    return [say(locale, "answers.prompt-strangers", names=shown, n=len(names))]


def versions_text(locale: str, line: Line, versions: Sequence[PromptVersion]) -> str:
    """A line with all versions of its prompt, the newest first."""
    rows = [line_row(locale, line)]
    if not versions:
        rows.append(say(locale, "answers.prompt-none", line=line.number))
    rows += [
        say(
            locale,
            "answers.prompt-version",
            version=one.version,
            text=f"{one.text} ({say(locale, 'answers.prompt-draft')})" if one.draft else one.text,
            author=mention(one.author_id),
            when=relative(one.written_at),
        )
        for one in reversed(versions)
    ]
    return "\n".join(rows)


def style_text(locale: str, shown: ShownStyle) -> str:
    """The style, and what the model was made from: people choose it for that."""
    style, preset = shown.style, shown.preset
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
    if shown.rounded:
        rows.insert(0, say(locale, "answers.style-rounded", step=preset.step_px))
    if shown.abilities is not None:
        rows += _abilities_rows(locale, shown, recipe, shown.abilities)
    if shown.cast:
        names = ", ".join(f"@{one.name}" for one in shown.cast)
        rows.append(say(locale, "answers.style-cast", names=names))
    return "\n".join(rows)


def _abilities_rows(
    locale: str, shown: ShownStyle, recipe: Recipe, abilities: Abilities
) -> list[str]:
    """How the model varies a take and how much it reads, and what of the style it does not."""
    negative = bool(shown.style.negative or shown.preset.negative)
    told = [say(locale, f"answers.able-varies-{abilities.variation}")]
    if abilities.long_prompts:
        told.append(say(locale, "answers.able-long"))
    elif abilities.tokens is not None:
        told.append(say(locale, "answers.able-tokens", n=abilities.tokens))
    ignored = abilities.ignored(recipe.guidance, None, negative=negative)
    return [
        " ".join(told),
        *(f"⚠️ {say(locale, f'answers.unread-{wish}')}" for wish in ignored),
    ]
