"""The clip: asking for a render, building the edit from the rows, storing what came out."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_director
from bot.domain.cut.edit import Codec
from bot.domain.cut.render import RenderKind
from bot.domain.errors import UserError
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.lyrics.line import LineShot
from bot.domain.posts.post import PostKind
from bot.ports.cut import RenderStage
from bot.services.cut.edit import edit_of
from bot.services.ground.announcements import announce, queue_job
from bot.services.ground.bell import Lane
from bot.services.ground.required import require_line
from bot.services.jobs.outcomes import Unwanted
from bot.services.marks.claims import of_clip
from storage.clips import clips, history, people
from storage.cut import renders
from storage.files.files import CLIP_SUFFIX
from storage.jobs import jobs
from storage.lyrics import lines
from storage.marks import claims
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.cut.render import Render, RenderOptions
    from bot.domain.jobs.job import Job
    from bot.domain.prompts.prompt import Preset
    from bot.ports.clock import Clock
    from bot.ports.cut import Encoder, RenderProgress
    from bot.ports.posts import Gallery
    from bot.services.cut.morphs import Morphs
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx
    from storage.files.files import Files

log = logging.getLogger(__name__)

MOST_REFITS: Final = 2
_SMALLER: Final = 0.8
"""A refusal by Discord leads to a file of this share of the one before."""
_EVERYBODYS_BYTES: Final = 10 * 1024 * 1024
"""What Discord takes in any channel: the last try aims no higher, whatever the guild was told."""


class Renders:
    """Asks for renders, and performs them.

    ``stamp_bytes`` is what signing adds beyond what a claim says: a time stamp, a longer chain.
    """

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        bell: Bell,
        *,
        encoder: Encoder,
        morphs: Morphs,
        gallery: Gallery,
        presets: Mapping[str, Preset],
        work_folder: Path,
        codec: Codec = Codec.X264,
        stamp_bytes: int = 0,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._bell = bell
        self._encoder = encoder
        self._morphs = morphs
        self._gallery = gallery
        self._presets = presets
        self._work_folder = work_folder
        self._codec = codec
        self._stamp_bytes = stamp_bytes

    async def ask(
        self,
        person: Person,
        clip: Clip,
        kind: RenderKind,
        options: RenderOptions,
        *,
        line: int | None = None,
    ) -> Render:
        """Put a render into the queue; ``line`` asks for the shot of the line of that number.

        Raises:
            NotAllowed: a final render asked for by somebody else than the director.
            UserError: no song, no lines, no such line, a span outside the song, such a render of
                this clip waits already, or a final one lacks winners and ``allow_missing`` is not
                set.
        """
        if kind is RenderKind.FINAL:
            require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            await self._check(tx, clip, kind, options)
            if line is not None:
                options = replace(options, line_id=(await require_line(tx, clip, line)).id)
            await people.remember(tx, person.id, person.name, now)
            render = await renders.add(
                tx, clip_id=clip.id, kind=kind, options=options, requested_by=person.id, now=now
            )
            await queue_job(
                tx,
                clip,
                JobKind.RENDER,
                render.id,
                batch=secrets.token_hex(8),
                requested_by=person.id,
                size=1,
                now=now,
            )
            await history.add(
                tx, clip.id, person.id, "render-asked", now, subject=f"render:{render.id}"
            )
        self._bell.ring(Lane.RENDER, Lane.POST)
        return render

    async def perform(self, job: Job, on_progress: Callable[[float, str | None], None]) -> None:
        """Assemble the job's clip, fit it to the channel, store it with its post.

        Raises:
            UserError: song or lines are gone meanwhile, or ffmpeg can't do what it should.
            Unwanted: the job was cancelled while the clip was put away.
            EncoderError, StorageError: as the encoder and the storage say.
        """
        async with self._db.reading() as tx:
            render = await renders.by_id(tx, job.subject_id)
            clip = None if render is None else await clips.by_id(tx, render.clip_id)
            if render is None or clip is None:
                raise UserError("clip.none-here")
            cut = await edit_of(tx, self._files, clip, render, self._presets)
            claim = await of_clip(tx, clip, self._presets)
        cut, faded = await self._morphs.filled(
            cut, lambda share: on_progress(share, RenderStage.MORPHS)
        )
        edit = cut.edit
        if render.kind is RenderKind.FINAL:
            edit = replace(edit, encoder=replace(edit.encoder, codec=self._codec))
        out = self._work_folder / f"render-{render.id}{CLIP_SUFFIX}"
        fitted = out.with_name(f"fitted-{render.id}{CLIP_SUFFIX}")

        def note(progress: RenderProgress) -> None:
            on_progress(progress.share, progress.stage)

        try:
            rendered = await self._encoder.render(edit, out, on_progress=note)
            sha256 = await self._files.keep(out, CLIP_SUFFIX)
            posted_sha256: str | None = sha256
            # The file is signed on its way out: what that adds is left free.
            limit_bytes = self._gallery.upload_limit_bytes(clip.channel_id)
            limit_bytes -= claim.room_bytes + self._stamp_bytes
            if rendered.size_bytes > limit_bytes:
                posted_sha256 = await self._fitted(out, limit_bytes, fitted, note)
        finally:
            await asyncio.to_thread(_remove, out, fitted)
        now = self._clock.now()
        async with self._db.writing() as tx:
            if not await jobs.is_wanted(tx, job):
                raise Unwanted
            await renders.finish(
                tx,
                render.id,
                sha256=sha256,
                posted_sha256=posted_sha256,
                frames=rendered.frames,
                rate=cut.edit.format.rate,
                width_px=rendered.width_px,
                height_px=rendered.height_px,
                cards=rendered.carded,
                broken=rendered.broken,
                undrawn=rendered.undrawn,
                unseen=cut.unseen if render.options.whole else (),
                spread=cut.spread > 0,
                faded=faded,
            )
            await claims.keep(tx, render.id, claim)
            await jobs.finish(tx, job.id, JobState.DONE, now)
            await announce(tx, clip, PostKind.RENDER, str(render.id), now)

    async def settle(self, tx: Tx, job: Job, state: JobState) -> None:
        """Nothing to mark: a render without a file is one that ended without result."""
        del tx
        log.info("render %d ended as %s", job.subject_id, state)

    async def refit(self, render_id: int) -> bool:
        """Encode the posted file smaller; False once that was done twice: none is posted then."""
        async with self._db.reading() as tx:
            render = await renders.by_id(tx, render_id)
            claim = await claims.of_render(tx, render_id)
        if render is None or render.sha256 is None or render.posted_sha256 is None:
            return False
        refused = self._files.path(render.posted_sha256, CLIP_SUFFIX)
        posted_sha256: str | None = None
        if render.refits < MOST_REFITS:
            smaller = self._work_folder / f"refit-{render.id}{CLIP_SUFFIX}"
            size = (await asyncio.to_thread(refused.stat)).st_size
            limit_bytes = int(size * _SMALLER)
            if render.refits + 1 == MOST_REFITS:
                room_bytes = 0 if claim is None else claim.room_bytes + self._stamp_bytes
                limit_bytes = min(limit_bytes, _EVERYBODYS_BYTES - room_bytes)
            try:
                posted_sha256 = await self._fitted(
                    self._files.path(render.sha256, CLIP_SUFFIX), limit_bytes, smaller, _unheard
                )
            finally:
                await asyncio.to_thread(_remove, smaller)
        async with self._db.writing() as tx:
            await renders.refit(tx, render.id, posted_sha256)
        return True

    async def _fitted(
        self, clip: Path, limit_bytes: int, out: Path, on_progress: Callable[[RenderProgress], None]
    ) -> str | None:
        """A kept copy of ``clip`` that fits; None when nothing worth watching would."""
        try:
            await self._encoder.fit(clip, limit_bytes, out, on_progress=on_progress)
        except UserError as error:
            log.warning("clip %s: %s", clip.name, error)
            return None
        return await self._files.keep(out, CLIP_SUFFIX)

    async def _check(self, tx: Tx, clip: Clip, kind: RenderKind, options: RenderOptions) -> None:
        song = await songs.current(tx, clip.id)
        if song is None:
            raise UserError("render.no-song")
        there = await lines.all_of(tx, clip.id)
        if not there:
            raise UserError("line.none")
        since = options.from_s or 0.0
        until = song.duration_s if options.to_s is None else options.to_s
        if not 0 <= since < until <= song.duration_s:
            raise UserError("render.bad-span")
        for job in await jobs.waiting(tx, JobKind.RENDER):
            other = await renders.by_id(tx, job.subject_id)
            if job.clip_id != clip.id or other is None or other.kind is not kind:
                continue
            if other.options.frame == options.frame:
                raise UserError("render.already-waiting")
        shots = [line for line in there if line.shot is not LineShot.SHARED]
        missing = [line.number for line in shots if line.winner_take_id is None]
        if kind is RenderKind.FINAL and missing:
            if len(missing) == len(shots):
                raise UserError("render.no-winners")
            if not options.allow_missing:
                raise UserError("render.missing", lines=", ".join(map(str, missing)))


def _unheard(progress: RenderProgress) -> None:
    """Refitting is quick and nobody watches it."""
    del progress


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
