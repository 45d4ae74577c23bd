"""A channel in memory: keeps what is posted, and fails on command."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.errors import MessageGone, UploadTooLarge
from bot.domain.posts.views import DecisionView, ExportView, RoundView
from bot.domain.votes.ballot import NORMALLY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.errors import GalleryError
    from bot.domain.posts.post import Post, PostKind
    from bot.domain.posts.views import View


@dataclass
class Message:
    """One posted message: what it shows, our reactions and people's."""

    id: int
    channel_id: int
    post_id: int
    nonce: str
    view: View
    ours: list[str] = field(default_factory=list[str])
    theirs: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    thread: str | None = None
    sent_bytes: int = 0
    pinned: bool = False


class FakeGallery:
    """The port ``Gallery``; ``messages`` is the channel's content, oldest first.

    ``failing`` holds errors that the next calls raise, one each; with ``lose_answers`` set, the
    next that many sends do their work and then fail, as when the answer is lost on its way.

    ``refusing`` holds errors that every send of a kind raises, ``closed`` what every call of a name
    does. Of the next ``vanishing`` messages each is deleted before anyone knows its id. Pictures
    that have more than ``most_bytes`` together are too large.
    """

    def __init__(self) -> None:
        self.messages: dict[int, Message] = {}
        self.failing: list[GalleryError] = []
        self.lost: list[BaseException] = []
        self.member_roles: dict[int, frozenset[int]] = {}
        self.limit_bytes = 10 * 2**20
        self.most_bytes = 10 * 2**20
        self.refusing: dict[PostKind, GalleryError] = {}
        self.closed: dict[str, GalleryError] = {}
        self.vanishing = 0
        self.age_restricted: set[int] = set()
        self._ids = itertools.count(9000)

    async def send(self, post: Post, view: View) -> int:
        """Append a message, or recognise the nonce."""
        self._fail("send")
        if post.kind in self.refusing:
            raise self.refusing[post.kind]
        if _bytes_of(view) > self.most_bytes:
            raise UploadTooLarge(f"{_bytes_of(view)} bytes")
        for message in self.messages.values():
            if message.nonce == post.nonce:
                return message.id
        message = Message(next(self._ids), post.channel_id, post.id, post.nonce, view)
        message.sent_bytes = _bytes_of(view)
        self.messages[message.id] = message
        if self.vanishing:
            self.vanishing -= 1
            del self.messages[message.id]
        if self.lost:
            raise self.lost.pop(0)
        return message.id

    async def find(self, post: Post) -> int | None:
        """Look for the post's message."""
        self._fail("find")
        return next(
            (message.id for message in self.messages.values() if message.nonce == post.nonce), None
        )

    async def there(self, post: Post) -> bool:
        """Whether the post's message is there."""
        self._fail("there")
        return post.message_id in self.messages

    async def edit(self, post: Post, view: View) -> bool:
        """Replace what the post's message shows."""
        self._fail("edit")
        message = self.messages.get(post.message_id or 0)
        if message is None:
            return False
        message.view = view
        return True

    async def react(self, post: Post, emojis: Sequence[str]) -> None:
        """Place our reactions."""
        self._fail("react")
        message = self.messages.get(post.message_id or 0)
        if message is None:
            raise MessageGone("unknown message")
        message.ours += [emoji for emoji in emojis if emoji not in message.ours]

    async def pin(self, post: Post) -> None:
        """Pin the post's message."""
        self._fail("pin")
        message = self.messages.get(post.message_id or 0)
        if message is None:
            raise MessageGone("unknown message")
        message.pinned = True

    async def delete(self, post: Post) -> None:
        """Delete the post's message."""
        self._fail("delete")
        self.messages.pop(post.message_id or 0, None)

    async def open_thread(self, post: Post, name: str) -> None:
        """Begin a thread at the post's message."""
        self._fail("open_thread")
        message = self.messages.get(post.message_id or 0)
        if message is not None:
            message.thread = message.thread or name

    async def reactions(self, channel_id: int, message_id: int) -> Mapping[str, Mapping[int, int]]:
        """People's reactions, all of them placed normally."""
        self._fail("reactions")
        message = self.messages.get(message_id)
        if message is None:
            raise MessageGone("unknown message")
        assert message.channel_id == channel_id
        return {
            emoji: dict.fromkeys(people, NORMALLY)
            for emoji, people in message.theirs.items()
            if people
        }

    async def roles(
        self, channel_id: int, person_ids: Iterable[int]
    ) -> Mapping[int, frozenset[int]]:
        """Roles of those who are still members."""
        assert channel_id
        return {
            person: self.member_roles[person]
            for person in person_ids
            if person in self.member_roles
        }

    def is_age_restricted(self, channel_id: int) -> bool:
        """As the test set it."""
        return channel_id in self.age_restricted

    def upload_limit_bytes(self, channel_id: int, files: int = 1) -> int:
        """The limit that the test set."""
        assert channel_id
        assert files
        return self.limit_bytes

    def _fail(self, call: str) -> None:
        if self.failing:
            raise self.failing.pop(0)
        if call in self.closed:
            raise self.closed[call]


def _bytes_of(view: View) -> int:
    match view:
        case RoundView():
            shown = view.takes
        case DecisionView(winner=winner) if winner is not None:
            shown = (winner,)
        case ExportView(file=file) if file is not None:
            return file.stat().st_size
        case _:
            return 0
    return sum(take.picture.stat().st_size for take in shown)
