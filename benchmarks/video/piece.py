"""The piece that is cut: pictures with the statistics of paintings, a song, an edit of any length.

Everything is made from fixed seeds, so that every run cuts the same.
"""

from __future__ import annotations

import subprocess
import wave
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from PIL import Image

from bot.domain.cut.captions import CaptionOptions
from bot.domain.cut.credits import FRENCH, CreditsMode, Team, credits_of, title_of
from bot.domain.cut.edit import FINAL_SETTINGS, Edit, EncoderSettings, compose
from bot.domain.cut.formats import Aspect, format_of
from bot.domain.cut.source import Film, Reel, Still
from bot.domain.cut.timeline import TimedLine, lay_out
from bot.domain.cut.transitions import Transition
from bot.video import encoder, graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.domain.cut.source import Source

RATE: Final = Fraction(24)
PICTURE_PX: Final = (1024, 576)
FILM_PX: Final = (1280, 704)
OPENING_S: Final = 4.0
CLOSING_S: Final = 5.0
WORDS: Final = (
    "Sous la lune, l’œuvre de nos mains se lève",
    "La mer qui danse efface nos visages",
    "Nous irons sans bruit jusqu’au matin",
    "Ça brûle et ça brille au bord du quai",
    "Le vent connaît le chemin du retour",
)


def pictures(folder: Path, count: int, size: tuple[int, int] = PICTURE_PX) -> list[Path]:
    """``count`` pictures: broad shapes, detail that falls off as in paintings, a few hard edges."""
    made: list[Path] = []
    for seed in range(count):
        path = folder / f"picture-{seed}.png"
        if not path.exists():
            Image.fromarray(_painting(seed, size)).save(path)
        made.append(path)
    return made


def films(folder: Path, stills: Sequence[Path], seconds: float) -> list[Film]:
    """A film of each still, which slides over it for that long, as the bot keeps films."""
    frames = round(seconds * RATE)
    binary = encoder.binary(None)
    made: list[Film] = []
    for still in stills:
        path = still.with_suffix(".mp4")
        if not path.exists():
            width, height = FILM_PX
            room = f"{width + 2 * frames}:{height + 2 * frames}"
            slide = f"scale={room}:flags=bicubic,crop={width}:{height}:2*n:n,format=yuv420p"
            subprocess.run(
                [
                    *(binary, "-v", "error", "-loop", "1", "-framerate", str(RATE)),
                    *("-i", still.name, "-vf", slide, "-frames:v", str(frames)),
                    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-bf", "0"),
                    *("-g", str(graph.KEY_FRAMES), "-sc_threshold", "0", path.name),
                ],
                cwd=folder,
                check=True,
            )
        made.append(Film(path, Reel(frames, RATE)))
    return made


def song(folder: Path, seconds: float) -> Path:
    """A song of that length: chords, a beat and a little noise, as a stereo WAV file."""
    path = folder / f"song-{seconds:g}.wav"
    if not path.exists():
        rate_hz = 44_100
        time = np.arange(round(seconds * rate_hz)) / rate_hz
        chord = sum(np.sin(2 * np.pi * pitch * time) for pitch in (110.0, 164.8, 220.0, 277.2))
        beat = np.exp(-8 * (time % 0.5)) * np.sin(2 * np.pi * 60 * time)
        noise = np.random.default_rng(5).normal(0, 0.03, len(time))
        left = 0.09 * chord * (0.6 + 0.4 * np.sin(time / 3)) + 0.5 * beat + noise
        both = np.stack([left, np.roll(left, 300)], axis=1)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes((np.clip(both, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def edit(
    folder: Path,
    *,
    shots: int,
    seconds: float,
    short_side_px: int = 720,
    settings: EncoderSettings = FINAL_SETTINGS,
    swapped: int | None = None,
    moving: bool = False,
) -> Edit:
    """``shots`` lines over a song, crossfades at every second one, captions, title, credits.

    ``swapped`` names a line (from 0) whose winner is another picture; ``moving`` shows films of the
    pictures, each as long as its shot.
    """
    paths = pictures(folder, shots)
    each_s = (seconds - OPENING_S - CLOSING_S) / shots
    lines = [
        TimedLine(
            id=k,
            number=k + 1,
            text=WORDS[k % len(WORDS)],
            start_s=OPENING_S + k * each_s,
            end_s=OPENING_S + (k + 1) * each_s,
        )
        for k in range(shots)
    ]
    chosen: Mapping[int, Source] = {
        k: Still(paths[k] if k != swapped else _another(folder)) for k in range(shots)
    }
    if moving:
        chosen = dict(enumerate(films(folder, paths, each_s)))
    timeline = lay_out(lines, seconds, RATE)
    heat = np.random.default_rng(3).uniform(0.1, 0.95, len(timeline.shots))
    made = compose(
        timeline,
        format_of(Aspect.WIDE, RATE, short_side_px=short_side_px),
        song(folder, seconds),
        chosen,
        energies=[float(value) for value in heat],
        transitions={k: Transition.CROSSFADE if k % 2 else Transition.CUT for k in range(1, shots)},
    )
    team = Team("La mer qui danse", "Les Œillets", ("Béa",), ("Béa",), ("Chen",), ("Ana",))
    return replace(
        made,
        captions=CaptionOptions(),
        title=title_of(team, FRENCH),
        credits=credits_of(team, FRENCH, CreditsMode.FULL),
        encoder=settings,
    )


def _another(folder: Path) -> Path:
    path = folder / "another.png"
    if not path.exists():
        Image.fromarray(_painting(999, PICTURE_PX)).save(path)
    return path


def _painting(seed: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    width, height = size
    light = np.zeros((height, width, 3), np.float32)
    for step in (2, 4, 8, 16, 32, 64, 128):
        rough = rng.normal(size=(height // step + 2, width // step + 2, 3)).astype(np.float32)
        light += step * cv2.resize(rough, size, interpolation=cv2.INTER_CUBIC)
    light = (light - light.mean()) / light.std() * 42 + 110
    for _ in range(12):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        colour = [float(value) for value in rng.uniform(20, 230, 3)]
        cv2.circle(light, centre, int(rng.integers(8, 90)), colour, -1, cv2.LINE_AA)
    grain = rng.normal(0, 2.0, (height, width, 3))
    grained = np.asarray(light, dtype=np.float64) + grain
    return np.asarray(np.clip(grained, 0, 255), dtype=np.uint8)
