"""The clip's sound as it is decoded: tones whole, music close, surround and loud masters held."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import pytest

from bot.domain.cut.edit import FINAL_SETTINGS, Loudness
from bot.services.cut.edit import loudness_of
from bot.song import measure_song
from bot.video.assembly import Assembler
from tests.song.test_decoding import heard
from tests.song.test_measurement import EXAMPLE
from tests.video.footage import Light, Sound, edit_of, flat, lines_at, unheard, write_wav

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.song.song import SongFacts

RATE_HZ = 48_000
QUIETER_DB = 0.3


async def in_a_clip(folder: Path, song: Path, loudness: Loudness | None) -> tuple[Sound, Path]:
    """The song as a final clip has it, decoded again, and the clip."""
    facts = await measure_song(song, song.name)
    edit = edit_of(song, facts.duration_s, lines_at([0]), [flat(folder / "a.png", (9, 99, 9))])
    quick = replace(FINAL_SETTINGS, preset="ultrafast")
    edit = replace(edit, loudness=loudness, encoder=quick)
    assembler = Assembler(folder / "cache", workers=1)
    made = await assembler.render(edit, folder / "clip.mp4", on_progress=unheard)
    return heard(made.path)[1], made.path


def tones(hz: float, peak: float, seconds: float = 4.0) -> Light:
    """A pure tone."""
    return np.asarray(peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ))


def noise_db(true: Light, coded: Sound) -> float:
    """How far below the sound its errors are, in decibels, ends left out."""
    middle = slice(RATE_HZ // 4, min(len(true), len(coded)) - RATE_HZ // 4)
    error = true[middle] - coded[middle]
    return float(10 * np.log10(np.sum(true[middle] ** 2) / np.sum(error**2)))


@pytest.mark.parametrize("hz", [40, 50, 200, 440, 3000])
async def test_a_loud_pure_tone_is_whole(tmp_path: Path, hz: int) -> None:
    """Its level, and 35 dB above what coding adds; the fast coder left 10."""
    tone = tones(hz, 0.9)
    sound, _ = await in_a_clip(tmp_path, write_wav(tmp_path / "s.wav", tone, RATE_HZ), None)
    assert noise_db(tone, sound) > 35


async def test_music_is_closer_than_by_the_fast_coder(tmp_path: Path) -> None:
    """The demo's song, by the bits that a final spends."""
    wav = tmp_path / "s.wav"
    convert(EXAMPLE, wav, "-t", "8", "-ac", "1", "-ar", "48000")
    true = np.frombuffer(wav.read_bytes()[-8 * RATE_HZ * 2 :], "<i2") / 32768
    stereo = write_wav(tmp_path / "stereo.wav", true, RATE_HZ)
    sound, _ = await in_a_clip(tmp_path, stereo, None)
    assert noise_db(true, sound) > 28


@pytest.mark.parametrize(
    ("layout", "channels"), [("mono", 1), ("quad", 4), ("5.1", 6), ("5.1(side)", 6), ("7.1", 8)]
)
async def test_surround_does_not_clip_and_is_as_loud_as_asked(
    tmp_path: Path, layout: str, channels: int
) -> None:
    """All channels at 0.7 at once: measured as it is heard, so -14 LUFS are -14 LUFS."""
    write_wav(tmp_path / "one.wav", tones(440, 0.7, 6.0), RATE_HZ, 1)
    song = tmp_path / "song.flac"
    every = "|".join(f"c{channel}=c0" for channel in range(channels))
    convert(tmp_path / "one.wav", song, "-af", f"pan={layout}|{every}")
    facts = await measure_song(song, song.name)
    assert facts.channels == channels
    plain, _ = await in_a_clip(tmp_path, song, None)
    assert np.abs(plain).max() < 1.0
    _, clip = await in_a_clip(tmp_path, song, level(facts, normalise=True))
    louder = await measure_song(clip, "clip.mp4")
    assert louder.loudness_lufs == pytest.approx(-14.0, abs=0.5)


@pytest.mark.parametrize("kind", ["noise", "square", "crushed music"])
async def test_a_loud_master_does_not_clip_at_its_own_level(tmp_path: Path, kind: str) -> None:
    """Normalising off, the peaks that a player decodes stay at -1 dB, whatever coding adds."""
    master = {
        "noise": np.clip(np.random.default_rng(0).normal(0, 0.8, 4 * RATE_HZ), -1, 1),
        "square": 0.99 * np.sign(tones(220, 1.0)),
        "crushed music": np.clip(6 * (tones(50, 0.5) + tones(1234, 0.3) * tones(3, 1.0)), -1, 1),
    }[kind]
    song = write_wav(tmp_path / "s.wav", master, RATE_HZ)
    facts = await measure_song(song, "s.wav")
    sound, _ = await in_a_clip(tmp_path, song, level(facts, normalise=False))
    assert 20 * np.log10(np.abs(sound).max()) <= -1 + QUIETER_DB


async def test_a_quiet_song_is_left_alone(tmp_path: Path) -> None:
    """Below the ceiling nothing is changed."""
    tone = tones(440, 0.5)
    song = write_wav(tmp_path / "s.wav", tone, RATE_HZ)
    facts = await measure_song(song, "s.wav")
    loudness = level(facts, normalise=False)
    assert loudness is not None
    assert (loudness.gain_db, loudness.limited) == (0.0, False)
    sound, _ = await in_a_clip(tmp_path, song, loudness)
    assert noise_db(tone, sound) > 35


def level(facts: SongFacts, *, normalise: bool) -> Loudness | None:
    """What the product does to a song of these facts."""
    return loudness_of(facts, normalise=normalise)


def convert(source: Path, out: Path, *options: str) -> None:
    """The song in another form."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-i", str(source), *options, "-y", str(out)]
    subprocess.run(command, check=True)
