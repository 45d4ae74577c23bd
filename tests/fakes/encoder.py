"""An encoder that writes files of the sizes it is told, and remembers what was asked of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.domain.errors import UserError
from bot.ports.cut import Fitted, Rendered, RenderProgress, RenderStage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction
    from pathlib import Path

    from bot.domain.cut.edit import Edit


class FakeEncoder:
    """The port ``Encoder``; a clip has ``size_bytes``, and ``least_bytes`` is all that fits.

    ``go_on`` cleared, a render waits once it has ``begun``.
    """

    def __init__(self) -> None:
        self.size_bytes = 1000
        self.least_bytes = 0
        self.broken: tuple[int, ...] = ()
        self.undrawn: tuple[tuple[int, str], ...] = ()
        self.edits: list[Edit] = []
        self.stills: list[tuple[Edit, int]] = []
        self.limits: list[int] = []
        self.films: list[int] = []
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def render(
        self, edit: Edit, out: Path, *, on_progress: Callable[[RenderProgress], None]
    ) -> Rendered:
        """Write a file of the size that was set."""
        self.edits.append(edit)
        self.begun.set()
        await self.go_on.wait()
        on_progress(RenderProgress(RenderStage.DONE, 1, 1, None))
        _write(out, bytes(self.size_bytes))
        frame = edit.format
        return Rendered(
            path=out,
            frames=edit.timeline.frames,
            duration_s=edit.timeline.duration_s,
            width_px=frame.width_px,
            height_px=frame.height_px,
            size_bytes=self.size_bytes,
            carded=tuple(
                cut.shot.line.number for cut in edit.cuts if cut.shot.line and not cut.source
            ),
            broken=self.broken,
            undrawn=self.undrawn,
            segments=1,
            made=1,
        )

    async def still(self, edit: Edit, at: int, out: Path) -> bool:
        """Write what was asked for."""
        self.stills.append((edit, at))
        _write(out, b"jpeg")
        return True

    async def fit(
        self,
        clip: Path,
        limit_bytes: int,
        out: Path,
        *,
        on_progress: Callable[[RenderProgress], None],
    ) -> Fitted:
        """Write a file that fills the limit, or say that none can be small enough."""
        del clip
        on_progress(RenderProgress(RenderStage.FITTING, 1, 1, None))
        self.limits.append(limit_bytes)
        if limit_bytes < self.least_bytes:
            raise UserError("video.cannot-fit", limit_mb=limit_bytes / 1_000_000)
        _write(out, b"f" * limit_bytes)
        return Fitted(out, limit_bytes, 2, 2, untouched=False)

    async def film(
        self, pictures: Sequence[Path], rate: Fraction, out: Path, shown: Path | None = None
    ) -> None:
        """Write files that say how many pictures they were made of, and of which."""
        self.films.append(len(pictures))
        content = pictures[0].read_bytes() + f"{len(pictures)} at {rate}".encode()
        for file in filter(None, (out, shown)):
            _write(file, content)


def _write(out: Path, content: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
