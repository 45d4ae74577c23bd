"""Songs of every usual kind are decoded by content; what names other files is not opened."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import pytest

from bot.domain.song.song import HEARD_HZ
from bot.song.decoding import Decoded, NoSong, decode

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from numpy.typing import NDArray

EXAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "songs" / "minuit" / "le-train-de-minuit.mp3"


def heard(path: Path, longest_s: float = 60) -> tuple[Decoded, NDArray[np.float32]]:
    """A decoded song and its left channel."""
    pieces: list[NDArray[np.float32]] = []

    def take(frame: AudioFrame) -> None:
        pieces.append(frame.to_ndarray()[0].astype(np.float32))

    return decode(path, longest_s, take), np.concatenate(pieces)


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
    decoded, sound = heard(path)
    assert decoded.duration_s == pytest.approx(2.0, abs=0.06)
    assert len(sound) == pytest.approx(2.0 * HEARD_HZ, abs=0.06 * HEARD_HZ)
    spectrum = np.abs(np.fft.rfft(sound[:HEARD_HZ]))
    assert int(spectrum.argmax()) == pytest.approx(440, abs=2)


def test_no_more_is_decoded_than_asked_for() -> None:
    """A song without end does not fill the memory."""
    samples = 0

    def count(frame: AudioFrame) -> None:
        nonlocal samples
        samples += frame.samples

    with pytest.raises(NoSong, match="too-long"):
        decode(EXAMPLE, 10, count)
    assert samples == pytest.approx(10 * HEARD_HZ, rel=0.02)


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
    with pytest.raises(NoSong, match="not-audio"):
        heard(path)


def test_a_song_cut_off_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    """Half an upload is half a song, not an error here."""
    path = tmp_path / "half.mp3"
    path.write_bytes(EXAMPLE.read_bytes()[:480_000])
    assert heard(path)[0].duration_s == pytest.approx(30, abs=0.5)


def test_a_missing_file_is_undecodable(tmp_path: Path) -> None:
    """The reason is said, no decoder's own error escapes."""
    with pytest.raises(NoSong, match="not-audio"):
        heard(tmp_path / "none.mp3")
