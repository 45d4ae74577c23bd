"""The one place that builds objects, joins them, and closes them in the right order.

``house`` makes everything the settings ask for; ``run`` logs in and works until told to stop.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import gc
import logging
import os
import signal
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.client.client import CoupletClient
from bot.client.fetching import MIB, Fetching
from bot.client.gallery import DiscordGallery
from bot.client.limits import Limits
from bot.domain.ballot import BallotRules
from bot.domain.edit import Codec
from bot.domain.errors import UserError
from bot.domain.job import JobKind
from bot.hearing import find_rhythm
from bot.imaging.painter import ProcessPainter
from bot.imaging.presets import load_presets
from bot.imaging.shrinking import ProcessShrinker
from bot.services.assembling import Assembling
from bot.services.bell import Bell
from bot.services.changing import Undoing
from bot.services.deciding import Deciding
from bot.services.finding import Finding
from bot.services.gathering import Gathering
from bot.services.governing import Governing
from bot.services.hearing import Hearing
from bot.services.looking import Looking
from bot.services.painting import Painting
from bot.services.posting import Posting
from bot.services.previewing import Previews
from bot.services.progressing import Progressing
from bot.services.prompting import Prompting
from bot.services.queueing import Queueing
from bot.services.shooting import Shooting
from bot.services.showing import Showing
from bot.services.shrinking import Shrinking
from bot.services.taking import Taking
from bot.services.tapping import Tapping
from bot.services.timing import Timing
from bot.services.voting import Voting
from bot.services.working import Worker
from bot.services.writing import Writing
from bot.settings import variable
from bot.tapping import TapPage
from bot.video.assembly import Assembler
from bot.video.listening import SongLimits
from cogs import install
from cogs.desk import Desk
from storage.database import Database
from storage.files import Files

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
    from pathlib import Path

    from bot.ports import Painter
    from bot.settings import Settings

log = logging.getLogger(__name__)

_LOG_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_TOKEN: Final = variable("token")
"""Not handed on to the painter, which has no business with it."""

_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 60.0


class SystemClock:
    """The port ``Clock`` by the machine's own."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class House:
    """A bot that is built and not logged in yet."""

    settings: Settings
    db: Database
    desk: Desk
    client: CoupletClient
    workers: tuple[Worker, ...]
    loops: Mapping[str, Callable[[], Awaitable[None]]]
    """What runs beside the client, by the name that the log calls it."""

    async def serve(self, token: str) -> None:
        """Log in and work until cancelled.

        Raises:
            UserError: Discord refuses the token, cannot be reached, or ends the connection.
        """
        lost: discord.DiscordException | None = None
        for worker in self.workers:
            await worker.recover()
        try:
            await self.client.login(token)
        except discord.LoginFailure:
            raise UserError("console.login-refused") from None
        except (aiohttp.ClientError, discord.HTTPException) as error:
            raise UserError("console.discord-away", api=self.settings.discord_api) from error
        async with asyncio.TaskGroup() as group:
            loops = [
                group.create_task(_kept_running(name, loop)) for name, loop in self.loops.items()
            ]
            try:
                await self.client.connect()
            except discord.DiscordException as error:
                lost = error
            finally:
                for loop in loops:
                    loop.cancel()
        if lost is not None:
            raise UserError("console.discord-away", api=self.settings.discord_api) from lost


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
        db = await stack.enter_async_context(await Database.open(settings.database_file))
        files = Files(settings.files_folder)
        await files.sweep()
        await asyncio.to_thread(_clear, settings.work_folder)
        clock, bell = SystemClock(), Bell()
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
            limits=Limits(settings.requests_per_minute),
            sync_note=settings.data_folder / "commands.sha256",
            api=settings.discord_api,
        )
        stack.push_async_callback(client.close)
        limit_mib = settings.upload_limit_mib
        gallery = DiscordGallery(
            client, upload_limit_bytes=None if limit_mib is None else int(limit_mib * MIB)
        )

        previews = Previews(wanted=settings.painter_previews)
        taking = Taking(
            db,
            files,
            clock,
            painter,
            presets,
            previews=previews,
            most_takes=settings.painter_batch_takes,
        )
        assembling = Assembling(
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
        queueing = Queueing(db, clock, bell, presets, workers)
        voting = Voting(db, clock, bell, gallery)
        painting = Painting(
            db,
            clock,
            bell,
            waiting_limit=settings.waiting_rounds_max,
            takes_max=settings.takes_max,
        )
        deciding = Deciding(db, clock, bell, voting, painting)
        posting = Posting(
            db,
            clock,
            bell,
            gallery=gallery,
            showing=Showing(db, files, clock, Progressing(db, queueing, previews)),
            voting=voting,
            refitting=assembling,
            shrinking=Shrinking(db, files, gallery, ProcessShrinker(), settings.work_folder),
            progress_every_s=settings.progress_every_s,
        )
        tapping = Tapping(db, files, clock, bell)
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
            fetching=Fetching(settings.work_folder, lambda: client.downloads),
            gathering=Gathering(
                db,
                clock,
                bell,
                default_preset=settings.painter_preset,
                default_rules=_default_rules(settings),
                default_locale=settings.locale,
            ),
            governing=Governing(db, presets),
            hearing=Hearing(
                db,
                files,
                clock,
                ear=assembler,
                rhythms=find_rhythm,
                limits=_song_limits(settings),
            ),
            writing=Writing(db, clock),
            timing=Timing(db, clock),
            shooting=Shooting(db, clock),
            undoing=Undoing(db, clock),
            prompting=Prompting(db, clock, presets),
            painting=painting,
            queueing=queueing,
            voting=voting,
            deciding=deciding,
            looking=Looking(db, clock),
            assembling=assembling,
            finding=Finding(db, files),
            tapping=tapping,
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
                "deadlines": deciding.run,
                "painting": painters.run,
                "rendering": renderers.run,
            },
        )


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


def freeze_memory() -> None:
    """Leave what has been imported and built out of all later garbage collections.

    It stays until the process ends, and looking through it again and again lets people wait.
    """
    gc.collect()
    gc.freeze()


def log_to_stderr(level: str) -> None:
    """Log everything at ``level``; the library at no less than INFO.

    Below that it writes requests out, and with them the tokens of interactions.
    """
    logging.basicConfig(level=level, format=_LOG_FORMAT)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))


def _default_rules(settings: Settings) -> BallotRules:
    return BallotRules(deadline_s=settings.ballot_deadline_minutes * 60 or None)


def _song_limits(settings: Settings) -> SongLimits:
    return SongLimits(
        longest_s=settings.song_max_minutes * 60, largest_bytes=int(settings.song_max_mib * MIB)
    )


async def _kept_running(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    """Begin a loop again when it fails: a full disk or a bug must not end the others' work."""
    pause_s = _FIRST_PAUSE_S
    while True:
        begun = time.monotonic()
        try:
            await loop()
        except Exception:
            log.exception("%s failed; it begins again in %.0f s", name, pause_s)
        if time.monotonic() - begun > _LONGEST_PAUSE_S:
            pause_s = _FIRST_PAUSE_S
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _clear(folder: Path) -> None:
    """Remove the uploads and half-made clips that an earlier, killed bot left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()


@contextlib.contextmanager
def locked(folder: Path) -> Generator[None]:
    """Keep a second Couplet away from the data folder; a crash gives the lock back.

    Raises:
        UserError: another one works on it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError("console.running-already", folder=str(folder.absolute())) from None
        yield
