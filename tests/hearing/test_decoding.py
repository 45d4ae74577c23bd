"""Songs of every usual kind are decoded by content; what names other files is not opened."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import pytest

from bot.hearing.decoding import Undecodable, decode
from bot.hearing.onsets import RATE_HZ

EXAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "minuit" / "le-train-de-minuit.mp3"


def write_song(path: Path, container: str, codec: str) -> None:
    """Two seconds of a tone of 440 Hz in a file of that kind."""
    program: str = imageio_ffmpeg.get_ffmpeg_exe()
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2"]
    command = [program, "-v", "error", *tone, "-c:a", codec, "-f", container, str(path)]
    subprocess.run(command, check=True)


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("mp3", "libmp3lame"),
        ("wav", "pcm_s16le"),
        ("flac", "flac"),
        ("ogg", "libvorbis"),
        ("ogg", "libopus"),
        ("mp4", "aac"),
    ],
)
def test_the_usual_kinds_are_decoded_whatever_they_are_called(
    tmp_path: Path, container: str, codec: str
) -> None:
    """The length is counted from the samples and the tone is heard."""
    path = tmp_path / "song.txt"
    write_song(path, container, codec)
    decoded = decode(path, 60)
    assert decoded.duration_s == pytest.approx(2.0, abs=0.06)
    assert len(decoded.sound) == pytest.approx(2.0 * RATE_HZ, abs=0.06 * RATE_HZ)
    spectrum = np.abs(np.fft.rfft(decoded.sound[:RATE_HZ]))
    assert int(spectrum.argmax()) == pytest.approx(440, abs=2)


def test_no_more_is_decoded_than_asked_for() -> None:
    """A song without end does not fill the memory."""
    assert decode(EXAMPLE, 10).duration_s == pytest.approx(10, abs=0.2)


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{song}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {song}\n",
        "[playlist]\nFile1={song}\n",
        "<?xml version='1.0'?><MPD><BaseURL>{song}</BaseURL></MPD>",
        "La mer\n",
        "",
    ],
    ids=["hls", "concat", "pls", "dash", "text", "empty"],
)
def test_files_that_name_other_files_are_not_followed(tmp_path: Path, content: str) -> None:
    """A playlist that points to a good song on this machine is no song."""
    path = tmp_path / "song.mp3"
    path.write_text(content.format(song=EXAMPLE))
    with pytest.raises(Undecodable):
        decode(path, 60)


def test_a_song_cut_off_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    """Half an upload is half a song, not an error here."""
    path = tmp_path / "half.mp3"
    path.write_bytes(EXAMPLE.read_bytes()[:480_000])
    assert decode(path, 900).duration_s == pytest.approx(30, abs=0.5)


def test_a_missing_file_is_undecodable(tmp_path: Path) -> None:
    """The reason is said, no decoder's own error escapes."""
    with pytest.raises(Undecodable):
        decode(tmp_path / "none.mp3", 60)
