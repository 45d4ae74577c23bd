"""What is slow or foreign, as the services see it: painter, encoder, gallery, clock.

Real implementations live in ``bot.imaging``, ``bot.video`` and ``bot.client``; fakes with the same
names in ``tests.fakes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the wire reads the annotations
from typing import TYPE_CHECKING, Protocol

from bot.domain.rounds.abilities import Wish  # noqa: TC001 - the wire reads the annotations
from bot.domain.rounds.recipe import Recipe  # noqa: TC001 - the wire reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.domain.lyrics.imported import Imported, Reading
    from bot.domain.marks.claim import Claim
    from bot.domain.marks.report import Report
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View


class Clock(Protocol):
    """The time of day, and waiting for it."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; a fake clock returns when a test moves the time on."""
        ...


@dataclass(frozen=True, slots=True)
class PaintItem:
    """One picture of a batch; ``start`` is the picture file a variation starts from.

    Of a ``watched`` one people may see previews while it is painted.
    """

    prompt: str
    negative: str
    seed: int
    start: Path | None = None
    watched: bool = False


@dataclass(frozen=True, slots=True)
class PaintRequest:
    """A batch for the painter: everything but the items' words, seeds and starts is the recipe's.

    A round is one request; several rounds of one recipe may be one too. The recipe has a strength
    exactly when every item has a start.

    Raises:
        ValueError: no items, or starts and strength do not agree.
    """

    recipe: Recipe
    items: tuple[PaintItem, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a paint request needs at least one item")
        if any((item.start is None) != (self.recipe.strength is None) for item in self.items):
            raise ValueError("variations need a start for every item and one strength")


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """One finished PNG file in the painter's own folder; the caller takes it from there.

    ``cut`` is the end of the prompt that the model's tokenizer had no room for, as it was written.
    ``withheld`` says that the model's own safety checker blacked the picture out.
    """

    seed: int
    file: Path
    width_px: int
    height_px: int
    unknown_words: tuple[str, ...] = ()
    cut: str | None = None
    withheld: bool = False
    ignored: tuple[Wish, ...] = ()
    """What of the wish the model did not read."""


class LyricsReader(Protocol):
    """Reads lyrics that people sent, in a process of its own."""

    async def read(self, content: bytes | str, reading: Reading) -> Imported:
        """The lyrics in a file's bytes or a pasted text, whatever kind they are of.

        Raises:
            UserError: a ``lyrics.*`` sentence that says what is wrong and what to do.
        """
        ...


class Painter(Protocol):
    """Paints pictures in a process of its own."""

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """Paint one picture an item, in order; ``on_progress`` gets the share done, 0..1.

        ``on_preview`` gets the place of a watched item and a small JPEG of what is becoming of it,
        now and then where the model can show it; never so often that it slows the painting.

        Cancelling the awaiting task stops the painting between two steps.

        Raises:
            ModelMissing: the preset's model cannot be loaded.
            OutOfMemory: one picture alone does not fit.
            PainterDied: the process ended; it is started again for the next request.
            PainterError: anything else that went wrong while painting.
        """
        ...


class Shrinker(Protocol):
    """Makes pictures smaller in a process of its own."""

    async def shrink(
        self, pictures: Sequence[Path], limit_bytes: int, folder: Path
    ) -> Sequence[Path]:
        """Copies of ``pictures`` as WebP files in ``folder``, each at most ``limit_bytes`` large.

        Raises:
            PainterError: one cannot be read, or would be too small to be worth a look.
        """
        ...


@dataclass(frozen=True, slots=True)
class ToMark:
    """A file on its way out: what it says of itself, from where to where.

    ``without_words`` takes prompts and settings out of a picture's own text chunks.
    """

    source: Path
    out: Path
    claim: Claim
    without_words: bool = False


class Marker(Protocol):
    """Signs files and reads what files say of themselves, in a process of its own."""

    async def mark(self, files: Sequence[ToMark]) -> None:
        """Write each file signed to its place.

        Raises:
            UserError: key, certificate or a file stand in the way; the sentence says which.
        """
        ...

    async def read(self, path: Path) -> Report:
        """What any file says of itself; never raises over what is in it."""
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

    async def open_thread(self, post: Post, name: str) -> None:
        """Begin a thread for talk at the post's message; nothing happens where there is one.

        Nor does it where threads are impossible: in a thread, or without the right to begin them.
        """
        ...

    async def reactions(self, channel_id: int, message_id: int) -> Mapping[str, Sequence[int]]:
        """Who has reacted with what: people's ids by emoji, bots left out.

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

    def upload_limit_bytes(self, channel_id: int, files: int = 1) -> int:
        """How large each of so many attachments of one message may be in this channel."""
        ...
