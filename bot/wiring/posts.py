"""The outbox, with what its posts show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.posts.copies import SmallCopies
from bot.services.posts.outbox import Outbox
from bot.services.posts.progress import BatchProgress
from bot.services.posts.views import PostViews

if TYPE_CHECKING:
    from bot.services.clips.channels import Channels
    from bot.services.cut.renders import Renders
    from bot.services.handoff.exports import Exports
    from bot.services.jobs.queue import JobQueue
    from bot.services.marks.signed_copies import SignedCopies
    from bot.services.rounds.previews import Previews
    from bot.services.votes.votes import Votes
    from bot.wiring.board import BoardServices
    from bot.wiring.ground import Ground, Ports


def build_outbox(
    ground: Ground,
    ports: Ports,
    *,
    queue: JobQueue,
    previews: Previews,
    votes: Votes,
    renders: Renders,
    exports: Exports,
    marks: SignedCopies,
    board: BoardServices,
    channels: Channels,
) -> Outbox:
    """The service of this subject."""
    db, files, clock = ground.db, ground.files, ground.clock
    gallery, work_folder = ports.gallery, ground.settings.work_folder
    return Outbox(
        db,
        clock,
        ground.bell,
        gallery=gallery,
        views=PostViews(
            db,
            files,
            clock,
            BatchProgress(db, queue, previews),
            board.views,
            moving=bool(ground.settings.painter_film_preset),
        ),
        votes=votes,
        refitter=renders,
        export_keeper=exports,
        copies=SmallCopies(db, files, gallery, ports.shrinker, work_folder),
        signed_copies=marks,
        boards=board.views,
        upkeep=board.upkeep,
        channels=channels,
        progress_every_s=ground.settings.progress_every_s,
    )
