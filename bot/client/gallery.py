"""The channel, for real: posts become messages, reactions become votes, Discord's errors ours.

Every call may be repeated without harm. Nothing is kept here; the rows say what must be where.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import aiohttp
import discord

from bot.client.attached import attached_files
from bot.client.layout import lay_out, mark_of
from bot.client.phrasing.posts import clipped
from bot.client.rate_limits import RequestThrottle
from bot.domain.errors import (
    ChannelClosed,
    ChannelGone,
    GalleryError,
    GalleryUnavailable,
    MessageGone,
    ThreadLocked,
    UploadTooLarge,
)
from bot.domain.posts.views import (
    BoardView,
    CallView,
    DecisionView,
    DirectorView,
    GoneView,
    ProgressView,
    ReportView,
    RoundView,
)
from bot.domain.votes.ballot import NONE_EMOJI, NORMALLY, SUPER, TAKE_EMOJI

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence

    from bot.client.client import CoupletClient
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View

log = logging.getLogger(__name__)

T = TypeVar("T")

_UNKNOWN_CHANNEL: Final = 10003
_UNKNOWN_MESSAGE: Final = 10008
_UNKNOWN_MEMBER: Final = 10007
THREAD_ARCHIVED: Final = 50083
_TOO_LARGE: Final = frozenset({40005, 50045})
_TOO_MANY_OLD_EDITS: Final = 30046
_LOOK_BACK: Final = 100
"""Messages of a channel searched for one of ours: far more than arrive between a crash and the
next start, for a busy channel is one where people look at takes, not one where they chat."""
_REQUEST_BYTES: Final = 25 * 1024 * 1024
"""The limit a file is under each; one request with all of its files is documented at this."""
_BESIDE_FILES_BYTES: Final = 64 * 1024
"""Kept free in a request for the components and what multipart puts around the files."""
_PROGRESS_EDITS: Final = 5
_PROGRESS_PERIOD_S: Final = 5.0
_SIDE_BY_SIDE: Final = 4
_VOTES: Final = frozenset(emoji.replace("\ufe0f", "") for emoji in (*TAKE_EMOJI, NONE_EMOJI))
_THREAD_NAME: Final = 100
_A_WEEK_MINUTES: Final = 10080
_ALL_USERS: Final = 1_000_000


class DiscordGallery:
    """The port ``Gallery`` over a discord.py client."""

    def __init__(self, client: CoupletClient, *, upload_limit_bytes: int | None = None) -> None:
        self._client = client
        self._upload_limit_bytes = upload_limit_bytes
        self._edits = RequestThrottle(
            _PROGRESS_EDITS, period=_PROGRESS_PERIOD_S, retry_interval=0.1
        )

    async def send(self, post: Post, view: View) -> int:
        """Send ``view`` with the post's nonce; return the message's id."""
        content = lay_out(post, view)
        # Stopped, so that the library keeps no layout in memory: buttons carry what they need.
        self._client.links.link(content.layout)
        content.layout.stop()
        with _translated():
            size = sum(file.size_bytes for file in content.files)
            if size > _REQUEST_BYTES:
                raise UploadTooLarge(f"{size} bytes in one message")
            channel = self._channel(post.channel_id)
            message = await self._awake(
                post.channel_id,
                lambda: channel.send(
                    view=content.layout,
                    files=attached_files(content.files),
                    nonce=post.nonce,
                    allowed_mentions=_called(view),
                ),
            )
        return message.id

    async def find(self, post: Post) -> int | None:
        """The message that an earlier, interrupted ``send`` of this post left, if it did."""
        with _translated():
            async for message in self._channel(post.channel_id).history(limit=_LOOK_BACK):
                if self._is_ours(message) and mark_of(post) in _marks(message):
                    return message.id
        return None

    async def there(self, post: Post) -> bool:
        """Whether the post's message still is in its channel."""
        try:
            with _translated():
                await self._channel(post.channel_id).fetch_message(post.message_id or 0)
        except MessageGone:
            return False
        return True

    async def edit(self, post: Post, view: View) -> bool:
        """Show ``view`` in the post's message; False when that message is gone."""
        if post.message_id is None:
            return False
        if isinstance(view, BoardView) or (isinstance(view, ProgressView) and not view.finished):
            # However many batches and boards are under way, other edits need room beside them.
            await self._edits.wait()
        content = lay_out(post, view)
        self._client.links.link(content.layout)
        content.layout.stop()
        message = self._channel(post.channel_id).get_partial_message(post.message_id)

        async def change() -> None:
            if isinstance(view, ProgressView | GoneView | BoardView | ReportView):
                await message.edit(view=content.layout, attachments=attached_files(content.files))
            elif isinstance(view, DecisionView) and view.winner is None:
                # What had won was dropped: nobody is to see it here either.
                await message.edit(view=content.layout, attachments=[])
            elif isinstance(view, RoundView) and (
                view.renewed or any(take.brought_by for take in view.takes)
            ):
                # A take may have joined since: its file is added to those that are there.
                there = (await message.fetch()).attachments
                names = {attachment.filename for attachment in there}
                fresh = [file for file in content.files if file.name not in names]
                # A blurred copy goes when its take is shown or dropped.
                wanted = {file.name for file in content.files}
                there = [attachment for attachment in there if attachment.filename in wanted]
                await message.edit(
                    view=content.layout, attachments=[*there, *attached_files(fresh)]
                )
            else:
                # The attachments stay as they are, and the components go on naming them.
                await message.edit(view=content.layout)

        try:
            with _translated():
                await self._awake(post.channel_id, change)
        except MessageGone:
            return False
        return True

    async def react(self, post: Post, emojis: Sequence[str]) -> None:
        """Place our own reactions, in order; those that stand already are left alone."""
        if post.message_id is None:
            return
        with _translated():
            message = await self._channel(post.channel_id).fetch_message(post.message_id)
            own = {str(reaction.emoji) for reaction in message.reactions if reaction.me}
            for emoji in emojis:
                if emoji not in own:
                    await self._awake(post.channel_id, partial(message.add_reaction, emoji))

    async def pin(self, post: Post) -> None:
        """Pin the post's message; nothing happens where it is pinned already."""
        if post.message_id is not None:
            with _translated():
                message = self._channel(post.channel_id).get_partial_message(post.message_id)
                await self._awake(post.channel_id, message.pin)

    async def delete(self, post: Post) -> None:
        """Delete the post's message; one that is gone already is no error."""
        if post.message_id is not None:
            with contextlib.suppress(MessageGone), _translated():
                message = self._channel(post.channel_id).get_partial_message(post.message_id)
                await self._awake(post.channel_id, message.delete)

    async def open_thread(self, post: Post, name: str) -> None:
        """Begin a thread for talk at the message; nothing where there is one, or can be none."""
        if post.message_id is None:
            return
        try:
            with _translated():
                # PartialMessage.create_thread wants the guild in the cache; the request does not.
                await self._client.http.start_thread_with_message(
                    post.channel_id,
                    post.message_id,
                    name=clipped(name, _THREAD_NAME),
                    auto_archive_duration=_A_WEEK_MINUTES,
                )
        except GalleryUnavailable:
            raise
        except GalleryError as error:
            # Talk has another place then; the round itself must not suffer from it.
            log.info("post %d has no new thread: %s", post.id, error)

    async def reactions(self, channel_id: int, message_id: int) -> Mapping[str, Mapping[int, int]]:
        """Who has reacted with what, and in which ways; bots and strange emoji are left out."""
        people_by_emoji: dict[str, dict[int, int]] = {}
        with _translated():
            message = await self._channel(channel_id).fetch_message(message_id)
            for reaction in message.reactions:
                emoji = str(reaction.emoji)
                only_ours = reaction.me and reaction.count == 1
                if emoji.replace("\ufe0f", "") in _VOTES and not only_ours:
                    # Super reactions are listed apart. Without a limit the library trusts the
                    # message's count, which may be behind.
                    ways_by_person: dict[int, int] = defaultdict(int)
                    for kind in (discord.ReactionType.normal, discord.ReactionType.burst):
                        async for user in reaction.users(limit=_ALL_USERS, type=kind):
                            if not user.bot:
                                ways_by_person[user.id] |= way_of(kind)
                    people_by_emoji[emoji] = dict(sorted(ways_by_person.items()))
        return people_by_emoji

    async def roles(
        self, channel_id: int, person_ids: Iterable[int]
    ) -> Mapping[int, frozenset[int]]:
        """The role ids of those of ``person_ids`` who are still members of the channel's guild."""
        with _translated():
            guild_id = await self._guild_of(channel_id)
            gate = asyncio.Semaphore(_SIDE_BY_SIDE)

            async def ask(person_id: int) -> tuple[int, frozenset[int]] | None:
                async with gate:
                    try:
                        # Not the library's Member: it drops the roles it has not cached.
                        member = await self._client.http.get_member(guild_id, person_id)
                    except discord.NotFound as error:
                        if error.code != _UNKNOWN_MEMBER:
                            raise
                        return None
                # Everyone holds the role that has the server's own id.
                return person_id, frozenset({guild_id, *map(int, member["roles"])})

            answers = await asyncio.gather(*(ask(person_id) for person_id in set(person_ids)))
        return dict(person_id for person_id in answers if person_id is not None)

    def is_age_restricted(self, channel_id: int) -> bool:
        """Whether Discord shows the channel, or the one that a thread hangs in, to adults alone."""
        channel = self._client.get_channel(channel_id)
        is_nsfw = getattr(channel, "is_nsfw", None)
        return bool(is_nsfw is not None and is_nsfw())

    def upload_limit_bytes(self, channel_id: int, files: int = 1) -> int:
        """How large each of so many attachments of one message may be in this channel."""
        together = (_REQUEST_BYTES - _BESIDE_FILES_BYTES) // files
        if self._upload_limit_bytes is not None:
            return min(self._upload_limit_bytes, together)
        channel = self._client.get_channel(channel_id)
        guild = getattr(channel, "guild", None)
        if isinstance(guild, discord.Guild):
            return min(guild.filesize_limit, together)
        return min(discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES, together)

    async def _awake(self, channel_id: int, ask: Callable[[], Awaitable[T]]) -> T:
        """What ``ask`` gives; an archived thread is opened again for it.

        Raises:
            ThreadLocked: only those who manage threads can open it.
        """
        try:
            return await ask()
        except discord.HTTPException as error:
            if error.code != THREAD_ARCHIVED:
                raise
        try:
            await self._client.http.edit_channel(channel_id, archived=False)
        except discord.HTTPException as error:
            if error.status != 403 and error.code != THREAD_ARCHIVED:
                raise
            raise ThreadLocked(f"thread {channel_id} is locked: {error}") from error
        return await ask()

    def _channel(self, channel_id: int) -> discord.PartialMessageable:
        """The channel by its id alone: a thread that was archived is in no cache."""
        return self._client.get_partial_messageable(channel_id)

    async def _guild_of(self, channel_id: int) -> int:
        channel = self._client.get_channel(channel_id) or await self._client.fetch_channel(
            channel_id
        )
        guild: discord.abc.Snowflake | None = getattr(channel, "guild", None)
        if guild is None:
            raise ChannelClosed(f"channel {channel_id} is in no server")
        return guild.id

    def _is_ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id


def way_of(kind: discord.ReactionType) -> int:
    """The way in which a reaction of this type votes."""
    return SUPER if kind is discord.ReactionType.burst else NORMALLY


def _called(view: View) -> discord.AllowedMentions:
    """Whom a post calls: who directs a clip now is to hear of it, and whom it is written for."""
    called: list[discord.abc.Snowflake] = []
    if isinstance(view, DirectorView) or (isinstance(view, ReportView) and not view.apart):
        called = [discord.Object(view.director_id)]
    elif isinstance(view, CallView):
        called = [discord.Object(one) for one in view.person_ids]
    return discord.AllowedMentions(everyone=False, roles=False, users=called)


def _marks(message: discord.Message) -> set[int]:
    """The ids of a message's outermost components."""
    parts: list[Any] = list(message.components)
    return {part.id for part in parts if isinstance(part, discord.Container) and part.id}


@contextmanager
def _translated() -> Generator[None]:
    """Turn what discord.py raises into the errors of the port."""
    try:
        yield
    except discord.RateLimited as error:
        raise GalleryUnavailable(f"rate limited for {error.retry_after:.0f} s") from error
    except discord.HTTPException as error:
        raise translated(error) from error
    except FileNotFoundError as error:
        raise GalleryError(f"a file of the post is missing: {error.filename}") from error
    except (aiohttp.ClientError, OSError) as error:
        raise GalleryUnavailable(f"Discord cannot be reached: {error!r}") from error


def translated(error: discord.HTTPException) -> GalleryError:
    """What an HTTP error of Discord means for a post."""
    if error.status == 413 or error.code in _TOO_LARGE:
        return UploadTooLarge(str(error))
    if error.code == _UNKNOWN_CHANNEL:
        return ChannelGone(str(error))
    if error.code == THREAD_ARCHIVED:
        return ThreadLocked(str(error))
    if error.code == _UNKNOWN_MESSAGE:
        return MessageGone(str(error))
    if error.status >= 500 or error.status == 429 or error.code == _TOO_MANY_OLD_EDITS:
        return GalleryUnavailable(str(error))
    if error.status in {401, 403, 404}:
        return ChannelClosed(str(error))
    return GalleryError(str(error))
