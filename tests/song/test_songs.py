"""Songs as they come: measured by listening, and a sentence for what is none."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import av
import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.edit import Loudness
from bot.domain.cut.formats import Format
from bot.domain.cut.timeline import lay_out
from bot.domain.errors import UserError
from bot.domain.song.song import SongLimits, shot_energies
from bot.song import measure_song
from bot.video import upload_fit
from tests.video.footage import (
    RATE,
    edit_of,
    flat,
    lines_at,
    look_at,
    tone,
    unheard,
    write_wav,
)

if TYPE_CHECKING:
    from pathlib import Path

    from bot.video.assembly import Assembler


async def converted(source: Path, out: Path, *options: str) -> Path:
    """The song in another form, made by ffmpeg."""
    binary = str(imageio_ffmpeg.get_ffmpeg_exe())
    process = await asyncio.create_subprocess_exec(
        binary, "-v", "error", "-i", str(source), *options, "-y", str(out)
    )
    assert await process.wait() == 0
    return out


@pytest.mark.parametrize("suffix", ["mp3", "wav", "flac", "ogg", "opus", "m4a"])
async def test_every_promised_format_is_heard(tmp_path: Path, suffix: str) -> None:
    """Length within 50 ms, whatever the container and its padding."""
    song = await converted(tone(tmp_path / "s.wav", 3.0), tmp_path / f"song.{suffix}")
    facts = await measure_song(song, song.name)
    assert facts.duration_s == pytest.approx(3.0, abs=0.05)
    assert len(facts.energy) == pytest.approx(30, abs=1)


@pytest.mark.parametrize(
    "options",
    [
        ("-ac", "1", "-c:a", "pcm_u8", "-ar", "8000"),
        ("-ar", "192000", "-c:a", "pcm_s24le"),
        ("-ac", "6"),
        ("-filter:a", "aformat=channel_layouts=3.0"),
    ],
    ids=["mono 8-bit", "192 kHz", "5.1", "three channels"],
)
async def test_odd_songs_become_sound(
    assembler: Assembler, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Mono, 8-bit, 192 kHz, any number of channels: the clip's sound is complete."""
    song = await converted(tone(tmp_path / "s.wav", 2.0), tmp_path / "odd.wav", *options)
    facts = await measure_song(song, "odd.wav")
    edit = edit_of(song, facts.duration_s, lines_at([0]), [flat(tmp_path / "a.png", (9, 99, 9))])
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert seen.sound_s == pytest.approx(2.0, abs=1 / 24)
    assert np.abs(seen.sound[24_000:72_000]).max() > 0.05


async def test_a_lying_header_is_not_believed(tmp_path: Path) -> None:
    """A variable-rate MP3 without its index is as long as it sounds."""
    loud = np.random.default_rng(1).normal(0, 0.2, 8 * 44_100)
    quiet = np.zeros(24 * 44_100)
    source = write_wav(tmp_path / "s.wav", np.concatenate([quiet, loud]), 44_100)
    song = await converted(
        source, tmp_path / "vbr.mp3", "-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0"
    )
    with av.open(str(song)) as container:
        assert container.duration is not None
        claimed_s = container.duration / 1_000_000
    facts = await measure_song(song, "vbr.mp3")
    assert abs(claimed_s - 32) > 5
    assert facts.duration_s == pytest.approx(32.0, abs=0.1)


async def test_a_wav_that_claims_no_end_is_heard_to_its_end(tmp_path: Path) -> None:
    """Recorders that were cut off leave sizes of nothing or everything."""
    song = tone(tmp_path / "s.wav", 2.0)
    data = bytearray(song.read_bytes())
    data[40:44] = struct.pack("<I", 0xFFFFFFFF)
    song.write_bytes(data)
    facts = await measure_song(song, "s.wav")
    assert facts.duration_s == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "song.empty"),
        (b"not a song, just words", "song.not-audio"),
        (b"#EXTM3U\n#EXTINF:3,\n/etc/hostname\n", "song.not-audio"),
        (b"ffconcat version 1.0\nfile '/etc/hostname'\n", "song.not-audio"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "song.not-audio"),
    ],
    ids=["empty", "words", "playlist", "concat script", "picture"],
)
async def test_what_is_no_song_is_said(tmp_path: Path, content: bytes, key: str) -> None:
    """One sentence that names the file; no playlist opens another file."""
    path = tmp_path / "song.mp3"
    path.write_bytes(content)
    with pytest.raises(UserError, match="chanson") as caught:
        await measure_song(path, "chanson-d'Ana.mp3")
    assert caught.value.key == key


async def test_silence_is_said(tmp_path: Path) -> None:
    """A song of zeros is an export gone wrong."""
    song = write_wav(tmp_path / "s.wav", np.zeros(48_000), 48_000)
    with pytest.raises(UserError) as caught:
        await measure_song(song, "s.wav")
    assert caught.value.key == "song.silent"


async def test_too_long_and_too_large_are_said(tmp_path: Path) -> None:
    """Over the limits, the limits are named."""
    song = tone(tmp_path / "s.wav", 3.0)
    with pytest.raises(UserError) as caught:
        await measure_song(song, "s.wav", SongLimits(longest_s=2.0))
    assert caught.value.key == "song.too-long"
    with pytest.raises(UserError) as caught:
        await measure_song(song, "s.wav", SongLimits(largest_bytes=1000))
    assert caught.value.key == "song.too-large"


async def test_a_damaged_song_is_said(tmp_path: Path) -> None:
    """A file whose sound cannot be decoded, though it began well."""
    song = await converted(tone(tmp_path / "s.wav", 4.0), tmp_path / "s.flac")
    data = bytearray(song.read_bytes())
    data[9000:] = np.random.default_rng(2).bytes(len(data) - 9000)
    song.write_bytes(data)
    with pytest.raises(UserError) as caught:
        await measure_song(song, "s.flac")
    assert caught.value.key == "song.corrupt"


async def test_ten_minutes_are_a_clip_of_ten_minutes(assembler: Assembler, tmp_path: Path) -> None:
    """To the frame in the picture and to a hundredth of a second in the sound."""
    song = tone(tmp_path / "s.wav", 600.0, rate_hz=8000, channels=1)
    pictures = [flat(tmp_path / f"{k}.png", (40 * k, 90, 40)) for k in range(3)]
    edit = edit_of(
        song,
        600.0,
        lines_at([0, 250, 590]),
        pictures,
        frame=Format(64, 64, RATE),
        move=Move.HOLD,
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    clip = await upload_fit.look_at(made.path)
    assert clip.frames == made.frames == 14_400
    heard = await measure_song(made.path, "clip.mp4")
    assert heard.duration_s == pytest.approx(600.0, abs=0.03)


async def test_loudness_is_measured_and_reached(assembler: Assembler, tmp_path: Path) -> None:
    """Normalised, a quiet song comes out at the target; without asking, it stays as it was."""
    song = tone(tmp_path / "s.wav", 8.0)
    facts = await measure_song(song, "s.wav")
    assert facts.loudness_lufs is not None
    assert facts.peak_dbfs is not None
    edit = edit_of(song, 8.0, lines_at([0]), [flat(tmp_path / "a.png", (9, 99, 9))])
    plain = await assembler.render(edit, tmp_path / "plain.mp4", on_progress=unheard)
    raised = await assembler.render(
        replace(edit, loudness=Loudness(facts.loudness_lufs, facts.peak_dbfs, -9.0)),
        tmp_path / "raised.mp4",
        on_progress=unheard,
    )
    as_it_was = await measure_song(plain.path, "plain.mp4")
    louder = await measure_song(raised.path, "raised.mp4")
    assert as_it_was.loudness_lufs == pytest.approx(facts.loudness_lufs, abs=0.3)
    assert louder.loudness_lufs == pytest.approx(-9.0, abs=0.5)


async def test_energy_follows_the_song(tmp_path: Path) -> None:
    """Loud shots have more energy than quiet ones."""
    rate_hz = 48_000
    quiet = 0.02 * np.sin(np.arange(4 * rate_hz) * 0.05)
    song = write_wav(tmp_path / "s.wav", np.concatenate([quiet, 20 * quiet]), rate_hz)
    facts = await measure_song(song, "s.wav")
    timeline = lay_out(lines_at([0, 4]), 8.0, RATE)
    energies = shot_energies(facts.energy, timeline)
    assert energies[0] < 0.3
    assert energies[1] > 0.8
