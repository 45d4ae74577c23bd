"""The outbox: bringing posts into their channels, each exactly once, whatever dies in between.

Before a post is sent its attempt is committed; a post with an earlier attempt is first looked for
in the channel. A message's id is committed before its reactions are placed, and the ballot opens
in the same transaction, so that no vote can be lost between the two.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.errors import (
    ChannelClosed,
    ChannelGone,
    GalleryUnavailable,
    MessageGone,
    StorageError,
    UploadTooLarge,
)
from bot.domain.posts.post import PostKind, PostState
from bot.domain.posts.views import (
    BoardView,
    DecisionView,
    DirectorView,
    FailureView,
    GoneView,
    ProgressView,
    ReportView,
    RoundView,
    TappedView,
)
from bot.domain.votes.ballot import NONE_EMOJI, TAKE_EMOJI, BallotState
from bot.services.board.upkeep import EDIT_EVERY_S
from bot.services.ground.bell import Lane
from bot.services.posts.retries import PostRetries
from bot.services.votes.ballots import ballot_of, link_decision, open_vote
from storage.posts import posts

if TYPE_CHECKING:
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View
    from bot.ports.clock import Clock
    from bot.ports.posts import ExportKeeper, Gallery, Refitter
    from bot.services.board.upkeep import BoardUpkeep
    from bot.services.board.views import BoardViews
    from bot.services.clips.channels import Channels
    from bot.services.ground.bell import Bell
    from bot.services.marks.signed_copies import SignedCopies
    from bot.services.posts.copies import SmallCopies
    from bot.services.posts.views import PostViews
    from bot.services.votes.votes import Votes
    from storage.database.database import Database

log = logging.getLogger(__name__)


_EDITED: Final = (FailureView, GoneView, DecisionView, TappedView, DirectorView, ReportView)
"""Shown anew where they are when what they tell has changed; a clip's file stays what it is."""


class Outbox:
    """Delivers the outbox."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        *,
        gallery: Gallery,
        views: PostViews,
        votes: Votes,
        refitter: Refitter,
        export_keeper: ExportKeeper,
        copies: SmallCopies,
        signed_copies: SignedCopies,
        boards: BoardViews,
        upkeep: BoardUpkeep,
        channels: Channels,
        progress_every_s: float,
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._gallery = gallery
        self._views = views
        self._votes = votes
        self._refitter = refitter
        self._export_keeper = export_keeper
        self._copies = copies
        self._signed_copies = signed_copies
        self._boards = boards
        self._upkeep = upkeep
        self._channels = channels
        self._progress_every_s = progress_every_s
        self._retries = PostRetries(db, clock)
        self._last_views: dict[int, View] = {}

    async def run(self) -> None:
        """Deliver until cancelled; a channel that takes long keeps no other one waiting."""
        busy: set[int] = set()

        async def serve(channel_id: int, in_order: list[Post]) -> None:
            await self._deliver_in_order(in_order)
            busy.remove(channel_id)
            self._bell.ring(Lane.POST)

        async with asyncio.TaskGroup() as group:
            while True:
                # One that ends while the rows are read may be in them as it was before.
                in_hand = frozenset(busy)
                for channel_id, in_order in (await self._due()).items():
                    if channel_id not in in_hand:
                        busy.add(channel_id)
                        group.create_task(serve(channel_id, in_order))
                async with self._db.reading() as tx:
                    next_at = await posts.next_due(tx, self._clock.now(), busy)
                wait_s = None if next_at is None else max(0.0, next_at - self._clock.now())
                await self._bell.wait(Lane.POST, wait_s)

    async def deliver_due(self) -> None:
        """Deliver what is due: channels side by side, the posts of one channel in order."""
        async with asyncio.TaskGroup() as group:
            for in_order in (await self._due()).values():
                group.create_task(self._deliver_in_order(in_order))

    async def _due(self) -> dict[int, list[Post]]:
        async with self._db.reading() as tx:
            due = await posts.due(tx, self._clock.now())
        channels: defaultdict[int, list[Post]] = defaultdict(list)
        # A board tells of all that is posted with it, and takes its time to draw.
        for post in sorted(due, key=lambda one: one.kind is PostKind.BOARD):
            channels[post.channel_id].append(post)
        return channels

    async def _deliver_in_order(self, in_order: list[Post]) -> None:
        for post in in_order:
            try:
                await self._deliver(post)
            except ChannelGone:
                await self._unreachable(post)
                await self._channels.gone(post.channel_id)
            except ChannelClosed as error:
                log.warning("post %d cannot reach channel %d: %s", post.id, post.channel_id, error)
                await self._unreachable(post)
            except UploadTooLarge as error:
                await self._shrink(post, error)
            except (GalleryUnavailable, StorageError) as error:
                await self._retries.later(post, error)
                if post.state is PostState.PENDING:
                    return  # what comes after it in this channel keeps its place
            except Exception as error:  # noqa: BLE001 - one post must not stop all others
                self._last_views.pop(post.id, None)
                await self._retries.at_fault(post, error)

    async def _unreachable(self, post: Post) -> None:
        """Give a post up whose channel is not to be reached; a report comes to the clip's own."""
        self._last_views.pop(post.id, None)
        async with self._db.writing() as tx:
            if post.kind is PostKind.REPORT and await posts.bring_home(tx, post.id):
                return
            await posts.failed(tx, post.id, version=post.version)

    async def _deliver(self, post: Post) -> None:
        view = await self._views.view(post)
        if view is None:
            await self._drop(post)
            return
        if isinstance(view, BoardView):
            await self._show_board(post, view)
            return
        there_before = post.state is PostState.SENT
        if not there_before:
            async with self._db.writing() as tx:
                if not await posts.attempt(tx, post):
                    return  # its clip was deleted a moment ago
            post, there_before = await self._send(post, view)
        if isinstance(view, ProgressView):
            await self._keep_showing(post, view)
            return
        if isinstance(view, RoundView):
            await self._put_to_the_vote(post, view, there_before=there_before)
        elif there_before and isinstance(view, _EDITED):
            await self._gallery.edit(post, view)
        async with self._db.writing() as tx:
            await posts.done(tx, post.id, version=post.version)

    async def _drop(self, post: Post) -> None:
        """Be done with a post that has nothing to show; it may have been sent, unheard, before."""
        if post.kind is PostKind.BOARD and post.message_id is not None:
            await self._upkeep.clear_away(post)
            return
        unheard = post.state is PostState.PENDING and post.attempts > 0
        message_id = await self._gallery.find(post) if unheard else None
        async with self._db.writing() as tx:
            if message_id is not None:
                # Looked at once more as what it is now, a message: that of a deleted clip says so.
                await posts.sent(tx, post.id, message_id)
                return
            await posts.done(tx, post.id, version=post.version)

    async def _show_board(self, post: Post, view: BoardView) -> None:
        """Post a board or show it anew, unless it looks as it did; the next time not at once."""
        changed = self._last_views.get(post.id) != view
        if post.state is PostState.SENT:
            if await self._upkeep.moved_on(post, changed=changed):
                return
            if changed and not await self._gallery.edit(post, await self._boards.drawn(view)):
                async with self._db.writing() as tx:
                    await posts.forget_message(tx, post.id)
                return
        else:
            async with self._db.writing() as tx:
                if not await posts.attempt(tx, post):
                    return  # another has taken its place a moment ago
            post, found = await self._send(post, await self._boards.drawn(view))
            if found:
                await self._gallery.edit(post, await self._boards.drawn(view))
        self._last_views[post.id] = view
        await self._upkeep.pin(post)
        async with self._db.writing() as tx:
            await posts.show_again(tx, post.id, self._clock.now() + EDIT_EVERY_S)
            await posts.done(tx, post.id, version=post.version)

    async def _put_to_the_vote(self, post: Post, view: RoundView, *, there_before: bool) -> None:
        """Bring a ballot's message up to date: what it shows, our reactions, the early votes."""
        try:
            shown: View = view
            if there_before and view.renewed:
                shown = await self._signed_copies.marked(post, view)
            there = not there_before or await self._gallery.edit(post, shown)
            if shown is not view:
                await self._signed_copies.delivered(post)
            if there and view.state is BallotState.OPEN:
                await self._invite_votes(post, view)
                await self._count_early_votes(post)
        except MessageGone:
            there = False
        if not there and post.message_id is not None:
            # Deleted before its id was known here, perhaps: then no event tells of it.
            await self._votes.message_deleted(post.message_id)

    async def _invite_votes(self, post: Post, view: RoundView) -> None:
        choices = [TAKE_EMOJI[take.number - 1] for take in view.takes]
        try:
            await self._gallery.react(post, [*choices, NONE_EMOJI])
        except MessageGone:
            raise
        except ChannelClosed as error:
            # People can still place the numbers themselves.
            log.warning("post %d has not all of our reactions: %s", post.id, error)
        if view.thread is not None:
            await self._gallery.open_thread(post, view.thread)

    async def _send(self, post: Post, view: View) -> tuple[Post, bool]:
        """Post it; true if it was posted before, unheard: then it shows what held at that time."""
        earlier_id = message_id = await self._gallery.find(post) if post.attempts else None
        if message_id is None:
            message_id = await self._gallery.send(
                post, await self._signed_copies.marked(post, view)
            )
            if isinstance(view, ProgressView):
                self._last_views[post.id] = (
                    view  # a message that was found may show something older
                )
        if post.kind is PostKind.ROUND:
            await self._votes.drain()  # the vote that this one ends is counted to its last moment
        async with self._db.writing() as tx:
            await posts.sent(tx, post.id, message_id)
            await open_vote(tx, post, self._clock.now())
            if post.kind is PostKind.BOARD:
                await self._upkeep.is_there(tx, post, message_id)
            if post.kind is PostKind.DECISION:
                await link_decision(tx, post)
            fresh = await posts.of(tx, post.kind, post.subject)
        await self._signed_copies.delivered(post)
        self._bell.ring(Lane.DEADLINE)
        # What was asked to be shown anew while it was sent is not in the message yet.
        post = post if fresh is None else replace(fresh, version=post.version)
        return post, earlier_id is not None

    async def _count_early_votes(self, post: Post) -> None:
        """Count the votes of those who reacted before the message's id was known here."""
        async with self._db.reading() as tx:
            ballot = await ballot_of(tx, post)
        if ballot is None:
            return
        try:
            await self._votes.recount(ballot.id)
        except MessageGone:
            raise
        except ChannelClosed as error:
            # Where the history may not be read, votes still come as events.
            log.warning("ballot %d cannot be counted: %s", ballot.id, error)

    async def _keep_showing(self, post: Post, view: ProgressView) -> None:
        """Edit a progress message when it changed; done with the batch it tells of."""
        still_there = True
        if self._last_views.get(post.id) != view:
            still_there = await self._gallery.edit(post, view)
            self._last_views[post.id] = view
        async with self._db.writing() as tx:
            if view.finished or not still_there:
                await posts.done(tx, post.id)
                self._last_views.pop(post.id, None)
            else:
                next_at = self._clock.now() + self._progress_every_s
                await posts.show_again(tx, post.id, next_at)

    async def _shrink(self, post: Post, error: UploadTooLarge) -> None:
        """Make what the post carries smaller, and send it at once."""
        log.warning("post %d is too large: %s", post.id, error)
        try:
            if post.kind is PostKind.RENDER:
                again = await self._refitter.refit(int(post.subject))
            elif post.kind is PostKind.EXPORT:
                again = await self._export_keeper.keep_back(post.subject)
            else:
                view = await self._views.view(post)
                again = await self._copies.shrink(post, view)
        except StorageError as problem:
            await self._retries.later(post, problem)
        except Exception as problem:  # noqa: BLE001 - as in delivering: the other posts go on
            await self._retries.at_fault(post, problem)
        else:
            if again:
                async with self._db.writing() as tx:
                    await posts.postpone(tx, post, self._clock.now(), faulty=True)
            else:
                await self._retries.no_smaller(post)
