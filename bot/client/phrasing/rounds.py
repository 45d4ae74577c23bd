"""Takes in sentences of the catalogue: asked for, in the queue, painted, voted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.phrasing.posts import (
    bar,
    clipped,
    duration,
    lines_listed,
    percent,
    ranges,
    relative,
    tally,
)
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.texts import Safe, escape, say
from bot.domain.votes.ballot import BallotState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.people import Person
    from bot.services.jobs.queue import QueueEntry
    from bot.services.rounds.lookup import NamedTake
    from bot.services.rounds.requests import Asked
    from bot.services.votes.decisions import ClosedVotes
    from bot.services.votes.standings import OpenBallot


def asked_text(locale: str, asked: Asked) -> str:
    """What was put into the queue, and what was passed over."""
    rows: list[str] = []
    if asked.lines:
        lines = Safe(lines_listed(locale, asked.lines))
        rows.append(say(locale, "answers.asked", lines=lines, n=asked.takes))
    if asked.without_prompt:
        rows.append(say(locale, "answers.asked-unprompted", lines=ranges(asked.without_prompt)))
    if asked.already_waiting:
        rows.append(say(locale, "answers.asked-waiting", lines=ranges(asked.already_waiting)))
    if asked.no_room:
        left = len(asked.no_room)
        rows.append(say(locale, "answers.asked-no-room", lines=ranges(asked.no_room), n=left))
    return "\n".join(rows)


def queue_row(locale: str, entry: QueueEntry, guild_id: int | None) -> str:
    """A job in its place; of another server's only that it is there."""
    running = entry.job.state is JobState.RUNNING
    parts = ["▶️" if running else f"`{entry.ahead + 1}`"]
    if entry.guild_id == guild_id:
        parts[0] += f" {_work(locale, entry)}"
        parts += [escape(clipped(entry.clip_name, 60)), escape(clipped(entry.asked_by, 60))]
    else:
        parts[0] += " " + say(locale, "answers.queue-elsewhere")
    if running:
        parts.append(f"{bar(entry.share)} {percent(locale, entry.share)}")
    if entry.paused:
        parts.append(say(locale, "answers.queue-paused"))
    if entry.remaining_s is not None:
        left = Safe(duration(locale, entry.remaining_s))
        parts.append(say(locale, "posts.left", duration=left))
    return " · ".join(parts)


def _work(locale: str, entry: QueueEntry) -> str:
    if entry.job.kind is JobKind.RENDER:
        return say(locale, "answers.queue-render")
    if entry.job.kind is JobKind.EXPORT:
        return say(locale, "answers.queue-export")
    if entry.line is None:
        return say(locale, "answers.queue-line-gone")
    return say(locale, "answers.queue-line", line=entry.line)


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
        strength = round(take.strength or 0, 2)
        parent = Safe(shown.parent)
        rows.append(say(locale, "answers.about-parent", parent=parent, strength=strength))
    if shown.small and shown.full is None:
        rows.append(say(locale, "answers.about-small"))
    elif shown.small:
        rows.append(say(locale, "answers.about-full", path=str(shown.full)))
    return "\n".join(rows)


def ballots_text(
    locale: str, found: Sequence[OpenBallot], person: Person, guild_id: int | None
) -> str:
    """The ballots that wait, and on which of them ``person`` has yet to vote."""
    rows = [ballot_row(locale, one, guild_id) for one in found]
    owed = [one.line.number for one in found if one.owed_by(person)]
    if owed:
        rows.append(say(locale, "answers.ballots-owed", n=len(owed), lines=ranges(owed)))
    return "\n".join(rows)


def ballot_row(locale: str, one: OpenBallot, guild_id: int | None = None) -> str:
    """An open ballot, linked to its message, and what it still lacks."""
    missing = one.voters_missing
    lacks = (
        say(locale, "posts.state-tied")
        if one.ballot.state is BallotState.TIED
        else say(locale, "answers.ballot-lacks", n=missing)
        if missing
        else say(locale, f"answers.verdict-{one.decision.verdict}")
    )
    name = say(locale, "answers.ballot", line=one.line.number, round=one.round.number)
    if one.message_id is not None and guild_id is not None:
        link = f"https://discord.com/channels/{guild_id}/{one.channel_id}/{one.message_id}"
        name = f"[{name}]({link})"
    parts = [name, lacks]
    if one.ballot.rules.tallies_shown:
        parts.append(tally(locale, one.decision.tally))
    if one.ballot.closes_at is not None:
        parts.append(say(locale, "posts.closes", when=relative(one.ballot.closes_at)))
    return " · ".join(part for part in parts if part)


def closed_text(locale: str, closed: ClosedVotes) -> str:
    """Which votes were closed at once, and which lack votes."""
    rows: list[str] = []
    if closed.closed:
        n, lines = len(closed.closed), ranges(closed.closed)
        rows.append(say(locale, "answers.closed-all", n=n, lines=lines))
    if closed.left:
        rows.append(
            say(locale, "answers.closed-left", n=len(closed.left), lines=ranges(closed.left))
        )
    return "\n".join(rows)
