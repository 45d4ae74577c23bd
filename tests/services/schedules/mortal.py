"""A process that can be killed at any commit and at any word to Discord."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.errors import GalleryUnavailable
from storage.database.database import Database
from tests.fakes.gallery import FakeGallery

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View
    from storage.database.database import Tx


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill -9."""


class Fate:
    """When the process dies: ``steps`` sides of commits or words to Discord from now, or never."""

    def __init__(self) -> None:
        self.steps: int | None = None
        self.dead = False

    def live_on(self) -> None:
        """Refuse anything that a dead process would still do."""
        if self.dead:
            raise Killed

    def step(self) -> None:
        """A commit or a word to Discord is done: perhaps the last one."""
        if self.steps is not None:
            self.steps -= 1
            if self.steps <= 0:
                self.dead = True
                raise Killed


class MortalDatabase(Database):
    """A real database; the process dies right before a commit, or right after it."""

    fate: Fate

    def writing(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction, perhaps the last one."""
        return self._writing()

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """A snapshot, for the living."""
        self.fate.live_on()
        return super().reading()

    @asynccontextmanager
    async def _writing(self) -> AsyncGenerator[Tx]:
        self.fate.live_on()
        async with super().writing() as tx:
            yield tx
            self.fate.live_on()
            self.fate.step()  # killed here, nothing of the transaction is kept
        self.fate.step()  # killed here, all of it is, and nobody was told


class MortalGallery(FakeGallery):
    """A channel that outlives the process, and loses its way to it now and then.

    ``lose`` names how many of the next calls do their work and are never heard of again.
    """

    fate: Fate
    lose = 0

    async def send(self, post: Post, view: View) -> int:
        """Post, perhaps unheard."""
        self.fate.live_on()
        message_id = await super().send(post, view)
        self._answer()
        return message_id

    async def find(self, post: Post) -> int | None:
        """Look for a message."""
        self.fate.live_on()
        return await super().find(post)

    async def there(self, post: Post) -> bool:
        """Look whether a message is there."""
        self.fate.live_on()
        return await super().there(post)

    async def pin(self, post: Post) -> None:
        """Pin, perhaps unheard."""
        self.fate.live_on()
        await super().pin(post)
        self._answer()

    async def delete(self, post: Post) -> None:
        """Delete, perhaps unheard."""
        self.fate.live_on()
        await super().delete(post)
        self._answer()

    async def edit(self, post: Post, view: View) -> bool:
        """Edit, perhaps unheard."""
        self.fate.live_on()
        there = await super().edit(post, view)
        self._answer()
        return there

    async def react(self, post: Post, emojis: Sequence[str]) -> None:
        """Place reactions one by one, perhaps not all of them."""
        for emoji in emojis:
            self.fate.live_on()
            await super().react(post, [emoji])
            self._answer()

    async def reactions(self, channel_id: int, message_id: int) -> Mapping[str, Mapping[int, int]]:
        """Who reacted."""
        self.fate.live_on()
        standing = await super().reactions(channel_id, message_id)
        self._answer()
        return standing

    async def roles(
        self, channel_id: int, person_ids: Iterable[int]
    ) -> Mapping[int, frozenset[int]]:
        """Who has which roles."""
        self.fate.live_on()
        return await super().roles(channel_id, person_ids)

    def _answer(self) -> None:
        if self.lose:
            self.lose -= 1
            raise GalleryUnavailable("the connection broke before the answer")
        self.fate.step()
