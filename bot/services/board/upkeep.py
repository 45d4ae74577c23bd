"""Keeping a board in its channel: brought down, pinned, posted anew when it is old or elsewhere.

The board is a post of the outbox like any other. One that another has taken the place of is
deleted, for a board that is not true any more is worse than none.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bot.domain.errors import GalleryError, GalleryUnavailable
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import announce
from bot.services.ground.bell import Lane
from storage.board import boards
from storage.clips import clips, people
from storage.posts import posts

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.posts.post import Post
    from bot.ports.clock import Clock
    from bot.ports.posts import Gallery
    from bot.services.ground.bell import Bell
    from storage.board.boards import BoardPlace
    from storage.database.database import Database, Tx

log = logging.getLogger(__name__)

EDIT_EVERY_S: Final = 5.0
"""Changes that come faster than this are shown together."""
OLD_S: Final = 3600.0
"""Discord takes few edits of a message older than this; and it is far up in the channel by then."""
RECENT_S: Final = 600.0
"""A board that is younger is near enough: it is linked instead of brought down once more."""


class BoardUpkeep:
    """Writes down what is to become of a board's message."""

    def __init__(self, db: Database, clock: Clock, bell: Bell, gallery: Gallery) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._gallery = gallery

    async def bring(self, person: Person, clip: Clip) -> BoardPlace | None:
        """Bring the board down to the newest messages; where it is if it is near enough already."""
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            place = await boards.of_clip(tx, clip.id)
            post = await posts.of(tx, PostKind.BOARD, str(clip.id))
            there = post is not None and place is not None and post.message_id == place.message_id
            near = there and place is not None and now - place.posted_at < RECENT_S
            if near and post is not None and post.channel_id == clip.channel_id:
                return place
            await _post_anew(tx, clip, now)
        self._bell.ring(Lane.POST)
        return None

    async def look_for_all(self) -> None:
        """Post boards again whose messages were deleted while nobody saw it."""
        async with self._db.reading() as tx:
            known = await boards.standing(tx)
            found = [await posts.by_message(tx, message_id) for message_id in known]
        for post in found:
            if post is None or posts.withdrawn(post):
                continue
            try:
                there = await self._gallery.there(post)
            except GalleryError as error:
                log.warning("the board of clip %d cannot be looked for: %s", post.clip_id, error)
                continue
            if not there:
                async with self._db.writing() as tx:
                    await posts.forget_message(tx, post.id)
        self._bell.ring(Lane.POST)

    async def moved_on(self, post: Post, *, changed: bool) -> bool:
        """Post the board anew if it is in another channel than its clip, or too old for a change.

        Returns whether it was: then the message of ``post`` is not the board any more.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            clip = await clips.by_id(tx, post.clip_id)
            place = await boards.of_clip(tx, post.clip_id)
            old = changed and place is not None and now - place.posted_at >= OLD_S
            if clip is None or not (old or clip.channel_id != post.channel_id):
                return False
            await _post_anew(tx, clip, now)
        return True

    async def is_there(self, tx: Tx, post: Post, message_id: int) -> None:
        """Note that the board's message has reached its channel."""
        await boards.posted(tx, post.clip_id, message_id, self._clock.now())

    async def pin(self, post: Post) -> None:
        """Pin the board's message, once; without the right to do so it stays where it is.

        Raises:
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        async with self._db.reading() as tx:
            place = await boards.of_clip(tx, post.clip_id)
        if place is None or place.pinned:
            return
        try:
            await self._gallery.pin(post)
        except GalleryUnavailable:
            raise
        except GalleryError as error:
            log.info("the board of clip %d is not pinned: %s", post.clip_id, error)
        async with self._db.writing() as tx:
            await boards.pinned(tx, post.clip_id)

    async def clear_away(self, post: Post) -> None:
        """Delete the message of a board whose place another has taken.

        Raises:
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        try:
            await self._gallery.delete(post)
        except GalleryUnavailable:
            raise
        except GalleryError as error:
            log.warning("an old board of clip %d stays: %s", post.clip_id, error)
        async with self._db.writing() as tx:
            await posts.gone(tx, post.id)


async def _post_anew(tx: Tx, clip: Clip, now: float) -> None:
    await posts.replace(tx, PostKind.BOARD, str(clip.id))
    await announce(tx, clip, PostKind.BOARD, str(clip.id), now)
