"""Tapping along: links to the page given out, and what was tapped there saved as the person's own.

It refuses to know how the page is served. Whoever holds a link's key may hear the song and save
once; nobody else gets in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.clips.clip import ClipState
from bot.domain.clips.people import Person
from bot.domain.errors import UserError
from bot.domain.lyrics.changes import Change
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.taps import lay
from bot.domain.lyrics.writing import write
from bot.domain.posts.post import PostKind
from bot.services.ground import keys
from bot.services.ground.bell import Lane
from bot.services.lyrics.changes import changing
from storage.clips import clips, people
from storage.files.files import SONG_SUFFIX
from storage.lyrics import lines, taps
from storage.posts import posts
from storage.song import songs

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import Line
    from bot.domain.lyrics.taps import LineTaps, Meanwhile, Tap
    from bot.domain.song.song import Song
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx
    from storage.files.files import Files


@dataclass(frozen=True, slots=True)
class Opened:
    """What the holder of a link gets to see: the clip, its song, and the lines that are sung."""

    tap: Tap
    person_name: str
    clip: Clip
    song: Song
    song_file: Path
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it: numbers of the lines that keep a tapped time, and what others did."""

    numbers: tuple[int, ...]
    meanwhile: Meanwhile


class TapLinks:
    """Links, and what is saved with them."""

    def __init__(self, db: Database, files: Files, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._bell = bell

    async def invite(self, person: Person, clip: Clip) -> str:
        """A new link's key for ``person``; whoever has it may tap in their name, once.

        Earlier links of theirs to the same clip end with it.

        Raises:
            UserError: the clip has no song, or no line to tap.
        """
        secret, secret_sha256 = keys.new_secret()
        now = self._clock.now()
        async with self._db.writing() as tx:
            song, _ = await _material(tx, clip)
            await people.remember(tx, person.id, person.name, now)
            tap_id = await taps.add(
                tx,
                clip_id=clip.id,
                song_id=song.id,
                person_id=person.id,
                locale=person.locale,
                secret_sha256=secret_sha256,
                now=now,
            )
        return f"{tap_id}-{secret}"

    async def sheet(self, clip: Clip) -> str:
        """An LRC with a stamp before each line, empty where it has no time, to be filled in.

        Raises:
            UserError: the clip has no song, or no line to time.
        """
        async with self._db.reading() as tx:
            song, sung = await _material(tx, clip)
        return write(
            sung,
            Kind.LRC,
            title=clip.name,
            artist=clip.artist,
            duration_s=song.duration_s,
            stamp_all=True,
        )

    async def open(self, key: str) -> Opened:
        """What the link of this key shows; it may be opened again until it is saved with.

        Raises:
            UserError: ``tap.gone`` for a key that lets nobody in (any more), whatever the reason.
        """
        async with self._db.reading() as tx:
            return await self._opened(tx, key)

    async def save(self, key: str, tapped: LineTaps) -> Saved:
        """Keep what was marked as the link's person's own times, and use the link up.

        Raises:
            UserError: ``tap.gone`` as in ``open``; ``tap.nothing`` where nothing was marked and
                ``tap.no-line`` where no mark fits a line, and the link stays good.
            StorageError: nothing was kept, and the link stays good.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            session = await self._opened(tx, key)
            clip, tap, song = session.clip, session.tap, session.song
            if not tapped.marks:
                raise UserError("tap.nothing")
            before = await lines.all_of(tx, clip.id)
            placement = lay(tapped, before, song.duration_s, other_song=song.id != tap.song_id)
            if not placement.numbers:
                raise UserError("tap.no-line")
            if not await taps.use(tx, tap.id, now):
                raise UserError("tap.gone")
            person = Person(tap.person_id, session.person_name, locale=tap.locale)
            async with changing(tx, clip, person, Change.TAPPED, now) as frame:
                pairs = zip(before, placement.lines, strict=True)
                await lines.save(tx, *(new for old, new in pairs if old != new))
            if frame.change_id is not None:
                await posts.add(
                    tx,
                    clip_id=clip.id,
                    channel_id=clip.channel_id,
                    kind=PostKind.TAPPED,
                    subject=str(frame.change_id),
                    now=now,
                )
        self._bell.ring(Lane.POST)
        return Saved(placement.numbers, placement.meanwhile)

    async def _opened(self, tx: Tx, key: str) -> Opened:
        tap = await self._let_in(tx, key)
        clip = None if tap is None else await clips.by_id(tx, tap.clip_id)
        if tap is None or clip is None or clip.state is ClipState.ARCHIVED:
            raise UserError("tap.gone")
        song, sung = await _material(tx, clip)
        return Opened(
            tap=tap,
            person_name=await people.name_of(tx, tap.person_id),
            clip=clip,
            song=song,
            song_file=self._files.path(song.sha256, SONG_SUFFIX),
            lines=sung,
        )

    async def _let_in(self, tx: Tx, key: str) -> Tap | None:
        """The open link that ``key`` belongs to; how long it takes tells nothing of the secret."""
        tap_id = keys.id_in(key)
        tap = None if tap_id is None else await taps.by_id(tx, tap_id)
        fits = keys.fits(key, None if tap is None else tap.secret_sha256)
        return tap if tap is not None and fits and tap.is_open(self._clock.now()) else None


async def _material(tx: Tx, clip: Clip) -> tuple[Song, tuple[Line, ...]]:
    """The clip's song and the lines that have words."""
    song = await songs.current(tx, clip.id)
    sung = tuple(line for line in await lines.all_of(tx, clip.id) if line.sung)
    if not sung:
        raise UserError("line.none")
    if song is None:
        raise UserError("render.no-song")
    return song, sung
