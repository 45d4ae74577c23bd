"""What comes back from an editor, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.phrasing.posts import ranges
from bot.domain.texts import Moment, Safe, say

if TYPE_CHECKING:
    from bot.services.handoff.returns import Proposal

_ROWS: Final = 25


def proposal_text(locale: str, proposal: Proposal) -> str:
    """What a timeline would change, a shot a row, and what in it is left alone."""
    moved = proposal.moved
    rows = [say(locale, "answers.edit-proposed", n=len(moved))]
    for one in moved[:_ROWS]:
        if one.from_s is None:
            rows.append(say(locale, "answers.edit-appears", line=one.line, to=Moment(one.to_s)))
        else:
            rows.append(
                say(
                    locale,
                    "answers.edit-moved",
                    line=one.line,
                    since=Moment(one.from_s),
                    to=Moment(one.to_s),
                )
            )
    if len(moved) > _ROWS:
        rows.append(say(locale, "answers.edit-more", n=len(moved) - _ROWS))
    if proposal.order:
        order = Safe(" → ".join(map(str, proposal.order[:60])))
        rows.append(say(locale, "answers.edit-order", order=order))
    if proposal.missing:
        missing = ranges(proposal.missing)
        rows.append(say(locale, "answers.edit-missing", n=len(proposal.missing), lines=missing))
    if proposal.foreign:
        rows.append(say(locale, "answers.edit-foreign", n=proposal.foreign))
    if proposal.repeated:
        rows.append(say(locale, "answers.edit-repeated", n=proposal.repeated))
    return "\n".join(rows)
