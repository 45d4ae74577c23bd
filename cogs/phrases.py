"""Longer answers, put together from sentences of the catalogue: status, rules, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.phrasing import (
    bar,
    clipped,
    clock,
    duration,
    lines_listed,
    quoted,
    ranges,
    relative,
    rules,
    tally,
)
from bot.domain.ballot import BallotState
from bot.domain.clip import ClipState
from bot.domain.job import JobState
from bot.domain.line import LineState
from bot.domain.texts import Safe, escape, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clip import Clip, ClipCounts
    from bot.domain.line import Line, LineOverview
    from bot.domain.prompt import PromptVersion
    from bot.domain.texts import Value
    from bot.services.standing import OpenBallot
    from bot.services.finding import NamedTake
    from bot.services.gathering import ClipStatus
    from bot.services.painting import Asked
    from bot.services.prompting import ShownStyle, WrittenPrompt
    from bot.services.queueing import QueueEntry

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


def clip_row(locale: str, clip: Clip, counts: ClipCounts) -> str:
    """A clip in the server's list."""
    key = "clip-row" if clip.state is ClipState.ACTIVE else "clip-row-archived"
    return say(
        locale,
        f"answers.{key}",
        name=clip.name,
        channel=Safe(f"<#{clip.channel_id}>"),
        decided=counts.decided,
        lines=counts.lines,
    )


def status_text(locale: str, found: ClipStatus) -> str:
    """How far a clip is, and the next thing to do."""
    clip, counts, song = found.clip, found.counts, found.song
    by = f" — {escape(clip.artist)}" if clip.artist else ""
    rows = [
        f"**{escape(clip.name)}**{by}",
        say(locale, "answers.status-director", director=clip.director_name),
        say(locale, "answers.status-no-song")
        if song is None
        else say(
            locale,
            "answers.status-song",
            filename=clipped(song.filename, 100),
            length=Safe(clock(song.duration_s)),
        ),
    ]
    if counts.lines:
        share = counts.decided / counts.lines
        rows += [
            f"{bar(share)} "
            + say(locale, "answers.status-decided", done=counts.decided, lines=counts.lines),
            say(
                locale,
                "answers.status-lines",
                prompted=counts.prompted,
                painted=counts.painted,
                voting=counts.voting,
                waiting=counts.waiting_jobs,
            ),
        ]
    if counts.untimed and song is not None:
        rows.append(say(locale, "answers.status-untimed", n=counts.untimed))
    rows.append("➡️ " + say(locale, f"answers.next-{_next_step(found)}"))
    return "\n".join(rows)


def _next_step(found: ClipStatus) -> str:
    counts = found.counts
    steps = (
        ("lyrics", not counts.lines),
        ("song", found.song is None),
        ("prompts", counts.prompted < counts.lines),
        ("generate", counts.painted < counts.lines and not counts.waiting_jobs),
        ("wait", counts.waiting_jobs > 0),
        ("vote", counts.decided < counts.lines),
    )
    return next((step for step, needed in steps if needed), "render")


def rules_text(locale: str, clip: Clip) -> str:
    """A clip's rules, one a row."""
    found = clip.rules
    rows = [say(locale, f"answers.rule-{found.mode}")]
    if found.voter_role_id is None and not found.voter_ids:
        rows.append(say(locale, "answers.rule-everyone"))
    names = Safe(", ".join(f"<@{person}>" for person in sorted(found.voter_ids)))
    rows += rules(locale, found, round_number=1, names=names)
    rows.append(
        say(locale, "answers.rule-no-deadline")
        if found.deadline_s is None
        else say(locale, "answers.rule-deadline", length=Safe(duration(locale, found.deadline_s)))
    )
    rows.append(say(locale, "answers.rule-repaints", n=found.repaint_limit))
    if clip.director_first:
        rows.append(say(locale, "answers.rule-director-first"))
    if clip.round_threads:
        rows.append(say(locale, "answers.rule-threads"))
    if not clip.previews:
        rows.append(say(locale, "answers.rule-no-previews"))
    return "\n".join(f"- {row}" for row in rows)


def lines_text(locale: str, found: Sequence[LineOverview]) -> str:
    """All lines: number, time, state, words, under their sections."""
    rows: list[str] = []
    section: str | None = None
    for one in found:
        if one.line.section != section and one.line.section:
            rows.append(f"**{escape(one.line.section)}**")
        section = one.line.section
        rows.append(line_row(one.line, _EMOJI[one.state]))
    used = dict.fromkeys(one.state for one in found)
    legend = " · ".join(
        f"{_EMOJI[state]} {say(locale, f'answers.state-{state}')}" for state in used
    )
    return "\n".join((*rows, f"-# {legend}"))


def line_row(line: Line, mark: str = "") -> str:
    """One line in a list; ``≈`` before a time that the software guessed."""
    at = ""
    if line.start_s is not None:
        at = f" `{'≈' if line.guessed else ''}{clock(line.start_s)}`"
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
    if not written.strangers:
        return told
    names = clipped(", ".join(f"@{name}" for name in written.strangers), 200)
    unknown = say(locale, "answers.prompt-strangers", names=names, n=len(written.strangers))
    return f"{told}\n{unknown}"


def versions_text(locale: str, line: Line, versions: Sequence[PromptVersion]) -> str:
    """A line with all versions of its prompt, the newest first."""
    rows = [line_row(line)]
    if not versions:
        rows.append(say(locale, "answers.prompt-none", line=line.number))
    rows += [
        say(
            locale,
            "answers.prompt-version",
            version=one.version,
            text=one.text,
            author=Safe(f"<@{one.author_id}>"),
            when=relative(one.written_at),
        )
        for one in reversed(versions)
    ]
    return "\n".join(rows)


def style_text(locale: str, shown: ShownStyle) -> str:
    """The style, and what the model was made from: people choose it for that."""
    style, preset = shown.style, shown.preset
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
            width=style.width_px or preset.width_px,
            height=style.height_px or preset.height_px,
            steps=style.steps or preset.steps,
            guidance=preset.guidance if style.guidance is None else style.guidance,
        ),
        say(locale, "answers.style-model", title=preset.title, name=preset.name),
        say(locale, "answers.style-licence", licence=preset.licence),
        say(locale, "answers.style-training", data=preset.training_data),
    ]
    if shown.cast:
        names = ", ".join(f"@{one.name}" for one in shown.cast)
        rows.append(say(locale, "answers.style-cast", names=names))
    return "\n".join(rows)


def asked_text(locale: str, asked: Asked) -> str:
    """What was put into the queue, and what was passed over."""
    rows = [
        say(
            locale,
            "answers.asked",
            lines=Safe(lines_listed(locale, asked.lines)),
            n=asked.takes,
        )
    ]
    if asked.without_prompt:
        rows.append(say(locale, "answers.asked-unprompted", lines=ranges(asked.without_prompt)))
    if asked.already_waiting:
        rows.append(say(locale, "answers.asked-waiting", lines=ranges(asked.already_waiting)))
    if asked.no_room:
        left = len(asked.no_room)
        rows.append(say(locale, "answers.asked-no-room", lines=ranges(asked.no_room), n=left))
    return "\n".join(rows)


def queue_row(locale: str, entry: QueueEntry) -> str:
    """A job in its place."""
    running = entry.job.state is JobState.RUNNING
    what = (
        say(locale, "answers.queue-render")
        if entry.line is None
        else say(locale, "answers.queue-line", line=entry.line)
    )
    parts = [
        f"{'▶️' if running else f'`{entry.ahead + 1}`'} {what}",
        escape(clipped(entry.clip_name, 60)),
        escape(clipped(entry.asked_by, 60)),
    ]
    if running:
        parts.append(f"{bar(entry.share)} {int(entry.share * 100)} %")
    if entry.paused:
        parts.append(say(locale, "answers.queue-paused"))
    if entry.remaining_s is not None:
        left = Safe(duration(locale, entry.remaining_s))
        parts.append(say(locale, "posts.left", duration=left))
    return " · ".join(parts)


def take_text(locale: str, shown: NamedTake) -> str:
    """All that is needed to paint a take again, and where it comes from."""
    take = shown.take
    rows = [
        say(
            locale,
            "answers.about-take",
            name=Safe(shown.name),
            seed=take.seed,
            preset=take.preset,
            steps=take.steps,
            guidance=take.guidance,
            width=take.width_px,
            height=take.height_px,
            prompt=take.prompt,
        )
    ]
    if take.negative:
        rows.append(say(locale, "answers.about-negative", words=take.negative))
    if shown.parent is not None:
        strength = f"{take.strength or 0:.2f}"
        parent = Safe(shown.parent)
        rows.append(say(locale, "answers.about-parent", parent=parent, strength=strength))
    if shown.small and shown.full is None:
        rows.append(say(locale, "answers.about-small"))
    elif shown.small:
        rows.append(say(locale, "answers.about-full", path=str(shown.full)))
    return "\n".join(rows)


def ballot_row(locale: str, one: OpenBallot) -> str:
    """An open ballot and what it still lacks."""
    missing = one.voters_missing
    lacks = (
        say(locale, "posts.state-tied")
        if one.ballot.state is BallotState.TIED
        else say(locale, "answers.ballot-lacks", n=missing)
        if missing
        else say(locale, f"answers.verdict-{one.decision.verdict}")
    )
    parts = [say(locale, "answers.ballot", line=one.line.number, round=one.round.number), lacks]
    if one.ballot.rules.tallies_shown:
        parts.append(tally(locale, one.decision.tally))
    if one.ballot.closes_at is not None:
        parts.append(say(locale, "posts.closes", when=relative(one.ballot.closes_at)))
    return " · ".join(part for part in parts if part)
