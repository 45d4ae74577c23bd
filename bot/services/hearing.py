"""The song: heard in a process of its own, kept as a file, then made the clip's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.services.cutting import SONG_SUFFIX
from storage import history, people, songs

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clip import Clip
    from bot.domain.people import Person
    from bot.domain.song import Song
    from bot.ports import Clock
    from bot.video.listening import SongFacts, SongLimits
    from storage.database import Database
    from storage.files import Files


class Ear(Protocol):
    """What measures songs: ``bot.video.assembly.Assembler``, or a fake."""

    async def probe_song(self, path: Path, name: str, limits: SongLimits) -> SongFacts:
        """The song's facts, by decoding it to its end in another process."""
        ...


class Hearing:
    """Setting a clip's song."""

    def __init__(
        self, db: Database, files: Files, clock: Clock, *, ear: Ear, limits: SongLimits
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._ear = ear
        self._limits = limits

    async def set_song(self, person: Person, clip: Clip, upload: Path, filename: str) -> Song:
        """Make an uploaded file the clip's song; earlier ones stay on the disk.

        Raises:
            UserError: it is no song that can be used; the sentence says why and what to do.
            StorageError: it could not be kept.
        """
        facts = await self._ear.probe_song(upload, filename, self._limits)
        sha256 = await self._files.keep(upload, SONG_SUFFIX)
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
                tempo_bpm=None,
                beats_s=(),
                bars_s=(),
                energy=facts.envelope,
                peak_dbfs=facts.peak_dbfs,
                added_by=person.id,
                now=now,
            )
            await history.add(tx, clip.id, person.id, "song-set", now, subject=f"song:{song.id}")
        return song

    async def current(self, clip: Clip) -> Song | None:
        """The clip's song."""
        async with self._db.reading() as tx:
            return await songs.current(tx, clip.id)
