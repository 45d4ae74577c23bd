"""Every error the product raises on purpose, and what each one promises.

    CoupletError
    ├── UserError           one sentence for the person, with what to do next
    │   └── NotAllowed      the person's rights do not reach that far
    ├── StorageError        the database or the files could not do it
    │   ├── DiskFull        no room left; nothing was half written
    │   ├── NewerDatabase   the file was written by a newer Couplet
    │   └── OlderDatabase   the file is to be migrated first
    ├── PainterError        the painter process could not paint
    │   ├── ModelMissing    the model's folder is absent or broken
    │   ├── OutOfMemory     even one take at a time does not fit
    │   ├── Unpaintable     the model does not do what was asked
    │   └── PainterDied     the process went away in the middle
    ├── EncoderError        ffmpeg could not build the clip
    └── GalleryError        a post could not reach its channel
        ├── ChannelClosed       the channel is gone, or closed to us
        │   ├── ChannelGone         somebody deleted it
        │   ├── ThreadLocked        it is an archived thread that only moderators open again
        │   └── MessageGone         only the message is: somebody deleted it
        ├── UploadTooLarge      Discord refused the file's size
        └── GalleryUnavailable  Discord is unreachable; try again later

Sentences live in the catalogues of ``bot.domain.texts``; an error carries only the key and the
values, so that each reader gets it in their own language.
"""

from __future__ import annotations

from bot.domain.texts import Value, say


class CoupletError(Exception):
    """Base of everything raised on purpose."""


class UserError(CoupletError):
    """A sentence for the person who asked: ``key`` names it, ``values`` fill it in."""

    def __init__(self, key: str, **values: Value) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return say("en", self.key, **self.values)

    def sentence(self, locale: str) -> str:
        """The sentence in ``locale`` (``en`` or ``fr``), with people's text escaped."""
        return say(locale, self.key, **self.values)


class NotAllowed(UserError):
    """The person may not do this; the sentence says who may."""


class StorageError(CoupletError):
    """The database or the picture store failed; nothing was acknowledged."""


class DiskFull(StorageError):
    """No room left on the disk; what was being written was removed."""


class OlderDatabase(StorageError):
    """The file was written by an older Couplet and is to be migrated before it is used."""


class NewerDatabase(StorageError):
    """The database file was written by a newer Couplet than this one."""


class PainterError(CoupletError):
    """The painter could not paint; the job may be tried again."""


class ModelMissing(PainterError):
    """The model's folder or hub id cannot be loaded; trying again will not help."""


class LoraUnfit(PainterError):
    """A LoRA is for another model: it does not load, or changes nothing; the text is its name."""


class OutOfMemory(PainterError):
    """Not even one take fits into the device's memory; 0 bytes where nobody knows how many."""

    def __init__(self, problem: str = "", *, weights_bytes: int = 0, device_bytes: int = 0) -> None:
        super().__init__(problem)
        self.weights_bytes = weights_bytes
        self.device_bytes = device_bytes


class Unpaintable(PainterError):
    """The model does not do what was asked of it; the message is the sentence's key."""


class PainterDied(PainterError):
    """The painter process ended in the middle of a job."""


class EncoderError(CoupletError):
    """The clip could not be built; the message holds ffmpeg's last words, for the log only."""


class GalleryError(CoupletError):
    """A post could not reach its channel."""


class ChannelClosed(GalleryError):
    """The channel is gone, or a permission is missing there; trying again does not help."""


class ChannelGone(ChannelClosed):
    """Somebody deleted the channel, thread or forum post."""


class ThreadLocked(ChannelClosed):
    """The thread is archived and locked: without the right to manage threads it stays so."""


class MessageGone(ChannelClosed):
    """Somebody deleted the message; its channel may be well."""


class UploadTooLarge(GalleryError):
    """Discord refused the attachment's size (40005, 50045 or HTTP 413)."""


class GalleryUnavailable(GalleryError):
    """Discord is unreachable or failing; the post stays in the outbox."""
