"""The measured work itself: ``python -m benchmarks.video.work FOLDER KIND SHOTS SECONDS [LINE]``.

KIND is ``final``, ``films`` (final, but of films), ``preview``, ``exact`` (final, but without loss:
the frames themselves) or ``plain`` (final without title and credits, as the piece is made with
MoviePy). With
LINE, that line has another winner. A process of its own, so that its cost can be told; what the
render alone cost, without this process's start and the making of the edit, is written to
``FOLDER/cost.json``.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.video import piece
from bot.domain.cut.edit import FINAL_SETTINGS, PREVIEW_SETTINGS, EncoderSettings
from bot.video.assembly import Assembler

if TYPE_CHECKING:
    from bot.ports.cut import RenderProgress

SETTINGS: Final[dict[str, EncoderSettings]] = {
    "final": FINAL_SETTINGS,
    "films": FINAL_SETTINGS,
    "plain": FINAL_SETTINGS,
    "preview": PREVIEW_SETTINGS,
    "exact": EncoderSettings(preset="ultrafast", quality=0),
}


def _cpu_s() -> float:
    """Processor seconds of this process and of all its descendants that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _unheard(progress: RenderProgress) -> None:
    del progress


async def work(folder: Path, kind: str, shots: int, seconds: float, swapped: int | None) -> None:
    """Render the piece into ``folder/KIND.mp4``, with ``folder/cache`` as the cache."""
    edit = piece.edit(
        folder,
        shots=shots,
        seconds=seconds,
        short_side_px=360 if kind == "preview" else 720,
        settings=SETTINGS[kind],
        swapped=swapped,
        moving=kind == "films",
    )
    if kind == "plain":
        edit = replace(edit, title=None, credits=None)
    assembler = Assembler(folder / "cache")
    wall_s, cpu_s = time.monotonic(), _cpu_s()
    await assembler.render(edit, folder / f"{kind}.mp4", on_progress=_unheard)
    cost = {"wall_s": time.monotonic() - wall_s, "cpu_s": _cpu_s() - cpu_s}
    (folder / "cost.json").write_text(json.dumps(cost), encoding="utf-8")


if __name__ == "__main__":
    told = sys.argv[1:]
    line = int(told[4]) if len(told) > 4 else None
    asyncio.run(work(Path(told[0]), told[1], int(told[2]), float(told[3]), line))
