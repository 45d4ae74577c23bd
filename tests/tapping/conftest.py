"""A clip with a song and lines, the links to its page, and the page itself on a free port."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.domain.lyrics.line import NewLine
from bot.services.lyrics.taps import TapLinks
from bot.tapping import TapPage
from storage.files.files import SONG_SUFFIX
from storage.lyrics import lines
from storage.song import songs
from tests.e2e.songs import tone
from tests.services.conftest import BASTIEN, INES, studio
from tests.storage.keeping import keep_bytes

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.lyrics.line import Line
    from tests.services.conftest import Studio

__all__ = ["studio"]

SONG_S = 8.0


@dataclass
class Tapped:
    """The clip, who may do what with it, and the page."""

    studio: Studio
    clip: Clip
    tapping: TapLinks
    page: TapPage
    http: aiohttp.ClientSession
    song: bytes

    async def link(self, person: Person = BASTIEN) -> str:
        """A new link's address."""
        return self.page.link(await self.tapping.invite(person, self.clip))

    async def lines(self) -> list[Line]:
        """The lines as they are stored."""
        async with self.studio.db.reading() as tx:
            return await lines.all_of(tx, self.clip.id)

    async def state(self, link: str) -> dict[str, Any]:
        """What the page is told."""
        async with self.http.get(f"{link}state") as response:
            assert response.status == 200, await response.text()
            told: dict[str, Any] = await response.json()
            return told

    async def save(self, link: str, *times: tuple[int, float], **more: object) -> tuple[int, str]:
        """Save as the page does, times by numbers of lines; the status and the sentence."""
        told = await self.state(link)
        return await self.post(link, marks_of(told, *times) | more)

    async def post(self, link: str, body: object) -> tuple[int, str]:
        """Send something to be saved; the status and the sentence."""
        async with self.http.post(f"{link}save", json=body) as response:
            answer = await response.json()
            return response.status, str(answer["sentence"])


def marks_of(told: dict[str, Any], *times: tuple[int, float]) -> dict[str, Any]:
    """What the page sends when lines of these numbers were marked at these seconds."""
    shown = {line["number"]: line for line in told["lines"]}
    return {
        "marks": [
            {
                "line": shown[number]["id"],
                "start_s": start_s,
                "shown_text": shown[number]["text"],
                "shown_start_s": shown[number]["start_s"],
            }
            for number, start_s in times
        ],
        "shown": [line["id"] for line in told["lines"]],
    }


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


async def give_song(studio: Studio, clip: Clip, seconds: float = SONG_S) -> bytes:
    """Make a steady tone the clip's song."""
    content = tone(seconds)
    sha256 = await keep_bytes(studio.files, content, SONG_SUFFIX)
    async with studio.db.writing() as tx:
        await songs.add(
            tx,
            clip_id=clip.id,
            sha256=sha256,
            filename="ton.wav",
            duration_s=seconds,
            sample_rate_hz=8000,
            channels=1,
            loudness_lufs=-14.0,
            tempo_bpm=120.0,
            beats_s=(0.5, 1.0, 1.5, 2.0),
            bars_s=(0.5,),
            energy=(0.0, 0.5, 1.0),
            peak_dbfs=-1.0,
            added_by=INES.id,
            now=studio.clock.now(),
        )
    return content


@pytest.fixture
async def bare(studio: Studio) -> Clip:
    """A clip of four lines without a song: one timed, one guessed."""
    clip = await studio.clip()
    async with studio.db.writing() as tx:
        await lines.append(
            tx,
            clip.id,
            [
                NewLine("Le train de minuit", start_s=0.5, end_s=1.5),
                NewLine("part sans bruit", start_s=2.0, guessed=True),
                NewLine("la ville dort"),
                NewLine("et moi je veille"),
            ],
            INES.id,
            studio.clock.now(),
        )
    return clip


@pytest.fixture
async def tapped(studio: Studio, bare: Clip) -> AsyncGenerator[Tapped]:
    """The clip with its song, and the page that listens."""
    song = await give_song(studio, bare)
    tapping = TapLinks(studio.db, studio.files, studio.clock, studio.bell)
    page = TapPage(
        tapping, studio.parts, studio.clock, host="127.0.0.1", port=free_port(), address=None
    )
    await page.start()
    async with aiohttp.ClientSession() as http:
        yield Tapped(studio, bare, tapping, page, http, song)
    await page.aclose()
