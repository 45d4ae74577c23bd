"""A studio for service tests: a real database and files, a fake painter, gallery and clock."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.people import Person
from bot.domain.jobs.job import JobKind
from bot.domain.lyrics.line import NewLine
from bot.domain.prompts.prompt import FilmSettings, Preset
from bot.services.clips.clips import ClipChanges, Clips
from bot.services.rounds.requests import RoundRequests, Wish
from bot.services.votes.votes import Placed, Votes, Withdrawn
from bot.settings import Settings
from bot.song import measure_song
from bot.video.intake_process import ProcessIntake
from bot.wiring.ground import Ground, Ports
from bot.wiring.services import build_services
from storage.clips import people
from storage.database.database import Database
from storage.files.files import Files
from storage.lyrics import lines
from tests.fakes.classifier import FakeClassifier
from tests.fakes.clock import FakeClock
from tests.fakes.encoder import FakeEncoder
from tests.fakes.gallery import FakeGallery, Message
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.fakes.marker import FakeMarker
from tests.fakes.packer import FakePacker
from tests.fakes.painter import FakePainter
from tests.fakes.sheet_drawer import FakeSheetDrawer
from tests.fakes.shrinker import FakeShrinker

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.lora import Lora
    from bot.domain.rounds.abilities import Abilities
    from bot.domain.votes.ballot import BallotRules
    from bot.services.clips.steps import Steps
    from bot.services.cut.looks import Looks
    from bot.services.ground.bell import Bell
    from bot.services.handoff.exports import Exports
    from bot.services.handoff.returns import Returns
    from bot.services.jobs.queue import JobQueue
    from bot.services.jobs.worker import Worker
    from bot.services.marks.looking import HeldPictures
    from bot.services.marks.reports import Reports
    from bot.services.posts.outbox import Outbox
    from bot.services.prompts.prompts import Prompts
    from bot.services.prompts.sheet import PromptSheets
    from bot.services.rounds.brought import BroughtTakes
    from bot.services.rounds.films import Films
    from bot.services.rounds.parts import Parts
    from bot.services.votes.carousel import Carousel
    from bot.services.votes.deadlines import Deadlines
    from bot.services.votes.decisions import Decisions
    from bot.services.votes.reminders import Reminders
    from bot.wiring.board import BoardServices

INES = Person(101, "Inès", locale="fr")
BASTIEN = Person(102, "Bastien")
ZOE = Person(103, "Zoé")
CHANNEL = 555
PRESETS = {
    name: Preset(
        name=name,
        title=name.title(),
        model=model,
        licence="MIT",
        training_data="none",
        steps=2,
        guidance=1.0,
        width_px=64,
        height_px=32,
        negative="",
        max_words=77,
        film=film,
    )
    for name, model, film in (
        ("tiny", "nowhere", None),
        ("other", "elsewhere", None),
        ("moving", "far", FilmSettings(rate=8, frames=33, frame_step=4, memory_gib=12)),
        (
            "weaving",
            "farther",
            FilmSettings(rate=8, frames=33, frame_step=8, last_frame=True, loosens=True),
        ),
    )
}


@dataclass
class Studio:
    """All services around one database, with what a test drives them by."""

    db: Database
    files: Files
    clock: FakeClock
    gallery: FakeGallery
    painter: FakePainter
    bell: Bell
    clips: Clips
    steps: Steps
    prompts: Prompts
    sheets: PromptSheets
    rounds: RoundRequests
    brought: BroughtTakes
    parts: Parts
    films: Films
    looks: Looks
    votes: Votes
    decisions: Decisions
    deadlines: Deadlines
    carousel: Carousel
    reminders: Reminders
    queue: JobQueue
    outbox: Outbox
    board: BoardServices
    marker: FakeMarker
    shrinker: FakeShrinker
    encoder: FakeEncoder
    packer: FakePacker
    classifier: FakeClassifier
    held: HeldPictures
    reports: Reports
    exporting: Exports
    returning: Returns
    exporter: Worker
    worker: Worker

    async def clip(
        self, *texts: str, rules: BallotRules | None = None, channel: int = CHANNEL
    ) -> Clip:
        """A clip directed by Inès with a line a text; every line has a prompt."""
        clip = await self.clips.create(
            INES, guild_id=1, channel_id=channel, name="Minuit", locale="fr"
        )
        if rules is not None:
            clip = await self.clips.change(INES, clip, ClipChanges(rules=lambda _: rules))
        async with self.db.writing() as tx:
            for person in (BASTIEN, ZOE):
                await people.remember(tx, person.id, person.name, self.clock.now())
            await lines.append(
                tx, clip.id, [NewLine(text) for text in texts], INES.id, self.clock.now()
            )
        for number in range(1, len(texts) + 1):
            await self.prompts.write(BASTIEN, clip, number, f"prompt {number}")
        return clip

    async def posted_round(self, clip: Clip, number: int = 1, takes: int = 3) -> Message:
        """Ask for a round of a line, paint it and post it; the message it came to."""
        await self.rounds.ask_line(ZOE, clip, number, Wish(takes=takes, seed=7))
        while await self.worker.work_once():
            pass
        await self.deliver()
        return self.last_with_ballot

    async def deliver(self) -> None:
        """Bring everything due into the channel, with the intake of votes running."""
        async with self.intake():
            await self.deliver_posts()

    async def deliver_posts(self) -> None:
        """Bring everything due into the channel while the intake runs already."""
        await self.outbox.deliver_due()
        await self.votes.drain()

    @contextlib.asynccontextmanager
    async def intake(self) -> AsyncGenerator[None]:
        """Let the votes be taken in meanwhile."""
        running = asyncio.create_task(self.votes.run())
        try:
            yield
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    @property
    def last_with_ballot(self) -> Message:
        """The newest message that carries our reactions."""
        return [message for message in self.gallery.messages.values() if message.ours][-1]

    async def vote(self, message: Message, *placed: tuple[Person, str]) -> None:
        """Let people react, one after the other, a second apart."""
        for person, emoji in placed:
            message.theirs[emoji].append(person.id)
            await self.clock.advance(1)
            self.votes.note(
                Placed(message.id, person.id, person.name, person.role_ids, emoji, self.clock.now())
            )

    def unvote(self, message: Message, person: Person, emoji: str) -> None:
        """Let somebody take a reaction back."""
        message.theirs[emoji].remove(person.id)
        self.votes.note(Withdrawn(message.id, person.id, emoji))


def build(
    db: Database,
    files: Files,
    painter: FakePainter,
    clock: FakeClock,
    gallery: FakeGallery | None = None,
    *,
    abilities: Mapping[str, Abilities] | None = None,
    film_preset: str = "moving",
    loras: Mapping[str, Lora] | None = None,
) -> Studio:
    """Build the services as the product does, around fakes; ``abilities`` are those of presets."""
    gallery = gallery or FakeGallery()
    marker, encoder, packer = FakeMarker(), FakeEncoder(), FakePacker()
    classifier = FakeClassifier()
    shrinker = FakeShrinker()
    settings = Settings(
        data_folder=files.root.parent,
        painter_preset="tiny",
        painter_batch_takes=12,
        waiting_rounds_max=20,
        finder_model="a-finder",
        painter_film_preset=film_preset,
    )
    settings.work_folder.mkdir(exist_ok=True)
    ground = Ground(settings, PRESETS, db, files, clock)
    services = build_services(
        ground,
        Ports(
            painter=painter,
            encoder=encoder,
            gallery=gallery,
            marker=marker,
            packer=packer,
            classifier=classifier,
            shrinker=shrinker,
            drawer=FakeSheetDrawer(),
            measure=measure_song,
            reader=FakeLyricsReader(),
            intake=ProcessIntake(),
            abilities=lambda preset: (abilities or {}).get(preset.name),
            loras=lambda: loras or {},
        ),
    )
    return Studio(
        db=db,
        files=files,
        clock=clock,
        gallery=gallery,
        painter=painter,
        bell=ground.bell,
        clips=services.clips.clips,
        steps=services.clips.steps,
        prompts=services.prompts.prompts,
        sheets=services.prompts.sheets,
        rounds=services.rounds.requests,
        brought=services.rounds.brought,
        parts=services.rounds.parts,
        films=services.rounds.films,
        looks=services.cut.looks,
        votes=services.votes.votes,
        decisions=services.votes.decisions,
        deadlines=services.votes.deadlines,
        carousel=services.votes.carousel,
        reminders=services.votes.reminders,
        queue=services.jobs.queue,
        outbox=services.outbox,
        board=services.board,
        shrinker=shrinker,
        marker=marker,
        encoder=encoder,
        packer=packer,
        classifier=classifier,
        held=services.held,
        reports=services.reports,
        exporting=services.handoff.exports,
        returning=services.handoff.returns,
        exporter=services.jobs.workers[JobKind.EXPORT],
        worker=services.jobs.workers[JobKind.PAINT],
    )


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """A fresh studio; the intake of votes runs as long as the test."""
    db = await Database.open(tmp_path / "couplet.sqlite3")
    files = Files(tmp_path / "files")
    try:
        yield build(db, files, FakePainter(tmp_path / "painted"), FakeClock())
    finally:
        await db.close()
