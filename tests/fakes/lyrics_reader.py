"""A reader of lyrics in the test's own process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.lyrics import parse

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Imported, Reading


class FakeLyricsReader:
    """The port ``LyricsReader``, without a child."""

    async def read(self, content: bytes | str, reading: Reading) -> Imported:
        """Read as the real one does."""
        return parse(content, reading)
