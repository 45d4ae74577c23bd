"""Smaller copies of pictures, made by a child process, which alone decodes them.

The bot's side of ``bot.imaging.copies``; the painter is left out of it, for it may be busy for
minutes while takes wait to be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import DiskFull, PainterError
from bot.imaging.copies import COPY_SUFFIX
from bot.processes.disk import FULL_STATUS
from bot.processes.errands import ErrandFailed, run_errand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class ProcessShrinker:
    """The port ``Shrinker`` by a child process for each call."""

    async def shrink(
        self, pictures: Sequence[Path], limit_bytes: int, folder: Path
    ) -> Sequence[Path]:
        """Shrink as the port promises."""
        args = [str(limit_bytes), str(folder), *map(str, pictures)]
        try:
            await run_errand("bot.imaging.copies", args)
        except ErrandFailed as error:
            if error.status == FULL_STATUS:
                raise DiskFull("No room is left on the disk for smaller copies.") from error
            raise PainterError(str(error)) from error
        return [folder / f"{number}{COPY_SUFFIX}" for number in range(len(pictures))]
