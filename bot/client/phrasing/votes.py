"""A vote in the carousel, in sentences of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.client.phrasing.posts import choices, clipped, quoted
from bot.domain.texts import Safe, say
from bot.domain.votes.ballot import VotingMode

if TYPE_CHECKING:
    from bot.services.votes.carousel import VoteCard


def card_text(locale: str, card: VoteCard, guild_id: int) -> str:
    """Which line it is, what was to be seen, how to vote, and what counts of it."""
    found = card.standing
    ballot, line = found.ballot, found.line
    owed = say(locale, "vote.card-owed", n=card.owed) if card.owed else ""
    title = say(locale, "vote.card-title", line=line.number, round=found.round.number)
    rows = [
        f"### {title}",
        f"> {quoted(line.text, 300)}",
        quoted(card.prompt, 600),
        " · ".join(part for part in (say(locale, f"vote.card-{ballot.rules.mode}"), owed) if part),
    ]
    if card.counts:
        rows.append(say(locale, "vote.card-counts", choices=choices(locale, sorted(card.counts))))
    beside = card.reacted - card.pressed
    if beside and found.message_id is not None:
        link = f"https://discord.com/channels/{guild_id}/{found.channel_id}/{found.message_id}"
        key = "approval"
        if ballot.rules.mode is VotingMode.SINGLE:
            key = "latest" if beside & card.counts else "single"
        shown = choices(locale, sorted(beside))
        rows.append("-# " + say(locale, f"vote.card-reacted-{key}", choices=shown, link=Safe(link)))
    return clipped("\n".join(rows), 3500)
