"""The song's clock: sound that begins late in its file is late in analysis, tap page and clip."""

from __future__ import annotations

import math
import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import pytest

from bot.domain.song.song import MOST, Flaw
from bot.song import measure_song
from tests.video.footage import edit_of, flat, lines_at, look_at, unheard, write_wav

if TYPE_CHECKING:
    from pathlib import Path

    from bot.video.assembly import Assembler

RATE_HZ = 44_100


def clicking(path: Path, seconds: float = 5.0, every_s: float = 2.0) -> Path:
    """Faint hiss and short clicks, the first of them at one second."""
    rng = np.random.default_rng(3)
    sound = rng.normal(0, 0.003, round(seconds * RATE_HZ))
    click = 0.8 * np.sin(2 * np.pi * 1000 * np.arange(round(0.02 * RATE_HZ)) / RATE_HZ)
    for at_s in np.arange(1.0, seconds - 0.1, every_s):
        sound[round(at_s * RATE_HZ) :][: len(click)] += click
    return write_wav(path, sound, RATE_HZ, 1)


def ffmpeg(*args: str) -> None:
    """Run the bundled ffmpeg."""
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *args], check=True)


def late(folder: Path, name: str, late_s: float, *options: str, film: bool = False) -> Path:
    """The clicks in a file of that kind, whose sound begins ``late_s`` seconds in."""
    out, black = folder / name, "color=black:size=64x64:rate=25:duration=5"
    picture = ["-f", "lavfi", "-i", black, "-c:v", "libx264"] if film else []
    source = str(clicking(folder / "clicks.wav"))
    ffmpeg("-itsoffset", str(late_s), "-i", source, *picture, *options, str(out))
    return out


@pytest.mark.parametrize(
    ("name", "late_s", "film", "options"),
    [
        ("film.mp4", 1.5, True, ("-c:a", "aac")),
        ("film.mov", 1.5, True, ("-c:a", "pcm_s16le")),
        ("song.m4a", 0.8, False, ("-c:a", "aac")),
        ("lossless.m4a", 0.8, False, ("-c:a", "alac")),
        ("pieces.mp4", 0.8, False, ("-c:a", "aac", "-movflags", "frag_keyframe+delay_moov")),
    ],
)
async def test_sound_that_starts_late_stays_late(
    tmp_path: Path, name: str, late_s: float, options: tuple[str, ...], *, film: bool
) -> None:
    """By an edit list or by the first packet's time: the click is where players have it."""
    path = late(tmp_path, name, late_s, *options, film=film)
    facts = await measure_song(path, name)
    assert facts.first_sound_s == pytest.approx(1 + late_s, abs=0.002)
    assert facts.duration_s == pytest.approx(5 + late_s, abs=0.03)
    assert facts.loudness_lufs is not None


async def test_what_an_edit_list_leaves_out_is_not_heard(tmp_path: Path) -> None:
    """Cut off without encoding anew, the half second before the cut is still in the file."""
    whole, cut = late(tmp_path, "whole.m4a", 0.0, "-c:a", "aac"), tmp_path / "cut.m4a"
    ffmpeg("-ss", "0.5", "-i", str(whole), "-c", "copy", str(cut))
    facts = await measure_song(cut, "cut.m4a")
    assert facts.first_sound_s == pytest.approx(0.5, abs=0.002)
    assert not facts.placed


async def test_late_sound_is_written_out_for_the_tap_page_and_the_clip(
    tmp_path: Path, assembler: Assembler
) -> None:
    """The kept file holds the silence as samples, so browsers and ffmpeg need no edit list."""
    kept = tmp_path / "kept"
    path = late(tmp_path, "film.mp4", 1.5, "-c:a", "aac", film=True)
    facts = await measure_song(path, "film.mp4", placed=kept)
    assert facts.placed
    assert kept.read_bytes().startswith(b"fLaC")
    assert (await measure_song(kept, "kept")).first_sound_s == pytest.approx(2.5, abs=0.002)
    edit = edit_of(kept, facts.duration_s, lines_at([0]), [flat(tmp_path / "a.png", (9, 99, 9))])
    clip = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    sound = np.abs(look_at(clip.path).sound)
    assert int(np.argmax(sound > 0.2)) / 48_000 == pytest.approx(2.5, abs=0.003)


async def test_loudness_counts_a_song_of_any_length(tmp_path: Path) -> None:
    """The meter speaks every tenth of a second; a rest of less does not make it forget."""
    for seconds in (2.0, 2.013, 2.0999):
        song = write_wav(tmp_path / "s.wav", _tone(seconds), RATE_HZ, 2)
        facts = await measure_song(song, "s.wav")
        assert facts.loudness_lufs == pytest.approx(-14.0, abs=0.3), seconds


@pytest.mark.parametrize("second", ["s.ogg", "s.opus"])
async def test_a_chained_ogg_is_told_with_the_place(tmp_path: Path, second: str) -> None:
    """Whatever the second recording is made of, and however short it is."""
    clicking(tmp_path / "s.wav", 3.0)
    for name in ("s.ogg", "s.opus"):
        ffmpeg("-i", str(tmp_path / "s.wav"), str(tmp_path / name))
    chained = tmp_path / "chained.ogg"
    chained.write_bytes((tmp_path / "s.ogg").read_bytes() + (tmp_path / second).read_bytes())
    facts = await measure_song(chained, "chained.ogg")
    assert facts.damage is not None
    assert facts.damage.flaw is Flaw.JOINED
    assert facts.damage.at_s == pytest.approx(3.0, abs=0.02)


async def test_a_stream_recorded_from_its_middle_is_whole(tmp_path: Path) -> None:
    """The first page of a radio's Ogg has a late position; nothing is missing before it."""
    song = late(tmp_path, "radio.opus", 0.8, "-c:a", "libopus")
    assert (await measure_song(song, "radio.opus")).damage is None


async def test_a_song_of_twenty_minutes_has_its_beats(tmp_path: Path) -> None:
    """To its end; the limits of time and memory grow with the length that is accepted."""
    minutes, ten = 20, clicking(tmp_path / "ten.wav", 10.0, every_s=0.5)
    song = tmp_path / "long.flac"
    ffmpeg("-stream_loop", str(minutes * 6 - 1), "-i", str(ten), "-ar", "8000", str(song))
    facts = await measure_song(song, "long.flac", MOST)
    assert facts.tempo_bpm == pytest.approx(120, abs=0.5)
    assert facts.beats_s[-1] > minutes * 60 - 2
    assert len(facts.beats_s) == pytest.approx(minutes * 120, abs=4)


def _tone(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """1 kHz at -14 LUFS in two channels."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.asarray(math.sqrt(2) * 10 ** (-17 / 20) * np.sin(2 * np.pi * 1000 * time))
