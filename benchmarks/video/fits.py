"""Clips made to fit and signed: twenty songs and limits, none over its limit, none far under it.

Fitted and signed as the bot does: room for the marks is left free, and what is measured is the
file that would be posted.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.video import piece
from bot.domain.cut.edit import EncoderSettings
from bot.domain.marks.claim import Claim, Deed, Ingredient, Source
from bot.marks.marker import ProcessMarker, own_identity
from bot.ports.marks import ToMark
from bot.video.assembly import Assembler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure
    from bot.ports.cut import RenderProgress

# Shots, seconds, and shares of the full file's size that become limits.
PIECES: Final = ((3, 12.0), (6, 20.0), (12, 30.0), (4, 45.0), (20, 60.0))
SHARES: Final = (0.85, 0.5, 0.25, 0.1)


def fits() -> Iterable[Figure]:
    """Fit five pieces to four limits each, from hardly smaller to a tenth."""
    used = asyncio.run(_measured())
    over = sum(share > 1 for share in used)
    yield {
        "name": "fit_overshoot_count",
        "value": float(over),
        "unit": "files",
        "better": "lower",
        "aim": 0.0,
        "baseline": f"files over their limit, of {len(used)} songs and limits",
    }
    yield {
        "name": "fit_used_share",
        "value": round(min(used), 4),
        "unit": "share",
        "better": "higher",
        "aim": 0.92,
        "baseline": f"the smallest share of its limit that any of {len(used)} files used",
    }


async def _measured() -> list[float]:
    used: list[float] = []
    with tempfile.TemporaryDirectory(prefix="couplet-bench-") as name:
        folder = Path(name)
        assembler = Assembler(folder / "cache")
        marker = ProcessMarker(await own_identity(folder / "identity"))
        for shots, seconds in PIECES:
            edit = piece.edit(
                folder,
                shots=shots,
                seconds=seconds,
                short_side_px=480,
                settings=EncoderSettings(quality=16),
            )
            clip = await assembler.render(edit, folder / "clip.mp4", on_progress=_unheard)
            claim = _claim(shots)
            for share in SHARES:
                limit = int(clip.size_bytes * share)
                fitted = await assembler.fit(
                    clip.path, limit - claim.room_bytes, folder / "fit.mp4", on_progress=_unheard
                )
                signed = folder / "signed.mp4"
                await marker.mark([ToMark(fitted.path, signed, claim)])
                used.append(signed.stat().st_size / limit)
    return used


def _claim(shots: int) -> Claim:
    """What a clip of so many shots by a team of three says of itself."""
    team = ("Ana", "Ben", "Chloé")
    parts = tuple(
        Ingredient(f"line {number}", "image/png", f"{number:064x}") for number in range(shots)
    )
    deeds = ("wrote", "prompted", "asked", "voted", "decided")
    return Claim(
        title="Le train de minuit",
        media_type="video/mp4",
        source=Source.COMPOSITE,
        model="Sketch",
        facts=(("licence", "MIT"), ("training_data", "Scenes drawn by code in this project.")),
        parts=(*parts, Ingredient("song", "audio/mpeg", "f" * 64)),
        deeds=tuple(Deed(deed, team) for deed in deeds),
    )


def _unheard(progress: RenderProgress) -> None:
    del progress
