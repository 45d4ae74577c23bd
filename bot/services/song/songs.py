"""The song: heard in a process of its own, kept as a file, then made the clip's."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from bot.domain.errors import UserError
from bot.domain.lyrics.line import PART_TEXT
from bot.domain.lyrics.spreading import spread
from bot.hearing import Mark, Sheet
from storage.clips import history, people
from storage.files.files import SONG_SUFFIX
from storage.lyrics import lines
from storage.song import songs

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.song.song import Song
    from bot.hearing import Rhythm
    from bot.ports import Clock
    from bot.video.listening import SongFacts, SongLimits
    from storage.database.database import Database
    from storage.files.files import Files


log = logging.getLogger(__name__)


class Ear(Protocol):
    """What measures songs: ``bot.video.assembly.Assembler``, or a fake."""

    async def probe_song(self, path: Path, name: str, limits: SongLimits) -> SongFacts:
        """The song's facts, by decoding it to its end in another process."""
        ...


class Rhythms(Protocol):
    """What finds the beats: ``bot.hearing.find_rhythm``, or a fake."""

    async def __call__(self, path: Path, /) -> Rhythm:
        """The song's tempo, beats and bars, found in another process."""
        ...


class Songs:
    """Setting a clip's song, and what it looks like."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        *,
        ear: Ear,
        rhythms: Rhythms,
        limits: SongLimits,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._ear = ear
        self._rhythms = rhythms
        self._limits = limits

    async def set_song(self, person: Person, clip: Clip, upload: Path, filename: str) -> Song:
        """Make an uploaded file the clip's song; earlier ones stay on the disk.

        Raises:
            UserError: it is no song that can be used; the sentence says why and what to do.
            StorageError: it could not be kept.
        """
        facts = await self._ear.probe_song(upload, filename, self._limits)
        rhythm = await self._rhythm(upload)
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
                tempo_bpm=None if rhythm is None else rhythm.tempo_bpm,
                beats_s=() if rhythm is None else rhythm.beats_s,
                bars_s=() if rhythm is None else rhythm.bars_s,
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

    async def sheet(self, clip: Clip) -> Sheet:
        """What a picture of the song shows: its energy, beats, bars and the lines upon them.

        Raises:
            UserError: the clip has no song.
        """
        async with self._db.reading() as tx:
            song = await songs.current(tx, clip.id)
            found = await lines.all_of(tx, clip.id)
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
                for line in spread(found, song.duration_s, clip.locale)
                if line.start_s is not None
            ),
        )

    async def _rhythm(self, upload: Path) -> Rhythm | None:
        """The song's beats; a song whose beats can't be found is a song all the same."""
        try:
            return await self._rhythms(upload)
        except UserError as error:
            log.warning("no beats: %s", error)
            return None
