"""The one place that builds objects, joins them, and closes them in the right order.

``house`` makes everything the settings ask for; ``run`` logs in and works until told to stop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.client.attachments import MIB, Attachments
from bot.client.client import CoupletClient
from bot.client.gallery import DiscordGallery
from bot.client.rate_limits import RequestBudgets
from bot.handoff.packer import ProcessPacker
from bot.imaging.known import KnownAbilities
from bot.imaging.loras import loras_in
from bot.imaging.presets import load_presets
from bot.imaging.shrinker import ProcessShrinker
from bot.lyrics.reader import ProcessReader
from bot.marks.classifier import ProcessClassifier
from bot.marks.marker import ProcessMarker
from bot.services.cut.morphs import MORPH_PREFIX
from bot.services.handoff.making import EXPORT_PREFIX
from bot.services.posts.copies import COPIES_PREFIX
from bot.services.rounds.brought import INTAKE_PREFIX
from bot.services.rounds.filming import FILM_PREFIX
from bot.song import measure_song
from bot.tapping import TapPage
from bot.video.assembly import Assembler
from bot.video.contact_sheets import ProcessSheetDrawer
from bot.video.intake_process import ProcessIntake
from bot.wiring.ground import Ground, Ports
from bot.wiring.house import House
from bot.wiring.marks import identity_of
from bot.wiring.painting import Advice, build_painters, cards_found
from bot.wiring.process import SystemClock, clear, freeze_memory, locked, log_to_stderr
from bot.wiring.services import build_services
from cogs import install
from cogs.desk import Desk
from storage.database.database import Database
from storage.database.upgrade import upgrade
from storage.files.files import Files

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from bot.domain.rounds.abilities import Abilities
    from bot.ports.rounds import Painter
    from bot.settings import Settings
    from bot.wiring.services import Services
    from storage.database.upgrade import Upgrade

log = logging.getLogger(__name__)


@asynccontextmanager
async def house(settings: Settings, *, painter: Painter | None = None) -> AsyncGenerator[House]:
    """Everything the settings ask for, closed at the end; ``painter`` replaces the real one.

    Raises:
        UserError: another Couplet works on the data folder, or the presets are wrong.
        StorageError: the database cannot be opened.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(settings.data_folder))
        begins = not settings.database_file.is_file()
        ground = await _ground(settings, stack)
        client = CoupletClient(
            limits=RequestBudgets(settings.requests_per_minute),
            sync_note=settings.data_folder / "commands.sha256",
            api=settings.discord_api,
        )
        stack.push_async_callback(client.close)
        ports = await _ports(ground, client, painter, stack)
        services = build_services(ground, ports)
        await services.marks.sweep()
        # Nobody writes yet: whatever has no row now was left by a bot that was killed.
        await services.clips.erasure.sweep(settled_s=0)
        tap_page = TapPage(
            services.lyrics.taps,
            services.rounds.parts,
            ground.clock,
            host=settings.page_host,
            port=settings.page_port,
            address=settings.page_address,
        )
        stack.push_async_callback(tap_page.aclose)
        desk = _desk(ground, services, client, tap_page)
        await install(client, desk)
        await tap_page.start()
        workers = services.jobs.workers
        advice = {"advice": ports.advice.run} if begins and ports.advice is not None else {}
        yield House(
            settings=settings,
            db=ground.db,
            desk=desk,
            client=client,
            workers=tuple(workers.values()),
            loops={
                "votes": services.votes.votes.run,
                "posts": services.outbox.run,
                "deadlines": services.votes.deadlines.run,
                "erasure": services.clips.erasure.run,
                **{f"{kind} jobs": worker.run for kind, worker in workers.items()},
                **advice,
            },
        )


async def _ground(settings: Settings, stack: AsyncExitStack) -> Ground:
    """The database, brought up to this version, and the files, cleared of what a crash left."""
    presets = load_presets(settings.painter_presets_file)
    if settings.database_file.is_file():
        await brought_up(settings)
    db = await stack.enter_async_context(await Database.open(settings.database_file))
    files = Files(settings.files_folder)
    prefixes = (COPIES_PREFIX, EXPORT_PREFIX, INTAKE_PREFIX, MORPH_PREFIX, FILM_PREFIX)
    await asyncio.to_thread(clear, settings.work_folder, prefixes=prefixes)
    return Ground(settings, presets, db, files, SystemClock())


async def _ports(
    ground: Ground, client: CoupletClient, painter: Painter | None, stack: AsyncExitStack
) -> Ports:
    """The real painter, unless there is another one, and all that is real besides it."""
    settings = ground.settings
    painted: Mapping[str, Abilities] = {}
    advice: Advice | None = None
    if painter is None:
        painter = real = build_painters(
            settings, settings.work_folder / "painted", ground.clock, await cards_found()
        )
        advice = Advice(real)
        # After the painter, whose end answers what was asked.
        stack.push_async_callback(advice.aclose)
        stack.push_async_callback(real.aclose)
        painted = real.abilities
    limit_mib = settings.upload_limit_mib
    return Ports(
        painter=painter,
        encoder=Assembler(
            settings.work_folder / "shots",
            workers=settings.render_workers or None,
            ffmpeg=settings.ffmpeg,
        ),
        gallery=DiscordGallery(
            client, upload_limit_bytes=None if limit_mib is None else int(limit_mib * MIB)
        ),
        marker=ProcessMarker(await identity_of(settings)),
        packer=ProcessPacker(),
        classifier=ProcessClassifier(),
        shrinker=ProcessShrinker(),
        drawer=ProcessSheetDrawer(),
        measure=measure_song,
        reader=ProcessReader(),
        intake=ProcessIntake(settings.ffmpeg),
        abilities=KnownAbilities(painted).of,
        advice=advice,
        loras=partial(loras_in, settings.lora_folder),
    )


def _desk(ground: Ground, services: Services, client: CoupletClient, tap_page: TapPage) -> Desk:
    """What commands and buttons call."""
    return Desk(
        settings=ground.settings,
        clock=ground.clock,
        attachments=Attachments(ground.settings.work_folder, lambda: client.downloads),
        clips=services.clips.clips,
        channels=services.clips.channels,
        directors=services.clips.directors,
        owners=services.clips.owners,
        deeds=services.clips.deeds,
        steps=services.clips.steps,
        erasure=services.clips.erasure,
        servers=services.clips.servers,
        own_data=services.clips.own_data,
        songs=services.song,
        lyrics=services.lyrics.text,
        times=services.lyrics.times,
        shots=services.lyrics.shots,
        undo=services.lyrics.undo,
        prompts=services.prompts.prompts,
        sheets=services.prompts.sheets,
        rounds=services.rounds.requests,
        brought=services.rounds.brought,
        parts=services.rounds.parts,
        films=services.rounds.films,
        queue=services.jobs.queue,
        votes=services.votes.votes,
        decisions=services.votes.decisions,
        deadlines=services.votes.deadlines,
        carousel=services.votes.carousel,
        reminders=services.votes.reminders,
        looks=services.cut.looks,
        notes=services.cut.notes,
        stills=services.cut.stills,
        marks=services.marks,
        held=services.held,
        reports=services.reports,
        renders=services.cut.renders,
        exports=services.handoff.exports,
        returns=services.handoff.returns,
        makings=services.handoff.makings,
        lookup=services.rounds.lookup,
        boards=services.board.views,
        board_upkeep=services.board.upkeep,
        board_shots=services.board.shots,
        taps=services.lyrics.taps,
        tap_page=tap_page,
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
