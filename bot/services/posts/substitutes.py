"""What is said in a channel instead of a post that could not be shown there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.posts.post import PostKind
from bot.domain.posts.views import FailureView
from storage.clips import clips
from storage.cut import renders
from storage.handoff import exports
from storage.posts import posts
from storage.rounds import placed

if TYPE_CHECKING:
    from bot.domain.posts.post import Post
    from bot.domain.rounds.take import PlacedRound
    from storage.database.transaction import Tx

EXCUSED: Final = frozenset(
    {
        PostKind.ROUND,
        PostKind.RUN_OFF,
        PostKind.DECISION,
        PostKind.PICK,
        PostKind.RENDER,
        PostKind.EXPORT,
    }
)
"""Posts that people wait for; progress and failures are told of by what follows them."""


async def excuse(tx: Tx, post: Post) -> FailureView | None:
    """The sentence for what ``post`` names as its subject; None where that is gone."""
    missed = await posts.by_id(tx, int(post.subject))
    clip = await clips.by_id(tx, post.clip_id)
    if missed is None or clip is None or missed.kind not in EXCUSED:
        return None
    reference = f"post {missed.id}"
    if missed.kind is PostKind.RENDER:
        render = await renders.by_id(tx, int(missed.subject))
        if render is None:
            return None
        values: dict[str, str | int] = {"reference": reference}
        return FailureView(clip.locale, "posts.unposted-render", values, render.requested_by)
    if missed.kind is PostKind.EXPORT:
        export = await exports.by_id(tx, int(missed.subject.partition(".")[0]))
        if export is None:
            return None
        values = {"reference": reference}
        return FailureView(clip.locale, "posts.unposted-export", values, export.requested_by)
    place = await _round_of(tx, missed)
    if place is None:
        return None
    values = {"reference": reference, "line": place.line.number}
    key = f"posts.unposted-{missed.kind}"
    return FailureView(clip.locale, key, values, place.round.requested_by)


async def _round_of(tx: Tx, missed: Post) -> PlacedRound | None:
    subject = int(missed.subject.partition(":")[0])  # a renewed one has its id behind it
    if missed.kind is PostKind.ROUND:
        return await placed.round_by_id(tx, subject)
    if missed.kind is PostKind.PICK:
        return await placed.take_picked(tx, subject)
    vote = await placed.round_of_ballot(tx, subject)
    return None if vote is None else vote[1]
