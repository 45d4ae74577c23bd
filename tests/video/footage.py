"""Pictures and songs to make clips of, and eyes and ears to look at the result with."""

from __future__ import annotations

import wave
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import cv2
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray
from PIL import Image

from bot.domain.cut.edit import Edit, EncoderSettings, compose
from bot.domain.cut.formats import Format
from bot.domain.cut.source import Still
from bot.domain.cut.timeline import TimedLine, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.cut.camera import Move
    from bot.domain.cut.source import Source
    from bot.domain.cut.transitions import Transition
    from bot.ports.cut import RenderProgress

Pixels = NDArray[np.uint8]
Sound = NDArray[np.float32]
Light = NDArray[np.float64]

RATE = Fraction(24)
SMALL = Format(256, 144, RATE)
QUICK = EncoderSettings(preset="ultrafast", quality=18, audio_kbps=96)


def unheard(progress: RenderProgress) -> None:
    """Where a test does not watch the progress."""
    del progress


def flat(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (256, 144)) -> Still:
    """A picture of one colour: whatever the camera does, it is known by it."""
    Image.new("RGB", size, colour).save(path)
    return Still(path)


def textured(path: Path, seed: int, size: tuple[int, int] = (512, 288)) -> Still:
    """A picture full of soft detail, in which motion can be measured."""
    rng = np.random.default_rng(seed)
    width, height = size
    ground = np.zeros((height, width, 3), np.float32)
    for step in (4, 8, 16, 32, 64):
        noise = rng.normal(size=(height // step + 2, width // step + 2, 3)).astype(np.float32)
        ground += step**0.8 * cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC)
    pixels = np.clip((ground - ground.mean()) / ground.std() * 45 + 128, 0, 255)
    Image.fromarray(pixels.astype(np.uint8)).save(path)
    return Still(path)


def tone(path: Path, seconds: float, *, rate_hz: int = 48_000, channels: int = 2) -> Path:
    """A song: a quiet tone of that length as a WAV file."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return write_wav(path, 0.2 * np.sin(2 * np.pi * 330 * time), rate_hz, channels)


def write_wav(path: Path, mono: NDArray[np.float64], rate_hz: int, channels: int = 2) -> Path:
    """Write samples (-1 to 1), the same in every channel, as 16 bits."""
    samples = np.repeat((mono * 32767).astype("<i2")[:, None], channels, axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return path


@dataclass(frozen=True, slots=True)
class Seen:
    """A clip as it was decoded: greyscale and colour frames, their times, its sound."""

    frames: list[Pixels]
    times: list[Fraction]
    rate: Fraction
    sound: Sound
    sound_s: float
    metadata: dict[str, str]
    codec: str
    pixel_format: str
    colours: tuple[int, int, int, int]

    def colour(self, frame: int) -> tuple[int, int, int]:
        """The mean colour of the upper third of a frame, where no caption stands."""
        upper = self.frames[frame][: self.frames[frame].shape[0] // 3]
        red, green, blue = upper.reshape(-1, 3).mean(axis=0)
        return round(float(red)), round(float(green)), round(float(blue))

    def grey(self, frame: int) -> Light:
        """A frame's light."""
        return np.asarray(self.frames[frame].mean(axis=2), dtype=np.float64)


def look_at(path: Path) -> Seen:
    """Decode every frame and every sample of a clip."""
    frames: list[Pixels] = []
    times: list[Fraction] = []
    pieces: list[Sound] = []
    with av.open(str(path)) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        context = video.codec_context
        for frame in clip.decode(video):
            frames.append(cast("Pixels", frame.to_ndarray(format="rgb24")))
            assert frame.pts is not None
            assert frame.time_base is not None
            times.append(frame.pts * frame.time_base)
        colours = (
            int(context.colorspace),
            int(context.color_primaries),
            int(context.color_trc),
            int(context.color_range),
        )
        rate = video.average_rate
        assert rate is not None
        codec, pixel_format = context.name, str(context.pix_fmt)
        clip.seek(0)
        ear = AudioResampler(format="flt", layout="mono", rate=48_000)
        for heard in clip.decode(audio):
            pieces.extend(
                cast("Sound", one.to_ndarray()).reshape(-1) for one in ear.resample(heard)
            )
        metadata = dict(clip.metadata)
    sound = np.concatenate(pieces)
    return Seen(
        frames,
        times,
        rate,
        sound,
        len(sound) / 48_000,
        metadata,
        codec,
        pixel_format,
        colours,
    )


def drift(before: Light, after: Light) -> tuple[float, float, float]:
    """How the second picture lies over the first: shift in x and y (px), and growth.

    Least squares on the light's slopes (Lucas and Kanade, over the whole frame), which finds
    a few thousandths of a pixel where phase correlation's peak wobbles by hundredths.
    """
    one = np.asarray(cv2.GaussianBlur(before, (0, 0), 2.0), dtype=np.float64)
    two = np.asarray(cv2.GaussianBlur(after, (0, 0), 2.0), dtype=np.float64)
    middle: Light = (one + two) / 2
    slope_x: Light = np.asarray(np.gradient(middle, axis=1), dtype=np.float64)
    slope_y: Light = np.asarray(np.gradient(middle, axis=0), dtype=np.float64)
    inner = np.s_[12:-12, 12:-12]
    height, width = middle.shape
    across = np.linspace(-width / 2, width / 2, width, dtype=np.float64)[None, :]
    down = np.linspace(-height / 2, height / 2, height, dtype=np.float64)[:, None]
    grown: Light = slope_x * across + slope_y * down
    system: Light = np.stack([slope[inner].ravel() for slope in (slope_x, slope_y, grown)], axis=1)
    change: Light = (two - one)[inner].ravel()
    # The normal equations: three unknowns, and far faster than lstsq over a whole frame.
    found: Light = np.asarray(
        np.linalg.solve(system.T @ system, -(system.T @ change)), dtype=np.float64
    )
    return float(found[0]), float(found[1]), float(found[2])


def lines_at(starts_s: Sequence[float], text: str = "") -> list[TimedLine]:
    """Lines with nothing to read, at these times."""
    return [
        TimedLine(id=k + 1, number=k + 1, text=text, start_s=start)
        for k, start in enumerate(starts_s)
    ]


def edit_of(
    song: Path,
    seconds: float,
    lines: Sequence[TimedLine],
    sources: Sequence[Source],
    *,
    frame: Format = SMALL,
    move: Move | None = None,
    transition: Transition | None = None,
) -> Edit:
    """A quick edit: one source a line, the same move and transition everywhere if given."""
    timeline = lay_out(lines, seconds, frame.rate)
    edit = compose(
        timeline,
        frame,
        song,
        {line.id: source for line, source in zip(lines, sources, strict=False)},
        moves={line.id: move for line in lines} if move is not None else None,
        transitions=({line.id: transition for line in lines} if transition is not None else None),
    )
    return with_encoder(edit)


def with_encoder(edit: Edit, settings: EncoderSettings = QUICK) -> Edit:
    """The same edit, encoded otherwise."""
    return replace(edit, encoder=settings)
