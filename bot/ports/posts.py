"""The channel, and smaller copies of pictures for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View


class Shrinker(Protocol):
    """Makes pictures smaller in a process of its own."""

    async def shrink(
        self, pictures: Sequence[Path], limit_bytes: int, folder: Path
    ) -> Sequence[Path]:
        """Copies of ``pictures`` as WebP files in ``folder``, each at most ``limit_bytes`` large.

        Raises:
            PainterError: one cannot be read, or would be too small to be worth a look.
            DiskFull: no room for the copies.
        """
        ...


class Refitter(Protocol):
    """Makes a render's posted file smaller after Discord refused it."""

    async def refit(self, render_id: int) -> bool:
        """Encode the posted file smaller; False when that was tried often enough."""
        ...


class ExportKeeper(Protocol):
    """Tells where an export lies instead of posting it, after Discord refused it."""

    async def keep_back(self, subject: str) -> bool:
        """Post no file of it; False when nothing else can be done."""
        ...


class Gallery(Protocol):
    """The channel, as far as posts go: every call may be repeated without harm."""

    async def send(self, post: Post, view: View) -> int:
        """Send ``view`` with the post's nonce; return the message's id.

        Raises:
            ChannelClosed: the channel is gone, or we may not post, attach or react there.
            UploadTooLarge: Discord refused the file's size.
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        ...

    async def find(self, post: Post) -> int | None:
        """The message that an earlier, interrupted ``send`` of this post left, if it did."""
        ...

    async def there(self, post: Post) -> bool:
        """Whether the post's message still is in its channel.

        Raises:
            ChannelClosed: the channel is gone, or we may not look.
            GalleryUnavailable: Discord did not answer or failed.
        """
        ...

    async def edit(self, post: Post, view: View) -> bool:
        """Show ``view`` in the post's message; False when that message is gone."""
        ...

    async def react(self, post: Post, emojis: Sequence[str]) -> None:
        """Place our own reactions, in order.

        Raises:
            MessageGone: somebody has deleted the message.
            ChannelClosed: the channel is gone, or we may not react there.
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        ...

    async def pin(self, post: Post) -> None:
        """Pin the post's message; nothing happens where it is pinned already.

        Raises:
            MessageGone: somebody has deleted the message.
            GalleryError: we may not pin here, or too much is pinned already.
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        ...

    async def delete(self, post: Post) -> None:
        """Delete the post's message; one that is gone already is no error.

        Raises:
            ChannelClosed: the channel is gone.
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        ...

    async def open_thread(self, post: Post, name: str) -> None:
        """Begin a thread for talk at the post's message; nothing happens where there is one.

        Nor does it where threads are impossible: in a thread, or without the right to begin them.
        """
        ...

    async def reactions(self, channel_id: int, message_id: int) -> Mapping[str, Mapping[int, int]]:
        """Who has reacted with what: by emoji people's ids and in which ways, bots left out.

        Raises:
            MessageGone: somebody has deleted the message.
            ChannelClosed: the channel is gone.
            GalleryUnavailable: Discord did not answer or failed; try again later.
        """
        ...

    async def roles(
        self, channel_id: int, person_ids: Iterable[int]
    ) -> Mapping[int, frozenset[int]]:
        """The role ids of those of ``person_ids`` who are still members of the channel's guild."""
        ...

    def is_age_restricted(self, channel_id: int) -> bool:
        """Whether the channel is shown to adults alone."""
        ...

    def upload_limit_bytes(self, channel_id: int, files: int = 1) -> int:
        """How large each of so many attachments of one message may be in this channel."""
        ...
