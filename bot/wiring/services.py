"""All services around one database, joined: the same for the product and for its tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.services.ground.bell import Lane
from bot.services.marks.looking import HeldPictures
from bot.services.marks.reports import Reports
from bot.wiring.board import build_board
from bot.wiring.clips import build_clips
from bot.wiring.cut import build_cut
from bot.wiring.handoff import build_handoff
from bot.wiring.jobs import build_jobs
from bot.wiring.lyrics import build_lyrics
from bot.wiring.marks import build_marks
from bot.wiring.posts import build_outbox
from bot.wiring.prompts import build_prompts
from bot.wiring.rounds import build_rounds
from bot.wiring.song import build_songs
from bot.wiring.votes import build_votes

if TYPE_CHECKING:
    from bot.services.marks.signed_copies import SignedCopies
    from bot.services.posts.outbox import Outbox
    from bot.services.song.songs import Songs
    from bot.wiring.board import BoardServices
    from bot.wiring.clips import ClipServices
    from bot.wiring.cut import CutServices
    from bot.wiring.ground import Ground, Ports
    from bot.wiring.handoff import HandoffServices
    from bot.wiring.jobs import JobServices
    from bot.wiring.lyrics import LyricsServices
    from bot.wiring.prompts import PromptServices
    from bot.wiring.rounds import RoundServices
    from bot.wiring.votes import VoteServices


@dataclass(frozen=True, slots=True)
class Services:
    """The services by subject."""

    clips: ClipServices
    song: Songs
    lyrics: LyricsServices
    prompts: PromptServices
    rounds: RoundServices
    votes: VoteServices
    cut: CutServices
    handoff: HandoffServices
    jobs: JobServices
    marks: SignedCopies
    held: HeldPictures
    reports: Reports
    board: BoardServices
    outbox: Outbox


def build_services(ground: Ground, ports: Ports) -> Services:
    """Every service; nothing runs yet."""
    held = HeldPictures(
        ground.db,
        ground.clock,
        ground.bell,
        classifier=ports.classifier,
        gallery=ports.gallery,
    )
    prompts = build_prompts(ground, ports)
    rounds = build_rounds(ground, ports, held, prompts.guard)
    votes = build_votes(ground, ports, rounds.requests)
    cut = build_cut(ground, ports.encoder, ports.gallery, ports.painter)
    marks = build_marks(ground, ports.marker)
    board = build_board(ground, ports)
    ground.db.committed = partial(ground.bell.ring, Lane.POST)  # a board shows what is in the rows
    handoff = build_handoff(ground, ports, marks)
    jobs = build_jobs(ground, rounds.performer, cut.renders, handoff.exports, ports.painter.places)
    clips = build_clips(ground)
    return Services(
        clips=clips,
        song=build_songs(ground, ports.measure),
        lyrics=build_lyrics(ground, ports.reader),
        prompts=prompts,
        rounds=rounds,
        votes=votes,
        cut=cut,
        handoff=handoff,
        jobs=jobs,
        marks=marks,
        held=held,
        reports=Reports(ground.db, ground.clock, ground.bell),
        board=board,
        outbox=build_outbox(
            ground,
            ports,
            queue=jobs.queue,
            previews=rounds.previews,
            votes=votes.votes,
            renders=cut.renders,
            exports=handoff.exports,
            marks=marks,
            board=board,
            channels=clips.channels,
        ),
    )
