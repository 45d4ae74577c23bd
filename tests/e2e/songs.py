"""Songs to attach: good ones of a few seconds, and every way in which one can be bad."""

from __future__ import annotations

import io
import math
import random
import struct
import subprocess
import wave

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]

RATE_HZ = 8000


def tone(seconds: float, *, loudness: float = 0.3) -> bytes:
    """A WAV file with a steady tone; silent at loudness 0."""
    samples = [
        round(32767 * loudness * math.sin(2 * math.pi * 330 * i / RATE_HZ))
        for i in range(round(seconds * RATE_HZ))
    ]
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return made.getvalue()


def torn_flac() -> bytes:
    """A FLAC file whose end was overwritten, so that none of it is to be trusted."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    command = [ffmpeg, "-v", "error", "-i", "-", "-f", "flac", "-"]
    whole = subprocess.run(command, input=tone(1.0), capture_output=True, check=True).stdout
    middle = len(whole) // 2
    return whole[:middle] + random.Random(1).randbytes(middle)


def holed_mp3() -> bytes:
    """An MP3 file with half a second of noise in its middle that is no sound."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    command = [ffmpeg, "-v", "error", "-i", "-", "-b:a", "64k", "-f", "mp3", "-"]
    whole = subprocess.run(command, input=tone(4.0), capture_output=True, check=True).stdout
    middle, hole = len(whole) // 2, len(whole) // 8
    return whole[:middle] + random.Random(1).randbytes(hole) + whole[middle + hole :]


SONG = ("tone.wav", tone(3.0))
LYRICS = ("words.lrc", b"[00:00.50]Le train de minuit\n[00:01.50]part sans bruit\n")
