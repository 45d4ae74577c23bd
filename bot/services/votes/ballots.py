"""Opening the vote on a post that has just reached its channel.

In the transaction that stores the message's id: whoever reacts from that moment on is counted.
A line has one open vote: the one on its newest takes ends those before it, and their voters are
told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.posts.post import PostKind
from bot.domain.votes.ballot import BallotState, Verdict, decide
from bot.services.ground.announcements import announce, shown_by
from storage.clips import clips, history
from storage.lyrics import lines
from storage.posts import posts
from storage.rounds import rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.posts.post import Post
    from bot.domain.votes.ballot import Ballot
    from storage.database.database import Tx


async def open_vote(tx: Tx, post: Post, now: float) -> None:
    """Open the ballot of a round's post, or begin that of a run-off; other posts have none."""
    if post.kind is PostKind.ROUND:
        await _open_ballot(tx, post, now)
    elif post.kind is PostKind.RUN_OFF:
        await _begin_run_off(tx, post, now)


async def link_decision(tx: Tx, post: Post) -> None:
    """Show the vote's own message anew: it links to the decision's, which is there now."""
    ballot = await ballots.by_id(tx, int(post.subject))
    if ballot is not None:
        await posts.refresh(tx, *shown_by(ballot))


async def ballot_of(tx: Tx, post: Post) -> Ballot | None:
    """The ballot that is voted on in a round's or a run-off's message, if it is open."""
    if post.kind is PostKind.ROUND:
        return await ballots.open_of_round(tx, int(post.subject))
    ballot = await ballots.by_id(tx, int(post.subject))
    return ballot if ballot is not None and ballot.is_open else None


async def _open_ballot(tx: Tx, post: Post, now: float) -> None:
    round_id = int(post.subject)
    if await ballots.of_round(tx, round_id):
        return  # the message was lost and is posted again: its ballot and votes stay
    clip = await clips.by_id(tx, post.clip_id)
    if clip is None:
        return
    round_ = await rounds.by_id(tx, round_id)
    line = None if round_ is None else await lines.by_id(tx, round_.line_id)
    decided = line is not None and line.winner_take_id is not None
    # On a decided line nothing closes by itself: one late vote must not undo the decision.
    deadline_s = None if decided else clip.rules.deadline_s
    await ballots.open_(
        tx,
        round_id=round_id,
        rules=clip.rules,
        choices=tuple(take.number for take in await takes.of_round(tx, round_id) if take.is_open),
        opened_at=now,
        closes_at=None if deadline_s is None else now + deadline_s,
    )
    if round_ is not None:
        await _keep_the_newest(tx, clip, round_.line_id, now)


async def _keep_the_newest(tx: Tx, clip: Clip, line_id: int, now: float) -> None:
    """End the line's open votes but that on the newest round; its takes can still be picked."""
    numbers = {one.id: one.number for one in await rounds.of_line(tx, line_id)}
    still_open = [one for one in await ballots.waiting_of_line(tx, line_id) if one.is_open]
    still_open.sort(key=lambda one: numbers[one.round_id])
    for older in still_open[:-1]:
        votes = await ballots.votes(tx, older.id)
        stood = decide(votes, older.rules, older.choices, round_number=numbers[older.round_id])
        overtaken = replace(stood, verdict=Verdict.OVERTAKEN, leaders=())
        await ballots.close(tx, older.id, BallotState.CLOSED, overtaken, None, now)
        await posts.refresh(tx, *shown_by(older))
        await history.add(
            tx, clip.id, None, "vote-overtaken", now, subject=f"line:{line_id}", ballot=older.id
        )
        if stood.voters:
            await announce(tx, clip, PostKind.DECISION, str(older.id), now)


async def _begin_run_off(tx: Tx, post: Post, now: float) -> None:
    """Count a run-off's time from its message on; sent once more it keeps its deadline."""
    ballot = await ballots.by_id(tx, int(post.subject))
    if ballot is None or not ballot.is_open or ballot.closes_at is not None:
        return
    deadline_s = ballot.rules.deadline_s
    await ballots.begin(tx, ballot.id, now, None if deadline_s is None else now + deadline_s)
