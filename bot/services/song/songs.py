"""The song: measured in a process of its own, kept as a file, then made the clip's."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean
from bot.domain.lyrics.line import PART_TEXT
from bot.domain.lyrics.spreading import spread
from bot.domain.song.words import complaint
from bot.song.sheet import Mark, Sheet
from storage.clips import history, people
from storage.files.files import SONG_SUFFIX
from storage.lyrics import lines
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.song.song import Song, SongLimits
    from bot.ports.clock import Clock
    from bot.ports.song import Measure
    from storage.database.database import Database
    from storage.files.files import Files


MOST_OF_A_CLIP: Final = 5
"""A clip's songs that are kept; files of earlier ones go with the next sweep."""
MOST_OF_A_GUILD: Final = 200
_AT_ONCE: Final = 2


class Songs:
    """Setting a clip's song, and what it looks like."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        *,
        measure: Measure,
        limits: SongLimits,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._measure = measure
        self._limits = limits
        self._busy: set[tuple[str, int]] = set()
        self._free = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def turn(self, person: Person, clip: Clip) -> AsyncGenerator[None]:
        """Room and time to take in one song, download and all, for as long as the block lasts.

        Songs cost disk and processor, so they come one at a time of each person and for each clip,
        and few in all.

        Raises:
            UserError: one is being taken in already, or the server keeps as many as it may.
        """
        whose = {("person", person.id), ("clip", clip.id)}
        if whose & self._busy:
            raise UserError("song.busy")
        self._busy |= whose
        try:
            async with self._free:
                async with self._db.reading() as tx:
                    if await songs.count_of_guild(tx, clip.guild_id) >= MOST_OF_A_GUILD:
                        raise UserError("song.quota", limit=MOST_OF_A_GUILD)
                yield
        finally:
            self._busy -= whose

    async def set_song(self, person: Person, clip: Clip, upload: Path, filename: str) -> Song:
        """Make an uploaded file the clip's song; the last few before it stay on the disk.

        Raises:
            UserError: it is no song that can be used; the sentence says why and what to do.
            StorageError: it could not be kept.
        """
        filename = clean(filename)
        copy = upload.with_name(f"{upload.name}-{secrets.token_hex(4)}")
        try:
            facts = await self._measure(upload, filename, self._limits, placed=copy)
            if facts.damage is not None:
                raise complaint(facts.damage, filename)
            sha256 = await self._files.keep(copy if facts.placed else upload, SONG_SUFFIX)
        finally:
            await asyncio.to_thread(copy.unlink, missing_ok=True)
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            song = await songs.add(
                tx,
                clip_id=clip.id,
                sha256=sha256,
                filename=filename,
                duration_s=facts.duration_s,
                sample_rate_hz=facts.sample_rate_hz,
                channels=facts.channels,
                loudness_lufs=facts.loudness_lufs,
                tempo_bpm=facts.tempo_bpm,
                beats_s=facts.beats_s,
                bars_s=facts.bars_s,
                energy=facts.energy,
                peak_dbfs=facts.peak_dbfs,
                added_by=person.id,
                now=now,
            )
            await songs.drop_earlier(tx, clip.id, MOST_OF_A_CLIP)
            await history.add(tx, clip.id, person.id, "song-set", now, subject=f"song:{song.id}")
        return song

    async def current(self, clip: Clip) -> Song | None:
        """The clip's song."""
        async with self._db.reading() as tx:
            return await songs.current(tx, clip.id)

    async def sheet(self, clip: Clip) -> Sheet:
        """What a picture of the song shows: its energy, beats, bars and the lines upon them.

        Raises:
            UserError: the clip has no song.
        """
        async with self._db.reading() as tx:
            song = await songs.current(tx, clip.id)
            there = await lines.all_of(tx, clip.id)
        if song is None:
            raise UserError("render.no-song")
        return Sheet(
            title=clip.name,
            duration_s=song.duration_s,
            peaks=song.energy,
            beats_s=song.beats_s,
            bars_s=song.bars_s,
            tempo_bpm=song.tempo_bpm,
            marks=tuple(
                Mark(
                    line.number,
                    line.text if line.sung else PART_TEXT,  # the picture's letters have no note
                    line.start_s,
                    line.section,
                    line.guessed,
                )
                for line in spread(there, song.duration_s, clip.locale)
                if line.start_s is not None
            ),
        )
