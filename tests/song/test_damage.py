"""Songs with holes: found wherever they are, told with their place; and files that name others."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import pytest

from bot.domain.errors import UserError
from bot.domain.song.words import complaint
from bot.song import measure_song
from bot.song.damage import Holes
from tests.video.footage import tone

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


EXAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "songs" / "minuit" / "le-train-de-minuit.mp3"
PRIVATE = "/etc/hostname"


def encoded(folder: Path, name: str, seconds: float = 12.0) -> bytes:
    """A tone with some hiss in it, as a file of that kind."""
    wav, out = tone(folder / "s.wav", seconds), folder / name
    hiss = ["-f", "lavfi", "-i", f"anoisesrc=a=0.05:seed=4:d={seconds}"]
    mixed = ["-filter_complex", "amix=inputs=2"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(wav), *hiss, *mixed]
    subprocess.run([*command, "-y", str(out)], check=True)
    return out.read_bytes()


async def refusal(path: Path) -> UserError:
    """What is said where only a whole song will do."""
    try:
        facts = await measure_song(path, path.name)
    except UserError as error:
        return error
    assert facts.damage is not None
    return complaint(facts.damage, path.name)


@pytest.mark.parametrize("name", ["s.flac", "s.mp3", "s.ogg", "s.opus", "s.m4a"])
async def test_a_song_damaged_in_the_middle_is_not_taken_for_whole(
    tmp_path: Path, name: str
) -> None:
    """A second of garbage in a good file: where it is, and how much cannot be heard."""
    data = encoded(tmp_path, name)
    assert (await measure_song(tmp_path / name, name)).duration_s == pytest.approx(12.0, abs=0.1)
    middle, length = len(data) // 2, len(data) // 12
    garbage = random.Random(5).randbytes(length)
    (tmp_path / name).write_bytes(data[:middle] + garbage + data[middle + length :])
    refused = await refusal(tmp_path / name)
    assert refused.key in {"song.damaged", "song.cut-short", "song.corrupt"}
    if name in {"s.flac", "s.mp3"}:
        assert refused.key == "song.damaged"
        assert "near 0:0" in str(refused)


@pytest.mark.parametrize("name", ["s.flac", "s.mp3"])
async def test_a_song_with_a_piece_cut_out_is_damaged(tmp_path: Path, name: str) -> None:
    """An upload that lost a block, where the file can tell: FLAC numbers its frames."""
    data = encoded(tmp_path, name)
    middle = len(data) // 2
    (tmp_path / name).write_bytes(data[:middle] + bytes(len(data) // 20) + data[middle:])
    assert "damaged" in str(await refusal(tmp_path / name))


async def test_a_flac_that_breaks_off_is_said(tmp_path: Path) -> None:
    """It says how long it is, so that a missing end is known."""
    data = encoded(tmp_path, "s.flac")
    (tmp_path / "s.flac").write_bytes(data[: len(data) * 3 // 4])
    assert re.search(r"breaks off at 0:0[89]", str(await refusal(tmp_path / "s.flac")))


async def test_tags_at_the_end_are_no_damage(tmp_path: Path) -> None:
    """Players write their notes behind an MP3."""
    song = tmp_path / "tagged.mp3"
    notes = b"APETAGEX" + bytes(4000) + b"TAG" + bytes(125)
    song.write_bytes(EXAMPLE.read_bytes() + notes)
    assert (await measure_song(song, "tagged.mp3")).duration_s == pytest.approx(60, abs=0.2)


def test_one_bad_packet_is_a_click() -> None:
    """A hole of less than a twentieth of a second, far from what anybody would miss."""
    holes = Holes()
    for k in range(100):
        if k == 50:
            holes.skip(b"\xff\xfb", 400, None, 0.026)
        else:
            holes.read(None, 0.026, 400)
    assert holes.lost_s == pytest.approx(0.026)
    assert holes.at_s == pytest.approx(50 * 0.026)


def test_a_jump_in_time_is_a_hole() -> None:
    """What a parser dropped on its own shows in the next packet's time."""
    holes = Holes()
    for at_s in (0.0, 0.1, 0.2, 1.3, 1.4):
        holes.read(at_s, 0.1, 900)
    assert holes.lost_s == pytest.approx(1.0)
    assert holes.at_s == pytest.approx(0.3)


@asynccontextmanager
async def listening() -> AsyncGenerator[tuple[str, list[bytes]]]:
    """An address on this machine, and all that anybody asks there."""
    asked: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(200))
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/song.mp3", asked


@pytest.mark.parametrize("name", ["song.mp3", "song.m3u8"])
@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXTINF:5,\n{song}\n#EXTINF:5,\nfile://{song}\n#EXTINF:5,\n{url}\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{private}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{song}'\nfile '{url}'\nfile '{private}'\n",
        "[playlist]\nFile1={url}\nFile2=file://{song}\nNumberOfEntries=2\n",
        "<?xml version='1.0'?><MPD><BaseURL>{url}</BaseURL></MPD>",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
        "RIFF....WAVE#EXTM3U\n{url}\n",
    ],
    ids=["m3u8", "hls", "concat", "pls", "dash", "sdp", "riff"],
)
async def test_a_file_that_names_others_opens_none_of_them(
    tmp_path: Path, name: str, content: str
) -> None:
    """Neither a good song on this disk, nor a private file, nor an address: it is no sound."""
    async with listening() as (url, asked):
        path = tmp_path / name
        path.write_text(content.format(song=EXAMPLE, url=url, private=PRIVATE))
        with pytest.raises(UserError) as caught:
            await measure_song(path, name)
        assert caught.value.key in {"song.not-audio", "song.corrupt"}
        assert asked == []
