"""The small words of posts: bars, durations, rules, tallies, in the clip's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.rounds.part import Area
from bot.domain.texts import Moment, Safe, escape, listed, say
from bot.domain.votes.ballot import NONE_EMOJI, NONE_OF_THESE, TAKE_EMOJI, BallotState, TieRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.posts.views import ClipView, ExportView, ProgressView, ReportView, RoundView
    from bot.domain.prompts.prompt import StyleSettings
    from bot.domain.rounds.part import Part
    from bot.domain.texts import Value
    from bot.domain.votes.ballot import BallotRules

_BAR_CELLS: Final = 12
_MOST_UNDRAWN: Final = 5


def mention(person_id: int) -> Safe:
    """The person as Discord shows them; a dash for one who was forgotten."""
    return Safe(f"<@{person_id}>" if person_id > 0 else "—")


def clipped(text: str, length: int) -> str:
    """``text``, cut with an ellipsis where it is longer than ``length`` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip("\\") + "…"


def quoted(text: str, length: int) -> str:
    """People's words on one line, escaped, for a Markdown quote."""
    return escape(clipped(" ".join(text.split()), length))


def bar(share: float) -> str:
    """``share`` in 0..1 as a bar."""
    full = round(max(0.0, min(1.0, share)) * _BAR_CELLS)
    return "▰" * full + "▱" * (_BAR_CELLS - full)


def percent(locale: str, share: float) -> str:
    """``share`` in 0..1 as a whole percentage."""
    return say(locale, "posts.percent", share=int(max(0.0, min(1.0, share)) * 100))


def duration(locale: str, seconds: float) -> str:
    """A length of time as people say it, rounded up so that it is rather too long."""
    whole_s = max(1, int(-(-seconds // 1)))
    if whole_s < 60:
        return say(locale, "posts.seconds", n=whole_s)
    minutes = -(-whole_s // 60)
    if minutes < 90:
        return say(locale, "posts.minutes", n=minutes)
    hours, rest = divmod(minutes, 60)
    return say(locale, "posts.hours", hours=hours, minutes=f"{rest:02}")


def relative(at: float) -> Safe:
    """A moment as Discord shows it to each reader ("in 3 minutes"), alive."""
    return Safe(f"<t:{int(at)}:R>")


def ranges(numbers: Iterable[int]) -> Safe:
    """Numbers as people list them: ``1–4, 7``."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return Safe(", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans))


def emoji_of(choice: int) -> str:
    """The reaction that stands for a choice."""
    return NONE_EMOJI if choice == NONE_OF_THESE else TAKE_EMOJI[choice - 1]


def choices(locale: str, numbers: Iterable[int]) -> Safe:
    """Choices as their emoji: "1️⃣ and 2️⃣"."""
    return Safe(listed(locale, [emoji_of(number) for number in numbers]))


def tally(locale: str, counts: Mapping[int, int]) -> str:
    """How many votes each choice has, 🔁 last; empty before anything was counted."""
    if not counts:
        return ""
    order = sorted(counts, key=lambda choice: (choice == NONE_OF_THESE, choice))
    counts_shown = " · ".join(f"{emoji_of(choice)} {counts[choice]}" for choice in order)
    return say(locale, "posts.tally", counts=Safe(counts_shown))


def _voters(locale: str, rules: BallotRules, names: str) -> list[str]:
    """Who votes, where not everyone does."""
    parts: list[str] = []
    if rules.voter_role_id is not None:
        parts.append(say(locale, "posts.rule-role", role=Safe(f"<@&{rules.voter_role_id}>")))
    if rules.voter_ids:
        parts.append(say(locale, "posts.rule-list", names=names))
    if rules.voter_ids and rules.voter_role_id is None and rules.closes_when_all_voted:
        parts.append(say(locale, "posts.rule-when-all"))
    return parts


def rules(locale: str, rules: BallotRules, *, round_number: int, names: str) -> list[str]:
    """What people should know of a ballot's rules, one short phrase each."""
    voters = _voters(locale, rules, names)
    if rules.quorum > 1:
        voters.append(say(locale, "posts.rule-quorum", n=rules.quorum))
    match rules.tie:
        case TieRule.RUN_OFF:
            voters.append(say(locale, "posts.rule-run-off"))
        case TieRule.EARLIEST:
            voters.append(say(locale, "posts.rule-earliest"))
        case TieRule.DIRECTOR:
            voters.append(say(locale, "posts.rule-director"))
    if not rules.first_round_decides and round_number == 1:
        voters.append(say(locale, "posts.rule-first-round"))
    if not rules.pick_at_once:
        voters.append(say(locale, "posts.rule-pick-later"))
    if not rules.tallies_shown:
        voters.append(say(locale, "posts.rule-tallies-hidden"))
    return voters


def report(view: ReportView) -> list[str]:
    """What is reported or held of a round, the round's link, and what to do about it."""
    locale = view.locale
    where = "apart" if view.apart else "here"
    rows = [
        say(
            locale,
            f"posts.report-{where}",
            line=view.line_number,
            name=clipped(view.clip_name, 60),
            director=mention(view.director_id),
            link=Safe(view.link or "–"),
        )
    ]
    for one in view.reports:
        who = one.by if view.apart else say(locale, "posts.report-somebody")
        key = "posts.report-why" if one.why else "posts.report-plain"
        rows.append(
            say(locale, key, take=Safe(one.take), by=clipped(who, 60), why=quoted(one.why, 300))
        )
    if view.held:
        rows.append(say(locale, "posts.report-held"))
    if not view.held and not view.droppable:
        rows.append(say(locale, "posts.report-settled"))
    return rows


def under_round(view: RoundView) -> list[str]:
    """The text under a round's pictures: their names, what the model said, rules, the vote."""
    locale = view.locale
    notes = " · ".join(
        f"{emoji_of(take.number)} {take.name}"
        + (f" {say(locale, 'posts.from', parent=Safe(take.parent))}" if take.parent else "")
        + (f" ({say(locale, 'posts.still')})" if take.still else "")
        for take in view.takes
    )
    lines = [*_tried(view)] if view.trial else [notes]
    lines += _notes(view)
    if view.state is BallotState.OPEN:
        lines.append(say(locale, f"posts.how-{view.rules.mode}"))
        if view.closes_at is not None:
            lines.append(say(locale, "posts.closes", when=relative(view.closes_at)))
        about = rules(
            locale,
            view.rules,
            round_number=view.round_number,
            names=clipped(view.voters_named or "?", 200),
        )
        lines.append("-# " + " · ".join(about))
    elif view.winner is None:
        ended = "overtaken" if view.overtaken else "closed"
        state = "tied" if view.state is BallotState.TIED else ended
        lines.append(say(locale, f"posts.state-{state}"))
    else:
        key = "posts.state-decided" + ("-there" if view.decision_link else "")
        link = Safe(view.decision_link or "")
        lines.append(say(locale, key, take=view.winner, link=link))
    if view.state is not BallotState.OPEN or view.rules.tallies_shown:
        result = tally(locale, view.tally)
        if result:
            lines.append(f"-# {result}")
    return lines


def _tried(view: RoundView) -> list[str]:
    """What style each take of a round is painted in."""
    return [
        f"{emoji_of(take.number)} {take.name} · " + tried(view.locale, take.tried)
        for take in view.takes
        if take.tried is not None
    ]


def part_text(locale: str, key: str, part: Part, **more: Value) -> str:
    """What of a take was painted again, and with what."""
    values = {"filling": part.filling, **more}
    if part.area is Area.WORDS:
        return say(locale, f"part.{key}-words", words=part.words, **values)
    return say(locale, f"part.{key}", area=say(locale, f"part.area-{part.area}"), **values)


def tried(locale: str, style: StyleSettings) -> str:
    """A style in one row: its words and its model."""
    key = "posts.tried" if style.words else "posts.tried-plain"
    worn = "".join(f" + {use.title or use.name} {use.weight:g}" for use in style.loras)
    return say(locale, key, words=clipped(style.words, 120), model=style.preset + worn)


def _notes(view: RoundView) -> list[str]:
    notes: list[str] = []
    if view.unknown:
        words = clipped(", ".join(view.unknown), 200)
        notes.append("-# " + say(view.locale, "posts.unknown-words", words=words))
    cut = next((take.cut for take in view.takes if take.cut), None)
    if cut:
        notes.append("-# " + say(view.locale, "posts.cut", words=clipped(cut, 200)))
    if any(take.small for take in view.takes):
        notes.append("-# " + say(view.locale, "posts.small-copies"))
    if view.held:
        names = Safe(", ".join(take.name for take in view.held))
        notes.append("-# " + say(view.locale, "posts.held", names=names, n=len(view.held)))
    withheld = [take.name for take in view.takes if take.withheld]
    if withheld:
        names = Safe(", ".join(withheld))
        notes.append("-# " + say(view.locale, "posts.withheld", names=names))
    for take in view.takes:
        if take.brought_by is not None:
            by = clipped(take.brought_by, 60)
            notes.append("-# " + say(view.locale, "posts.brought", name=Safe(take.name), person=by))
    return notes


def progress(view: ProgressView) -> list[str]:
    """A batch's message: title, bar, and who asked, what is before it, how long still."""
    locale, kind = view.locale, "film" if view.films else str(view.kind)
    lines = ranges(view.lines)
    if view.cancelled:
        stage = "cancelled"
    elif view.failed:
        stage = "failed"
    else:
        stage = "done" if view.finished else "doing"
    title = "### " + say(locale, f"posts.{kind}-{stage}", lines=lines, n=len(view.lines))
    asker = say(locale, "posts.asked-by", person=clipped(view.asked_by, 60))
    if view.finished:
        return [title, f"-# {asker}"]
    count = say(locale, "posts.of", done=view.done, total=view.total) if view.total > 1 else ""
    facts = [asker]
    if view.paused:
        facts.append(say(locale, "posts.paused"))
    if view.ahead:
        facts.append(say(locale, "posts.ahead", n=view.ahead))
    if view.remaining_s is not None:
        left = Safe(duration(locale, view.remaining_s))
        facts.append(say(locale, "posts.left", duration=left))
    if view.doing is not None:
        stage, _, hundredths = view.doing.partition(" ")
        facts.append(
            say(locale, f"posts.stage-{stage}", share=percent(locale, int(hundredths or 0) / 100))
        )
    share = f"{bar(view.share)} {percent(locale, view.share)}"
    now = " · ".join(part for part in (share, count) if part)
    return [title, now, "-# " + " · ".join(facts)]


def clip(view: ClipView) -> list[str]:
    """A render's message: what it is, how long and large, and what is not as it should be."""
    locale = view.locale
    lines = [
        "### " + say(locale, f"posts.clip-{view.kind}", name=clipped(view.clip_name, 100)),
        say(
            locale,
            "posts.clip-facts",
            length=Moment(view.duration_s),
            width=view.width_px,
            height=view.height_px,
            person=mention(view.asked_by_id),
        ),
    ]
    if view.file is not None:
        lines.append(say(locale, "posts.clip-disclosure"))
    if view.unsigned:
        lines.append(say(locale, "posts.clip-unsigned"))
    for key, numbers in (
        ("clip-cards", view.cards),
        ("clip-broken", view.broken),
        ("clip-unseen", view.unseen),
        ("clip-faded", view.faded),
    ):
        if numbers:
            lines.append("-# " + say(locale, f"posts.{key}", n=len(numbers), lines=ranges(numbers)))
    alike: dict[str, list[int]] = {}
    for number, letters in view.undrawn:
        alike.setdefault(letters, []).append(number)
    lines += [
        "-# " + say(locale, "posts.clip-undrawn", n=len(them), lines=ranges(them), letters=letters)
        for letters, them in list(alike.items())[:_MOST_UNDRAWN]
    ]
    if view.spread:
        lines.append("-# " + say(locale, "posts.clip-spread"))
    if view.file is None:
        lines.append(say(locale, "posts.clip-too-large"))
    elif view.fitted:
        lines.append("-# " + say(locale, "posts.clip-fitted"))
    return lines


def export(view: ExportView) -> list[str]:
    """A pack's message: what it is for, which part, how large."""
    locale = view.locale
    key = "export-title" if view.parts == 1 or view.file is None else "export-part"
    name = clipped(view.clip_name, 100)
    rows = [
        "### " + say(locale, f"posts.{key}", name=name, part=view.part, parts=view.parts),
        say(
            locale,
            "posts.export-facts",
            n=view.shots,
            size=round(view.size_bytes / 2**20, 1),
            person=mention(view.asked_by_id),
        ),
    ]
    if view.file is None:
        rows.append(say(locale, "posts.export-too-large"))
    elif view.part == 1:
        rows.append("-# " + say(locale, "posts.export-how"))
    return rows


def lines_listed(locale: str, numbers: Sequence[int]) -> str:
    """Line numbers in words: "line 3", "lines 3–5, 8"."""
    return say(locale, "posts.lines", n=len(numbers), lines=ranges(numbers))
