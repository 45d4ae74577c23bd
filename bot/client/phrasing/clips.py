"""A clip in sentences of the catalogue: how far it is, its rules, its row in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.phrasing.posts import bar, clipped, duration, rules
from bot.domain.clips.clip import ClipState
from bot.domain.texts import Moment, Safe, escape, say

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip, ClipCounts
    from bot.services.clips.clips import ClipStatus


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
            length=Moment(song.duration_s),
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
