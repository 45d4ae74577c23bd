"""Songs that no player knows: a sentence each, through the real child."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.domain.errors import UserError
from bot.domain.song.song import Flaw
from bot.song import measure_song

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FLOAT, WHOLE = 3, 1


def wav(
    path: Path, samples: NDArray[np.generic], rate_hz: int, *, channels: int = 1, kind: int = WHOLE
) -> Path:
    """A WAV file with whatever header is asked for."""
    block = channels * samples.itemsize
    heads = (kind, channels, rate_hz, rate_hz * block & 0xFFFFFFFF, block, 8 * samples.itemsize)
    data = samples.tobytes()
    form = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, *heads) + b"data"
    size = struct.pack("<I", len(data))
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(data)) + form + size + data)
    return path


async def refused(path: Path) -> str:
    """The key of the sentence, which exists in both languages."""
    with pytest.raises(UserError) as caught:
        await measure_song(path, path.name)
    assert path.name in caught.value.sentence("en")
    assert path.name in caught.value.sentence("fr")
    return caught.value.key


def hum(samples: int = 24_000) -> NDArray[np.float32]:
    """A quiet tone."""
    return np.asarray(0.3 * np.sin(np.arange(samples) * 0.05), np.float32)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
@pytest.mark.parametrize("at", [0, 12_345, -1])
async def test_what_is_no_number_is_no_song(tmp_path: Path, value: float, at: int) -> None:
    """Wherever the one sample is: no render could encode it."""
    sound = hum()
    sound[at] = value
    assert await refused(wav(tmp_path / "s.wav", sound, 48_000, kind=FLOAT)) == "song.not-sound"


async def test_no_channel_and_no_width_hides_it(tmp_path: Path) -> None:
    """In the last of six channels, and in 64 bits."""
    six = np.repeat(hum(4_800)[:, None], 6, axis=1)
    six[4_000, 5] = np.nan
    song = wav(tmp_path / "six.wav", six, 48_000, channels=6, kind=FLOAT)
    assert await refused(song) == "song.not-sound"
    double = hum().astype(np.float64)
    double[99] = np.nan
    song = wav(tmp_path / "double.wav", double, 44_100, kind=FLOAT)
    assert await refused(song) == "song.not-sound"


@pytest.mark.parametrize("rate_hz", [1, 2, 100, 3_999, 768_001, 2_000_000, 2**31 - 1])
async def test_a_rate_that_no_player_knows_is_said(tmp_path: Path, rate_hz: int) -> None:
    """With the number."""
    song = wav(tmp_path / "s.wav", np.asarray(hum() * 32_000, np.int16), rate_hz)
    assert await refused(song) == "song.odd-rate"


@pytest.mark.parametrize("channels", [16, 17, 64])
async def test_more_channels_than_can_be_mixed_are_said(tmp_path: Path, channels: int) -> None:
    """It is not that there was no sound."""
    many = np.repeat(np.asarray(hum() * 9_000, np.int16)[:, None], channels, axis=1)
    song = wav(tmp_path / "s.wav", many, 48_000, channels=channels)
    if channels > 16:
        assert await refused(song) == "song.many-channels"
    else:
        assert (await measure_song(song, song.name)).channels == channels


@pytest.mark.parametrize("samples", [0, 1, 10, 4_000])
async def test_a_click_is_no_song(tmp_path: Path, samples: int) -> None:
    """Less than a tenth of a second."""
    sound = np.asarray(hum(samples + 20)[20:] * 32_000, np.int16)
    assert await refused(wav(tmp_path / "s.wav", sound, 48_000)) in {"song.empty", "song.silent"}


@pytest.mark.parametrize(
    ("told", "cut_short"), [(None, True), (0, False), (0x7FFF_F000, False), (0xFFFF_FFFF, False)]
)
async def test_a_wav_that_breaks_off_is_named(
    tmp_path: Path, told: int | None, *, cut_short: bool
) -> None:
    """It has less sound than its header says; a header that was never filled in says nothing."""
    song = wav(tmp_path / "s.wav", hum(96_000), 48_000, kind=FLOAT)
    content = bytearray(song.read_bytes()[:-100_000])
    if told is not None:
        content[40:44] = struct.pack("<I", told)
    song.write_bytes(content)
    facts = await measure_song(song, song.name)
    assert facts.duration_s == pytest.approx(1.479, abs=0.01)
    assert (facts.damage is not None and facts.damage.flaw is Flaw.CUT_SHORT) == cut_short
