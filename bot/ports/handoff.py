"""The packer, which knows editors' formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.handoff.making import MakingOf
    from bot.domain.handoff.pack import Pack
    from bot.domain.handoff.returned import Returned


class Packer(Protocol):
    """Writes packs and reads timelines that come back, in a process of its own."""

    async def pack(self, pack: Pack, folder: Path, limit_bytes: int, most: int) -> Sequence[Path]:
        """ZIP files in ``folder``: one that holds all, or up to ``most`` of ``limit_bytes`` each.

        Where not even these would do, it is one file that is larger.

        Raises:
            UserError: what it needs is not installed, or it failed.
            DiskFull: no room; nothing is left behind.
        """
        ...

    async def write_making_of(
        self, told: MakingOf, folder: Path, limit_bytes: int
    ) -> Sequence[Path]:
        """A card (PNG), a page (HTML, no larger than the limit) and JSON in ``folder``.

        Raises:
            UserError, DiskFull: as ``pack`` says.
        """
        ...

    async def read(self, path: Path) -> Returned:
        """What the timeline at ``path`` says of our shots.

        Raises:
            UserError: it is no ``.otio`` that can be read.
        """
        ...
