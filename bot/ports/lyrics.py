"""What reads the lyrics that people send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Imported, Reading


class LyricsReader(Protocol):
    """Reads lyrics that people sent, in a process of its own."""

    async def read(self, content: bytes | str, reading: Reading) -> Imported:
        """The lyrics in a file's bytes or a pasted text, whatever kind they are of.

        Raises:
            UserError: a ``lyrics.*`` sentence that says what is wrong and what to do.
        """
        ...
