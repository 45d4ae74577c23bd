"""The one place that builds objects, joins them, and closes them in the right order.

``house`` makes everything the settings ask for; ``run`` logs in and works until told to stop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.client.attachments import MIB, Attachments
from bot.client.client import CoupletClient
from bot.client.gallery import DiscordGallery
from bot.client.rate_limits import RequestBudgets
from bot.domain.cut.edit import Codec
from bot.domain.errors import UserError
from bot.domain.jobs.job import JobKind
from bot.domain.song.song import SongLimits
from bot.domain.votes.ballot import BallotRules
from bot.imaging.painter import ProcessPainter
from bot.imaging.presets import load_presets
from bot.imaging.shrinker import ProcessShrinker
from bot.lyrics.reader import ProcessReader
from bot.marks.marker import Identity, ProcessMarker, inspect, own_identity
from bot.services.clips.clips import Clips
from bot.services.clips.erasure import Erasure
from bot.services.clips.owners import Owners
from bot.services.clips.servers import Servers
from bot.services.cut.looks import Looks
from bot.services.cut.renders import Renders
from bot.services.ground.bell import Bell
from bot.services.jobs.queue import JobQueue
from bot.services.jobs.worker import Worker
from bot.services.lyrics.changes import Undo
from bot.services.lyrics.shots import Shots
from bot.services.lyrics.taps import TapLinks
from bot.services.lyrics.text import LyricsText
from bot.services.lyrics.times import Times
from bot.services.marks.signed_copies import SignedCopies
from bot.services.posts.copies import COPIES_PREFIX, SmallCopies
from bot.services.posts.outbox import Outbox
from bot.services.posts.progress import BatchProgress
from bot.services.posts.views import PostViews
from bot.services.prompts.prompts import Prompts
from bot.services.prompts.sheet import PromptSheets
from bot.services.rounds.lookup import RoundLookup
from bot.services.rounds.performer import RoundPerformer
from bot.services.rounds.previews import Previews
from bot.services.rounds.requests import RoundRequests
from bot.services.song.songs import Songs
from bot.services.votes.deadlines import Deadlines
from bot.services.votes.decisions import Decisions
from bot.services.votes.results import BallotResults
from bot.services.votes.votes import Votes
from bot.settings import variable
from bot.song import measure_song
from bot.tapping import TapPage
from bot.video.assembly import Assembler
from bot.wiring.house import House
from bot.wiring.process import SystemClock, clear, freeze_memory, locked, log_to_stderr
from cogs import install
from cogs.desk import Desk
from storage.database.database import Database
from storage.database.upgrading import upgrade
from storage.files.files import Files

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.ports import Painter
    from bot.settings import Settings
    from storage.database.upgrading import Upgrade

log = logging.getLogger(__name__)

_TOKEN: Final = variable("token")
"""Not handed on to the painter, which has no business with it."""


@asynccontextmanager
async def house(settings: Settings, *, painter: Painter | None = None) -> AsyncGenerator[House]:
    """Everything the settings ask for, closed at the end; ``painter`` replaces the real one.

    Raises:
        UserError: another Couplet works on the data folder, or the presets are wrong.
        StorageError: the database cannot be opened.
    """
    presets = dict(load_presets(settings.painter_presets_file))
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(settings.data_folder))
        if settings.database_file.is_file():
            await brought_up(settings)
        db = await stack.enter_async_context(await Database.open(settings.database_file))
        files = Files(settings.files_folder)
        await asyncio.to_thread(clear, settings.work_folder, prefix=COPIES_PREFIX)
        clock, bell = SystemClock(), Bell()
        erasure = Erasure(db, files, clock, bell, rejected_days=settings.rejected_takes_days)
        # Nobody writes yet: whatever has no row now was left by a bot that was killed.
        await erasure.sweep(settled_s=0)
        if painter is None:
            real = ProcessPainter(
                settings.work_folder / "painted",
                clock,
                device=settings.painter_device,
                dtype=settings.painter_dtype,
                nice=settings.painter_nice,
                environ={name: one for name, one in os.environ.items() if name != _TOKEN},
            )
            stack.push_async_callback(real.aclose)
            painter = real
        assembler = Assembler(
            settings.work_folder / "shots",
            workers=settings.render_workers or None,
            ffmpeg=settings.ffmpeg,
        )
        desks: list[Desk] = []

        async def furnish(client: CoupletClient) -> None:
            await install(client, desks[0])

        client = CoupletClient(
            install=furnish,
            limits=RequestBudgets(settings.requests_per_minute),
            sync_note=settings.data_folder / "commands.sha256",
            api=settings.discord_api,
        )
        stack.push_async_callback(client.close)
        limit_mib = settings.upload_limit_mib
        gallery = DiscordGallery(
            client, upload_limit_bytes=None if limit_mib is None else int(limit_mib * MIB)
        )

        identity = await _identity(settings)
        marking = SignedCopies(
            db,
            ProcessMarker(identity),
            settings.data_folder / "outgoing",
            presets,
            words=settings.signing_prompts == "words",
        )
        await marking.sweep()

        previews = Previews(wanted=settings.painter_previews)
        taking = RoundPerformer(
            db,
            files,
            clock,
            painter,
            presets,
            previews=previews,
            most_takes=settings.painter_batch_takes,
        )
        assembling = Renders(
            db,
            files,
            clock,
            bell,
            encoder=assembler,
            gallery=gallery,
            presets=presets,
            work_folder=settings.work_folder,
            codec=Codec(settings.render_encoder),
        )
        painters = Worker(db, clock, bell, JobKind.PAINT, taking, batches=taking.batches)
        renderers = Worker(db, clock, bell, JobKind.RENDER, assembling)
        workers = {JobKind.PAINT: painters, JobKind.RENDER: renderers}
        queueing = JobQueue(db, clock, bell, presets, workers)
        voting = Votes(db, clock, bell, gallery)
        painting = RoundRequests(
            db,
            clock,
            bell,
            waiting_limit=settings.waiting_rounds_max,
            takes_max=settings.takes_max,
        )
        settling = BallotResults(clock, painting)
        deadlines = Deadlines(db, clock, bell, voting, settling)
        posting = Outbox(
            db,
            clock,
            bell,
            gallery=gallery,
            showing=PostViews(db, files, clock, BatchProgress(db, queueing, previews)),
            voting=voting,
            refitting=assembling,
            shrinking=SmallCopies(db, files, gallery, ProcessShrinker(), settings.work_folder),
            marking=marking,
            progress_every_s=settings.progress_every_s,
        )
        tapping = TapLinks(db, files, clock, bell)
        tap_page = TapPage(
            tapping,
            clock,
            host=settings.page_host,
            port=settings.page_port,
            address=settings.page_address,
        )
        stack.push_async_callback(tap_page.aclose)
        desk = Desk(
            settings=settings,
            clock=clock,
            fetching=Attachments(settings.work_folder, lambda: client.downloads),
            clips=Clips(
                db,
                clock,
                bell,
                default_preset=settings.painter_preset,
                default_rules=_default_rules(settings),
                default_locale=settings.locale,
            ),
            owners=Owners(db),
            erasure=erasure,
            servers=Servers(db, presets),
            songs=Songs(
                db,
                files,
                clock,
                measure=measure_song,
                limits=_song_limits(settings),
            ),
            lyrics=LyricsText(db, clock, ProcessReader()),
            times=Times(db, clock),
            shots=Shots(db, clock),
            undo=Undo(db, clock),
            prompts=Prompts(db, clock, presets),
            sheets=PromptSheets(db, clock),
            rounds=painting,
            queue=queueing,
            votes=voting,
            decisions=Decisions(db, clock, bell, voting, settling),
            deadlines=deadlines,
            looks=Looks(db, clock),
            renders=assembling,
            lookup=RoundLookup(db, files),
            taps=tapping,
            tap_page=tap_page,
        )
        desks.append(desk)
        await tap_page.start()
        yield House(
            settings=settings,
            db=db,
            desk=desk,
            client=client,
            workers=(painters, renderers),
            loops={
                "voting": voting.run,
                "posting": posting.run,
                "deadlines": deadlines.run,
                "erasing": erasure.run,
                "painting": painters.run,
                "rendering": renderers.run,
            },
        )


async def brought_up(settings: Settings) -> Upgrade:
    """Migrate the database to this version, after a backup; the data folder's lock is held.

    Raises:
        StorageError: there is none, it is newer than this code, or a step failed.
    """
    change = await upgrade(settings.database_file, settings.backups_folder)
    if change.backup is not None:
        log.info(
            "the database went from version %d to %d; as it was before it is %s",
            change.before,
            change.after,
            change.backup,
        )
    return change


async def run(settings: Settings) -> None:
    """Be the bot until SIGINT or SIGTERM.

    Raises:
        SettingsError: there is no token.
        UserError, StorageError: as ``house`` and ``House.serve`` say.
    """
    token = settings.require_token()
    log_to_stderr(settings.log_level)
    async with house(settings) as built:
        freeze_memory()
        served = asyncio.create_task(built.serve(token))
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, served.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await served
    log.info("stopped")


async def _identity(settings: Settings) -> Identity:
    """What files are signed with: the key that the settings name, or one made here.

    Raises:
        UserError: it cannot sign, or only one of key and certificate is named.
    """
    key, chain = settings.signing_key, settings.signing_chain
    if key is None and chain is None:
        return await own_identity(settings.identity_folder, settings.signing_timestamp_url)
    if key is None or chain is None:
        raise UserError("marks.key-unreadable")
    identity = Identity(key, chain, settings.signing_timestamp_url)
    await inspect(identity)
    return identity


def _default_rules(settings: Settings) -> BallotRules:
    return BallotRules(deadline_s=settings.ballot_deadline_minutes * 60 or None)


def _song_limits(settings: Settings) -> SongLimits:
    return SongLimits(
        longest_s=settings.song_max_minutes * 60, largest_bytes=int(settings.song_max_mib * MIB)
    )
