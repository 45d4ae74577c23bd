"""Takes in sentences of the catalogue: asked for, in the queue, painted, voted on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.phrasing.posts import (
    bar,
    clipped,
    duration,
    lines_listed,
    part_text,
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
    from bot.services.rounds.brought import Added
    from bot.services.rounds.films import AskedFilms, FilmCost
    from bot.services.rounds.lookup import NamedTake
    from bot.services.rounds.requests import Queued
    from bot.services.votes.decisions import ClosedVotes
    from bot.services.votes.standings import OpenBallot


def asked_text(locale: str, queued: Queued) -> str:
    """What was put into the queue, and what was passed over."""
    rows: list[str] = []
    if queued.lines:
        lines = Safe(lines_listed(locale, queued.lines))
        rows.append(say(locale, "answers.asked", lines=lines, n=queued.takes))
    if queued.without_prompt:
        rows.append(say(locale, "answers.asked-unprompted", lines=ranges(queued.without_prompt)))
    if queued.already_waiting:
        rows.append(say(locale, "answers.asked-waiting", lines=ranges(queued.already_waiting)))
    if queued.no_room:
        left = len(queued.no_room)
        rows.append(say(locale, "answers.asked-no-room", lines=ranges(queued.no_room), n=left))
    return "\n".join(rows)


def film_cost_text(locale: str, cost: FilmCost) -> str:
    """What a film costs here, short enough for a form: time and memory, as far as is known."""
    time = (
        say(locale, "animate.cost-unknown")
        if cost.paint_s is None
        else say(locale, "animate.cost", duration=Safe(duration(locale, cost.paint_s)))
    )
    memory = (
        say(locale, "animate.memory", gib=cost.memory_gib)
        if cost.memory_gib
        else say(locale, "animate.memory-unknown")
    )
    return say(locale, "animate.costs", time=Safe(time), memory=Safe(memory))


def asked_films_text(locale: str, asked: AskedFilms) -> str:
    """The films that were put into the queue, and what they cost."""
    queued, cost = asked.queued, asked.cost
    return "\n".join(
        (
            say(
                locale,
                "animate.asked",
                n=queued.takes,
                line=ranges(queued.lines),
                length=round(cost.film_s, 1),
                model=cost.model,
                width=cost.width_px,
                height=cost.height_px,
            ),
            f"-# {film_cost_text(locale, cost)}",
        )
    )


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


def take_text(locale: str, entry: NamedTake) -> str:
    """All that is needed to paint a take again, and where it comes from."""
    take = entry.take
    if take.brought_by is not None:
        return say(
            locale,
            "answers.about-brought",
            name=Safe(entry.name),
            width=take.width_px,
            height=take.height_px,
        )
    rows = [
        say(
            locale,
            "answers.about-take",
            name=Safe(entry.name),
            seed=take.seed,
            preset=take.preset,
            steps=take.steps,
            guidance=take.guidance,
            width=take.width_px,
            height=take.height_px,
            prompt=take.prompt,
        )
    ]
    if take.film is not None:
        frames, rate = take.film.frames, round(float(take.film.rate), 2)
        rows.append(say(locale, "answers.about-film", frames=frames, rate=rate))
    if take.negative:
        rows.append(say(locale, "answers.about-negative", words=take.negative))
    worn = ", ".join(f"{use.told} {use.weight:g}" for use in take.loras)
    rows += [say(locale, "answers.about-loras", loras=worn)] if worn else []
    if entry.parent is not None:
        parent = Safe(entry.parent)
        if entry.part is not None:
            rows.append(part_text(locale, "about", entry.part, parent=parent))
        if take.film is not None and take.strength is None:
            rows.append(say(locale, "answers.about-moved", parent=parent))
        elif take.strength is None:
            rows.append(say(locale, "answers.about-reference", parent=parent))
        else:
            strength = round(take.strength, 2)
            rows.append(say(locale, "answers.about-parent", parent=parent, strength=strength))
    if entry.small and entry.full is None:
        rows.append(say(locale, "answers.about-small"))
    elif entry.small:
        rows.append(say(locale, "answers.about-full", path=str(entry.full)))
    return "\n".join(rows)


def brought_text(locale: str, added: Added, person: str) -> str:
    """What became of a picture or film that somebody brought."""
    key = "brought.joined" if added.joined else "brought.own-round"
    rows = [say(locale, key, name=Safe(added.name), person=person)]
    if added.film_s is not None and added.damaged:
        rows.append(say(locale, "brought.damaged", length=added.film_s))
    elif added.film_s is not None and added.trimmed:
        rows.append(say(locale, "brought.trimmed", length=added.film_s))
    return "\n".join(rows)


def ballots_text(
    locale: str, waiting: Sequence[OpenBallot], person: Person, guild_id: int | None
) -> str:
    """The ballots that wait, and on which of them ``person`` has yet to vote."""
    rows = [ballot_row(locale, ballot, guild_id) for ballot in waiting]
    owed = [ballot.line.number for ballot in waiting if ballot.owed_by(person)]
    if owed:
        rows.append(say(locale, "answers.ballots-owed", n=len(owed), lines=ranges(owed)))
    return "\n".join(rows)


def ballot_row(locale: str, waiting: OpenBallot, guild_id: int | None = None) -> str:
    """An open ballot, linked to its message, and what it still lacks."""
    missing = waiting.voters_missing
    lacks = (
        say(locale, "posts.state-tied")
        if waiting.ballot.state is BallotState.TIED
        else say(locale, "answers.ballot-lacks", n=missing)
        if missing
        else say(locale, f"answers.verdict-{waiting.decision.verdict}")
    )
    name = say(locale, "answers.ballot", line=waiting.line.number, round=waiting.round.number)
    if waiting.message_id is not None and guild_id is not None:
        link = f"https://discord.com/channels/{guild_id}/{waiting.channel_id}/{waiting.message_id}"
        name = f"[{name}]({link})"
    parts = [name, lacks]
    if waiting.ballot.rules.tallies_shown:
        parts.append(tally(locale, waiting.decision.tally))
    if waiting.ballot.closes_at is not None:
        parts.append(say(locale, "posts.closes", when=relative(waiting.ballot.closes_at)))
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
