"""Pictures held back: looked at before anybody sees them, shown or dropped by the director.

Nothing is ever silently black: a held take is there, blurred, with its name, and the director
decides. In a channel that Discord has age-restricted nothing is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_watch
from bot.domain.errors import UserError
from bot.domain.posts.post import PostKind
from bot.domain.rounds.take import Held
from bot.services.ground.bell import Lane
from storage.clips import history, people, servers
from storage.posts import posts
from storage.rounds import takes
from storage.votes import ballots

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from bot.ports.marks import Classifier
    from bot.ports.posts import Gallery
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx

USUAL_FROM: Final = 0.8
"""Measured on harmless pictures: see docs/safety.md."""


class HeldPictures:
    """Looks at pictures, and releases those that were held."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, *, classifier: Classifier, gallery: Gallery
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._classifier = classifier
        self._gallery = gallery

    async def held_from(self, tx: Tx, clip: Clip | None) -> float | None:
        """From which certainty on the clip's pictures are held; None where nobody looks."""
        if clip is None or not self._classifier.is_installed:
            return None
        settings = await servers.settings(tx, clip.guild_id)
        held_from = USUAL_FROM if settings.held_from is None else settings.held_from
        restricted = self._gallery.is_age_restricted(clip.channel_id)
        return None if restricted or held_from > 1 else held_from

    async def blurred(
        self, pictures: Sequence[Path], held_from: float | None, folder: Path
    ) -> list[Path | None]:
        """A blurred copy of each picture that is to be held; where nobody could look, none is."""
        nothing: list[Path | None] = [None] * len(pictures)
        if held_from is None:
            return nothing
        looks = await self._classifier.look(pictures, held_from, folder)
        return nothing if looks is None else [look.blurred for look in looks]

    async def release(self, person: Person, clip: Clip, round_id: int, *, shown: bool) -> int:
        """Show a round's held takes, to be voted on as well, or drop them; how many they are.

        Raises:
            NotAllowed: ``person`` neither directs the clip nor manages its server.
            UserError: none is held any more.
        """
        require_watch(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            released = await takes.release(tx, round_id, Held.SHOWN if shown else Held.DROPPED)
            if not released:
                raise UserError("marks.nothing-held")
            ballot = await ballots.open_of_round(tx, round_id)
            if shown and ballot is not None:
                for take in released:
                    await ballots.add_choice(tx, ballot.id, take.number)
            await people.remember(tx, person.id, person.name, now)
            await history.add(
                tx,
                clip.id,
                person.id,
                "held-shown" if shown else "held-dropped",
                now,
                subject=f"round:{round_id}",
                takes=len(released),
            )
            for kind in (PostKind.ROUND, PostKind.REPORT):
                await posts.refresh(tx, kind, str(round_id))
        self._bell.ring(Lane.POST)
        return len(released)
