"""A clip in sentences of the catalogue: how far it is, its rules, its row in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.phrasing.posts import bar, clipped, duration, percent, ranges, rules
from bot.domain.clips.people import Naming
from bot.domain.marks.guarding import ArtistsRule
from bot.domain.texts import Moment, Safe, escape, say
from bot.services.marks.looking import USUAL_FROM
from bot.services.rounds.requests import GUILD_LIMIT

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip, ClipCounts, GuildSettings
    from bot.domain.clips.people import Person
    from bot.services.clips.clips import ClipStatus
    from bot.services.clips.steps import StepBack
    from bot.settings import Settings


def clip_row(locale: str, clip: Clip, counts: ClipCounts) -> str:
    """A clip in the server's list."""
    key = "clip-row" if clip.is_active else "clip-row-archived"
    key = "clip-row-adrift" if clip.adrift else key
    return say(
        locale,
        f"answers.{key}",
        name=clip.name,
        channel=Safe(f"<#{clip.channel_id}>"),
        decided=counts.decided,
        lines=counts.lines,
    )


def step_back_text(clip: Clip, person: Person, back: StepBack) -> str:
    """What was taken back, and whose it was."""
    step, n = back.step, len(back.lines)
    what = say(clip.locale, f"answers.undo-{step.kind}", n=n, lines=ranges(back.lines))
    key = "timing.undone-own" if person.id == step.person_id else "timing.undone"
    return say(clip.locale, key, person=person.name, what=Safe(what), by=back.by)


def status_text(locale: str, status: ClipStatus) -> str:
    """How far a clip is, and the next thing to do."""
    clip, counts, song = status.clip, status.counts, status.song
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
    rows.append("➡️ " + say(locale, f"answers.next-{_next_step(status)}"))
    return "\n".join(rows)


def _next_step(status: ClipStatus) -> str:
    counts = status.counts
    steps = (
        ("lyrics", not counts.lines),
        ("song", status.song is None),
        ("prompts", counts.prompted < counts.lines),
        ("generate", counts.painted < counts.lines and not counts.waiting_jobs),
        ("wait", counts.waiting_jobs > 0),
        ("vote", counts.decided < counts.lines),
    )
    return next((step for step, needed in steps if needed), "render")


def settings_text(locale: str, clip: Clip) -> str:
    """A clip's settings, one a row."""
    title = say(
        locale,
        "answers.settings",
        name=clip.name,
        language=say(locale, f"commands.choice:{clip.locale}"),
        director=clip.director_name,
        artist=Safe(f" — {escape(clip.artist)}" if clip.artist else ""),
        role=Safe(f" + <@&{clip.director_role_id}>" if clip.director_role_id else ""),
    )
    return f"{title}\n{rules_text(locale, clip)}"


def rules_text(locale: str, clip: Clip) -> str:
    """A clip's rules, one a row."""
    its_rules = clip.rules
    rows = [say(locale, f"answers.rule-{its_rules.mode}")]
    if its_rules.voter_role_id is None and not its_rules.voter_ids:
        rows.append(say(locale, "answers.rule-everyone"))
    names = Safe(", ".join(f"<@{person}>" for person in sorted(its_rules.voter_ids)))
    rows += rules(locale, its_rules, round_number=1, names=names)
    rows.append(
        say(locale, "answers.rule-no-deadline")
        if its_rules.deadline_s is None
        else say(
            locale, "answers.rule-deadline", length=Safe(duration(locale, its_rules.deadline_s))
        )
    )
    rows.append(say(locale, "answers.rule-repaints", n=its_rules.repaint_limit))
    if clip.director_first:
        rows.append(say(locale, "answers.rule-director-first"))
    if clip.round_threads:
        rows.append(say(locale, "answers.rule-threads"))
    if not clip.calls:
        rows.append(say(locale, "answers.rule-no-calls"))
    if not clip.previews:
        rows.append(say(locale, "answers.rule-no-previews"))
    if clip.names is not Naming.FULL:
        rows.append(say(locale, f"answers.rule-names-{clip.names}"))
    if clip.mining is not None:
        rows.append(say(locale, f"answers.rule-training-{'yes' if clip.mining else 'no'}"))
    return "\n".join(f"- {row}" for row in rows)


def _pictures(locale: str, held_from: float | None) -> str:
    """From when on pictures are held back."""
    if held_from is not None and held_from > 1:
        return say(locale, "commands.choice:pictures-off")
    return percent(locale, held_from or USUAL_FROM)


def server_text(locale: str, settings: GuildSettings, bots: Settings) -> str:
    """A server's settings, one a row; in italics what the bot's own say."""
    language = say(
        locale,
        f"commands.choice:{settings.locale}" if settings.locale else "answers.server-any-locale",
    )
    role, reports = settings.director_role_id, settings.reports_channel_id
    director = say(locale, "answers.server-no-director") if role is None else f"<@&{role}>"
    person = min(settings.person_rounds or bots.waiting_rounds_max, bots.waiting_rounds_max)
    values = (
        ("locale", language, settings.locale),
        ("preset", escape(settings.preset or bots.painter_preset), settings.preset),
        ("director", director, role),
        ("person-rounds", str(person), settings.person_rounds),
        (
            "guild-rounds",
            str(min(settings.guild_rounds or GUILD_LIMIT, GUILD_LIMIT)),
            settings.guild_rounds,
        ),
        (
            "artists",
            say(locale, f"commands.choice:artists-{settings.artists or ArtistsRule.WARN}"),
            settings.artists,
        ),
        ("pictures", _pictures(locale, settings.held_from), settings.held_from),
        (
            "reports",
            f"<#{reports}>" if reports else say(locale, "answers.server-reports-here"),
            reports,
        ),
    )
    rows = [
        "- " + say(locale, f"answers.server-{name}", value=Safe(text if value else f"*{text}*"))
        for name, text, value in values
    ]
    return "\n".join((say(locale, "answers.server-settings"), *rows))
