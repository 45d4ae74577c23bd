"""Reminding those who owe votes: once a day and person at most, in one post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import Call
from bot.services.ground.announcements import announce
from bot.services.ground.bell import Lane
from bot.services.votes.standings import waiting_ballots
from storage.clips import history, people
from storage.votes import reminders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from bot.ports.posts import Gallery
    from bot.services.ground.bell import Bell
    from bot.services.votes.standings import OpenBallot
    from bot.services.votes.votes import Votes
    from storage.database.database import Database

DAY_S: Final = 86_400.0


class Reminders:
    """Calls people to the votes they owe."""

    def __init__(
        self, db: Database, clock: Clock, bell: Bell, voting: Votes, gallery: Gallery
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._voting = voting
        self._gallery = gallery

    async def remind(self, person: Person, clip: Clip) -> int:
        """Call those who owe a vote and were not called since yesterday; return how many.

        Where the rules name nobody, those are meant who had a part in the clip.

        Raises:
            UserError: no vote is open, or nobody is to be called.
            GalleryError: Discord does not say who has which role.
        """
        await self._voting.drain()
        now = self._clock.now()
        async with self._db.reading() as tx:
            waiting = [one for one in await waiting_ballots(tx, clip) if one.ballot.is_open]
            known = await people.part_of(tx, clip.id)
            recent = await reminders.since(tx, clip.id, now - DAY_S)
        if not waiting:
            raise UserError("vote.none-open-here")
        named = {one for ballot in waiting for one in ballot.ballot.rules.voter_ids}
        candidates = (known | named) - recent
        roles: Mapping[int, frozenset[int]] = {}
        if any(one.ballot.rules.voter_role_id is not None for one in waiting) and candidates:
            roles = await self._gallery.roles(clip.channel_id, candidates)
        owing = sorted(one for one in candidates if _owes(one, waiting, roles))
        if not owing:
            raise UserError("vote.nobody-to-remind")
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            recent = await reminders.since(tx, clip.id, now - DAY_S)
            fresh = [one for one in owing if one not in recent]
            await reminders.note(tx, clip.id, fresh, now)
            entry = await history.add(tx, clip.id, person.id, "votes-reminded", now, people=fresh)
            await announce(tx, clip, PostKind.CALL, f"{Call.REMIND}:{entry}", now)
        self._bell.ring(Lane.POST)
        return len(fresh)


def _owes(
    person_id: int, waiting: Sequence[OpenBallot], roles: Mapping[int, frozenset[int]]
) -> bool:
    return any(
        person_id not in one.voters
        and one.ballot.rules.may_vote(person_id, roles.get(person_id, frozenset()))
        for one in waiting
    )
