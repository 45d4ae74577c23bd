"""Takes that somebody reports, and taking one out of sight.

A post tells of all that is reported or held of a round: in the channel that the server's managers
named, or else in the clip's own, where it names nobody and shows nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import require_watch
from bot.domain.errors import UserError
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import Reported
from bot.domain.rounds.take import take_name
from bot.services.ground.bell import Lane
from storage.clips import history, people, servers
from storage.lyrics import lines
from storage.posts import posts
from storage.rounds import placed, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.rounds.take import PlacedRound, Take
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database, Tx

MOST_REPORTS: Final = 20
"""The newest reports of a round are shown."""
REPORTED: Final = "take-reported"


class Reports:
    """Takes reports, and takes out of sight what was reported."""

    def __init__(self, db: Database, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell

    async def read_where(self, clip: Clip) -> int | None:
        """The channel in which reports are read; None for the clip's own."""
        async with self._db.reading() as tx:
            return (await servers.settings(tx, clip.guild_id)).reports_channel_id

    async def report(
        self, person: Person, clip: Clip, round_id: int, number: int, why: str
    ) -> None:
        """Tell those who look after the server of a take.

        Raises:
            UserError: the take is gone, or ``person`` reported it before.
        """
        now = self._clock.now()
        async with self._db.writing() as tx:
            take = await _seen(tx, round_id, number)
            subject = f"round:{round_id}"
            for deed in await history.of_subject(tx, clip.id, subject, most=MOST_REPORTS):
                same = deed.person_id == person.id and deed.details.get("take") == take.id
                if deed.what == REPORTED and same:
                    raise UserError("marks.reported-before")
            await people.remember(tx, person.id, person.name, now)
            await history.add(
                tx, clip.id, person.id, REPORTED, now, subject=subject, take=take.id, why=why
            )
            await tell_watch(tx, clip, round_id, now)
        self._bell.ring(Lane.POST)

    async def drop(self, person: Person, clip: Clip, round_id: int, number: int) -> None:
        """Let nobody see or choose a take any more; as a winner it is one no longer.

        Raises:
            NotAllowed: ``person`` neither directs the clip nor manages its server.
            UserError: the take is gone, or dropped already.
        """
        require_watch(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            take = await _seen(tx, round_id, number)
            place = await placed.round_by_id(tx, round_id)
            if place is None:
                raise UserError("round.line-gone")
            await takes.drop(tx, take.id)
            for ballot in await ballots.of_round(tx, round_id):
                await ballots.drop_choice(tx, ballot.id, number)
                await posts.refresh(tx, PostKind.DECISION, str(ballot.id))
                await posts.refresh(tx, PostKind.RUN_OFF, str(ballot.id))
            if place.line.winner_take_id == take.id:
                await lines.set_winner(tx, place.line.id, None)
            await people.remember(tx, person.id, person.name, now)
            await history.add(
                tx,
                clip.id,
                person.id,
                "take-dropped",
                now,
                subject=f"round:{round_id}",
                take=take.id,
            )
            for kind in (PostKind.ROUND, PostKind.REPORT):
                await posts.refresh(tx, kind, str(round_id))
        self._bell.ring(Lane.POST)


async def _seen(tx: Tx, round_id: int, number: int) -> Take:
    for take in await takes.open_of_round(tx, round_id):
        if take.number == number:
            return take
    raise UserError("round.take-gone")


async def tell_watch(tx: Tx, clip: Clip, round_id: int, now: float) -> None:
    """Want a post of what is reported or held of a round, or have it shown anew."""
    named = (await servers.settings(tx, clip.guild_id)).reports_channel_id
    await posts.refresh(tx, PostKind.REPORT, str(round_id))
    await posts.add(
        tx,
        clip_id=clip.id,
        channel_id=named or clip.channel_id,
        kind=PostKind.REPORT,
        subject=str(round_id),
        now=now,
    )


async def reported(tx: Tx, place: PlacedRound) -> tuple[Reported, ...]:
    """The newest reports of a round's takes, the oldest first."""
    subject = f"round:{place.round.id}"
    deeds = await history.of_subject(tx, place.clip.id, subject, most=MOST_REPORTS)
    told = [deed for deed in reversed(deeds) if deed.what == REPORTED]
    names = await people.names(tx, {one.person_id for one in told if one.person_id is not None})
    numbers = {take.id: take for take in await takes.of_round(tx, place.round.id)}
    return tuple(
        Reported(
            take_name(place.line, place.round, numbers[deed.details["take"]]),
            names.get(deed.person_id or 0, "—"),
            deed.details["why"],
        )
        for deed in told
        if deed.details["take"] in numbers
    )
