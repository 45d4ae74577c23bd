"""Content that a test has in its hands, kept as files are: from a file of somebody else's."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from storage.files.files import Files


async def keep_bytes(files: Files, data: bytes, suffix: str) -> str:
    """Keep ``data`` and return its SHA-256."""
    with _file_of(data) as source:
        return await files.keep(source, suffix)


@contextlib.contextmanager
def _file_of(data: bytes) -> Generator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.write_bytes(data)
        yield source
