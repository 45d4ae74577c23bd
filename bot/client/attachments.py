"""Taking in what people attached: streamed to the disk at once, because the links expire.

No file is ever read whole into memory, and none larger than it may be is read to its end. What is
in it is somebody else's question, in another process.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

import aiohttp

from bot.domain.errors import UserError
from bot.processes.disk import disk_errors

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    import discord

    from bot.client.buttons import Upload

MIB: Final = 1024 * 1024
_CHUNK_BYTES: Final = 256 * 1024
_TIMEOUT: Final = aiohttp.ClientTimeout(total=600, sock_read=30)


class Attachments:
    """Downloads attachments into ``folder``; each is gone again when its user is done."""

    def __init__(self, folder: Path, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._folder = folder
        self._session = session

    @asynccontextmanager
    async def fetched(
        self, attachment: discord.Attachment | Upload, limit_mib: float
    ) -> AsyncGenerator[Path]:
        """The attachment as a file, for the time of the block.

        Raises:
            UserError: it is larger than ``limit_mib``, or Discord does not give it out.
            DiskFull: no room for it.
        """
        if attachment.size > limit_mib * MIB:
            raise _too_large(attachment.size, limit_mib)
        path = self._folder / f"upload-{secrets.token_hex(8)}"
        try:
            await self._download(attachment.url, path, limit_mib)
            yield path
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _download(self, url: str, path: Path, limit_mib: float) -> None:
        with disk_errors():
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
            file = await asyncio.to_thread(path.open, "wb")
        size = 0
        try:
            with contextlib.closing(file):
                # Wherever a redirect may lead, it is no attachment of Discord's.
                request = self._session().get(url, timeout=_TIMEOUT, allow_redirects=False)
                async with request as response:
                    if response.status != 200:
                        raise UserError("errors.attachment-gone")
                    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
                        size += len(chunk)
                        # What Discord says of the size is not taken on trust.
                        if size > limit_mib * MIB:
                            raise _too_large(size, limit_mib)
                        with disk_errors():
                            await asyncio.to_thread(_put, file, chunk)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UserError("errors.attachment-gone") from error


def _put(file: BinaryIO, chunk: bytes) -> None:
    """Write unbuffered: a full disk raises here, not when the file is closed."""
    file.write(chunk)
    file.flush()


def _too_large(size_bytes: int, limit_mib: float) -> UserError:
    return UserError("errors.attachment-large", size=round(size_bytes / MIB, 1), limit=limit_mib)
