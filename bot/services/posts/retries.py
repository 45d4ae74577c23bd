"""Posts that could not be brought into their channel: when to try again, and when to give up.

What Discord is to blame for is tried for ever; what the post itself is to blame for (words that
Discord refuses, a file that is gone) a few times. Then the channel is told in a sentence.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from bot.domain.posts.post import PostKind
from bot.services.posts.substitutes import EXCUSED
from storage.posts import posts

if TYPE_CHECKING:
    from bot.domain.posts.post import Post
    from bot.ports.clock import Clock
    from storage.database.database import Database, Tx

log = logging.getLogger(__name__)

_BACK_OFF_S: Final = (1, 5, 10, 20, 40, 80, 160, 300)
MOST_FAULTS: Final = 4
"""A post that is itself to blame is tried so often: its file may come back, its words may not."""


class PostRetries:
    """Writes down what becomes of posts that failed."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def later(self, post: Post, error: Exception) -> None:
        """Try again, each time after a longer pause, for nothing is wrong with the post."""
        wait_s = _wait_s(post.attempts)
        log.warning("post %d is tried again in %d s: %s", post.id, wait_s, error)
        async with self._db.writing() as tx:
            await posts.postpone(tx, post, self._clock.now() + wait_s)

    async def at_fault(self, post: Post, error: Exception) -> None:
        """Try again a few times what no waiting for Discord will mend, then say that it failed."""
        log.error("post %d failed: %s", post.id, error, exc_info=error)
        async with self._db.writing() as tx:
            if post.faults + 1 < MOST_FAULTS:
                next_at = self._clock.now() + _wait_s(post.faults)
                await posts.postpone(tx, post, next_at, faulty=True)
            else:
                await self._give_up(tx, post)

    async def no_smaller(self, post: Post) -> None:
        """Give up what cannot be made small enough."""
        async with self._db.writing() as tx:
            await self._give_up(tx, post)

    async def _give_up(self, tx: Tx, post: Post) -> None:
        log.error("post %d (%s %s) is given up", post.id, post.kind, post.subject)
        await posts.failed(tx, post.id, faulty=True)
        if post.kind in EXCUSED and post.message_id is None:
            await posts.add(
                tx,
                clip_id=post.clip_id,
                channel_id=post.channel_id,
                kind=PostKind.UNPOSTED,
                subject=str(post.id),
                now=self._clock.now(),
            )


def _wait_s(tries: int) -> int:
    return _BACK_OFF_S[min(tries, len(_BACK_OFF_S) - 1)]
