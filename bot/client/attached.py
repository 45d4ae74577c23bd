"""Files that go along with a message."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along with a message, under the name its components know it by."""

    content: Path | bytes
    name: str

    @property
    def size_bytes(self) -> int:
        """How large it is.

        Raises:
            FileNotFoundError: it is not there.
        """
        content = self.content
        return len(content) if isinstance(content, bytes) else content.stat().st_size


def attached_files(files: Sequence[Attached]) -> list[discord.File]:
    """The files opened for one attempt to send them."""
    return [
        discord.File(
            io.BytesIO(file.content) if isinstance(file.content, bytes) else file.content,
            filename=file.name,
        )
        for file in files
    ]
