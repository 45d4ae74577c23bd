"""Renders held against the encoder alone, side by side in one run."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.video import piece
from benchmarks.video.meter import Cost, metered, metered_module
from bot.domain.cut.edit import FINAL_SETTINGS
from bot.domain.cut.formats import Aspect, format_of
from bot.video import encoder, graph

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from benchmarks.record import Figure

WORK: Final = "benchmarks.video.work"
SHOTS, SECONDS = 60, 180.0
CHUNK_S: Final = 30.0
"""Ready frames are laid on the disk this many seconds at a time: 1 GB at 720p."""


@contextmanager
def workplace(shots: int, seconds: float) -> Generator[Path]:
    """A folder with the pictures and the song ready, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="couplet-bench-") as name:
        folder = Path(name)
        piece.edit(folder, shots=shots, seconds=seconds, swapped=0)
        yield folder


def renders(shots: int = SHOTS, seconds: float = SECONDS) -> Iterable[Figure]:
    """A whole render, a render with one winner changed, and the encoder alone."""
    with workplace(shots, seconds) as folder:
        full = render_cost(folder, "final", shots, seconds)
        changed = render_cost(folder, "final", shots, seconds, shots // 2)
        nothing = render_cost(folder, "final", shots, seconds, shots // 2)
        floor = _floor(folder, shots, seconds)
    what = f"{shots} shots, {seconds:g} s, 720p24, veryfast, crf 20"
    ready = "the same encoder and settings over the same frames, ready on disk"
    yield _ratio("render_floor_ratio", full.cpu_s / floor.cpu_s, 1.2, f"CPU: {ready}; {what}")
    yield _ratio(
        "render_floor_wall_ratio",
        full.wall_s / floor.wall_s,
        None,
        f"wall: {ready}, one encoder on all cores",
    )
    yield _ratio(
        "rerender_one_shot_ratio",
        changed.cpu_s / full.cpu_s,
        0.025,
        f"CPU: the whole render ({full.cpu_s:.0f} s); one changed winner, workers started anew",
    )
    yield _ratio(
        "rerender_nothing_ratio",
        nothing.cpu_s / full.cpu_s,
        None,
        "CPU: the whole render; nothing changed",
    )
    yield {
        "name": "rerender_one_shot_s",
        "value": round(changed.wall_s, 2),
        "unit": "s",
        "better": "lower",
        "aim": None,
        "baseline": "wall time from the changed winner to the new clip",
    }
    yield _mib("render_peak_mib", full, f"all processes together; {what}")


def peaks() -> Iterable[Figure]:
    """The memory of short and long cuts: it must not grow with the number of shots."""
    for shots, seconds in ((20, 60.0), (200, 300.0)):
        with workplace(shots, seconds) as folder:
            cost = render_cost(folder, "final", shots, seconds)
        yield _mib(
            f"render_peak_mib_{shots}_shots", cost, f"all processes together; {shots} shots, 720p"
        )


def films() -> Iterable[Figure]:
    """A clip of films, held against one of the stills that they slide over."""
    shots, seconds = 20, 60.0
    with workplace(shots, seconds) as folder:
        piece.edit(folder, shots=shots, seconds=seconds, moving=True)
        stills = render_cost(folder, "final", shots, seconds)
        moving = render_cost(folder, "films", shots, seconds)
    what = f"CPU: the same clip of the stills they slide over; {shots} films, 1280x704 in 720p24"
    yield _ratio("film_shot_ratio", moving.cpu_s / stills.cpu_s, 1.3, what)


def preview() -> Iterable[Figure]:
    """The first animatic of a whole song, nothing cached."""
    with workplace(SHOTS, SECONDS) as folder:
        cost = render_cost(folder, "preview", SHOTS, SECONDS)
    yield {
        "name": "preview_60_shots_s",
        "value": round(cost.wall_s, 2),
        "unit": "s",
        "better": "lower",
        "aim": 15.0,
        "baseline": f"wall time of {SHOTS} shots, {SECONDS:g} s, 360p, empty cache",
    }
    yield {
        "name": "preview_60_shots_cpu_s",
        "value": round(cost.cpu_s, 2),
        "unit": "CPU s",
        "better": "lower",
        "aim": None,
        "baseline": "the same run's processor time, which other work on the machine changes less",
    }


def render_cost(
    folder: Path, kind: str, shots: int, seconds: float, swapped: int | None = None
) -> Cost:
    """What one render costs in a bot that is running: its whole family's memory, its own time."""
    line = () if swapped is None else (str(swapped),)
    whole = metered_module(WORK, str(folder), kind, str(shots), str(seconds), *line)
    told = json.loads((folder / "cost.json").read_text(encoding="utf-8"))
    return Cost(told["wall_s"], told["cpu_s"], whole.peak_mib)


def _floor(folder: Path, shots: int, seconds: float) -> Cost:
    """Encode the very frames of the clip, rendered without loss first and laid ready as raw."""
    render_cost(folder, "exact", shots, seconds)
    shutil.rmtree(folder / "cache")
    binary = encoder.binary(None)
    frame = format_of(Aspect.WIDE, piece.RATE)
    raw, out = folder / "frames.yuv", folder / "floor.mp4"
    args = graph.segment_args(binary, frame, FINAL_SETTINGS, str(out), threads=0)
    args[args.index("pipe:0")] = str(raw)
    costs: list[Cost] = []
    at = 0.0
    while at < seconds:
        cut = ("-ss", str(at), "-t", str(CHUNK_S), "-i", str(folder / "exact.mp4"))
        subprocess.run([binary, "-v", "error", *cut, "-f", "rawvideo", "-y", str(raw)], check=True)
        costs.append(metered(args))
        at += CHUNK_S
    return Cost(
        sum(cost.wall_s for cost in costs),
        sum(cost.cpu_s for cost in costs),
        max(cost.peak_mib for cost in costs),
    )


def _ratio(name: str, value: float, aim: float | None, baseline: str) -> Figure:
    return {
        "name": name,
        "value": round(value, 4),
        "unit": "ratio",
        "better": "lower",
        "aim": aim,
        "baseline": baseline,
    }


def _mib(name: str, cost: Cost, baseline: str) -> Figure:
    return {
        "name": name,
        "value": round(cost.peak_mib),
        "unit": "MiB",
        "better": "lower",
        "aim": 700.0,
        "baseline": baseline,
    }
