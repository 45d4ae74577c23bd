"""Exports: asked for, made as a job, posted in one file or in parts, or left on the bot's disk."""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_director
from bot.domain.errors import UserError
from bot.domain.handoff.export import ExportPart
from bot.domain.handoff.pack import PackedFile
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import announce, queue_job
from bot.services.ground.bell import Lane
from bot.services.handoff.contents import contents_of
from bot.services.handoff.making import EXPORT_PREFIX, making_of
from bot.services.jobs.outcomes import Unwanted
from storage.clips import clips, history, people
from storage.files.files import PACK_SUFFIX
from storage.handoff import exports
from storage.jobs import jobs
from storage.lyrics import lines
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.handoff.export import Export
    from bot.domain.jobs.job import Job
    from bot.domain.prompts.prompt import Preset
    from bot.ports.clock import Clock
    from bot.ports.cut import Encoder, RenderProgress
    from bot.ports.handoff import Packer
    from bot.ports.posts import Gallery
    from bot.services.ground.bell import Bell
    from bot.services.handoff.contents import Contents
    from bot.services.marks.signed_copies import SignedCopies
    from storage.database.database import Database, Tx
    from storage.files.files import Files

log = logging.getLogger(__name__)

PACKING: Final = "packing"
MOST_PARTS: Final = 8
"""So many messages with parts a channel bears; what is larger lies on the bot's disk."""
_MOVIES: Final = 0.95
"""The share of an export's work that its movies are."""


class Exports:
    """Asks for exports, and performs them."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        bell: Bell,
        *,
        encoder: Encoder,
        packer: Packer,
        gallery: Gallery,
        marking: SignedCopies,
        presets: Mapping[str, Preset],
        work_folder: Path,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._bell = bell
        self._encoder = encoder
        self._packer = packer
        self._gallery = gallery
        self._marking = marking
        self._presets = presets
        self._work_folder = work_folder

    async def ask(self, person: Person, clip: Clip, *, rejected: bool) -> Export:
        """Put an export into the queue; ``rejected`` takes takes along that were not chosen.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no song, no line, no winner, or an export of the clip waits already.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            if await songs.current(tx, clip.id) is None:
                raise UserError("render.no-song")
            found = await lines.all_of(tx, clip.id)
            if not found:
                raise UserError("line.none")
            if not any(line.winner_take_id is not None for line in found):
                raise UserError("render.no-winners")
            waiting = await jobs.waiting(tx, JobKind.EXPORT)
            if any(job.clip_id == clip.id for job in waiting):
                raise UserError("handoff.already-waiting")
            await people.remember(tx, person.id, person.name, now)
            export = await exports.add(
                tx, clip_id=clip.id, requested_by=person.id, rejected=rejected, now=now
            )
            await queue_job(
                tx,
                clip,
                JobKind.EXPORT,
                export.id,
                batch=secrets.token_hex(8),
                requested_by=person.id,
                size=1,
                now=now,
            )
            await history.add(
                tx, clip.id, person.id, "export-asked", now, subject=f"export:{export.id}"
            )
        self._bell.ring(Lane.EXPORT, Lane.POST)
        return export

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Render the shots, pack all, store the files with their posts.

        Raises:
            UserError: what is to be exported is gone meanwhile, or OpenTimelineIO is missing.
            Unwanted: the job was cancelled while the files were put away.
            EncoderError, StorageError: as the encoder and the storage say.
        """
        async with self._db.reading() as tx:
            export = await exports.by_id(tx, job.subject_id)
            clip = None if export is None else await clips.by_id(tx, export.clip_id)
            if export is None or clip is None:
                raise UserError("clip.none-here")
            contents = await contents_of(tx, self._files, clip, export, self._presets)
            told = await making_of(tx, self._files, clip, self._presets)
        folder = self._work_folder / f"{EXPORT_PREFIX}{export.id}"
        limit_bytes = self._gallery.upload_limit_bytes(clip.channel_id)
        try:
            await asyncio.to_thread(_make_anew, folder)
            made = await self._files_of(contents, folder, on_progress)
            on_progress(_MOVIES, PACKING)
            story = await self._packer.write_making_of(told, folder, limit_bytes)
            pages = [PackedFile(path, f"making-of/{path.name}") for path in story]
            pack = replace(contents.pack, files=(*contents.pack.files, *pages, *made))
            zips = await self._packer.pack(pack, folder, limit_bytes, MOST_PARTS)
            parts = [
                ExportPart(
                    number,
                    path.name,
                    (await asyncio.to_thread(path.stat)).st_size,
                    await self._files.keep(path, PACK_SUFFIX),
                )
                for number, path in enumerate(zips, 1)
            ]
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        posted = all(part.size_bytes <= limit_bytes for part in parts)
        now = self._clock.now()
        async with self._db.writing() as tx:
            if not await jobs.is_wanted(tx, job):
                raise Unwanted
            await exports.finish(tx, export.id, parts, shots=len(contents.movies), posted=posted)
            await jobs.finish(tx, job.id, JobState.DONE, now)
            for part in parts:
                await announce(tx, clip, PostKind.EXPORT, f"{export.id}.{part.number}", now)

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Nothing to mark: an export without files is one that ended without result."""
        del tx
        log.info("export %d ended as %s", job.subject_id, state)

    async def places(
        self, person: Person, clip: Clip, export_id: int
    ) -> tuple[tuple[str, Path], ...]:
        """Name and place on the bot's disk of an export's files.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: a newer export has taken their place.
        """
        require_director(person, clip)
        async with self._db.reading() as tx:
            export = await exports.by_id(tx, export_id)
        if export is None or not export.parts:
            raise UserError("handoff.gone")
        return tuple(
            (part.name, self._files.path(part.sha256, PACK_SUFFIX).absolute())
            for part in export.parts
        )

    async def keep_back(self, subject: str) -> bool:
        """Say where the files lie instead of posting them, after Discord refused the first."""
        export_id, _, number = subject.partition(".")
        if number != "1":
            return False
        async with self._db.writing() as tx:
            return await exports.keep_back(tx, int(export_id))

    async def _files_of(
        self,
        contents: Contents,
        folder: Path,
        on_progress: Callable[[float, str | None], None],
    ) -> Sequence[PackedFile]:
        """The movies rendered and the pictures signed, the stills and movies first."""
        total = sum(movie.frames for movie in contents.movies)
        done = 0
        movies: list[PackedFile] = []
        for number, movie in enumerate(contents.movies):

            def note(
                progress: RenderProgress, done: int = done, frames: int = movie.frames
            ) -> None:
                share = (done + progress.share * frames) / total
                on_progress(_MOVIES * share, progress.stage)

            out = folder / f"movie-{number}.mp4"
            await self._encoder.render(movie.edit, out, on_progress=note)
            done += movie.frames
            movies.append(PackedFile(out, movie.name))
        signed = await self._marking.signed_takes(
            {take.path: take.take_id for take in contents.takes}, folder / "signed"
        )
        pictures = [PackedFile(signed[take.path], take.name) for take in contents.takes]
        chosen = {shot.still for shot in contents.pack.shots}
        stills = [one for one in pictures if one.name in chosen]
        return [*stills, *movies, *(one for one in pictures if one.name not in chosen)]


def _make_anew(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "signed").mkdir(parents=True)
