"""Who directs a clip, and handing that on, also when the director has left the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.clips.people import directs, require_director
from bot.domain.errors import NotAllowed, UserError
from bot.domain.posts.post import PostKind
from bot.services.ground.announcements import announce
from bot.services.ground.bell import Lane
from storage.clips import clips, history, people

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database


class Directors:
    """Names a clip's next director."""

    def __init__(self, db: Database, clock: Clock, bell: Bell) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell

    async def name(self, person: Person, clip: Clip, successor: Person, *, left: bool) -> None:
        """Let ``successor`` direct the clip from now on; a post in its channel tells them.

        ``left`` says that its director is no member of the server any more: then whoever manages
        the server may name the next.

        Raises:
            NotAllowed: ``person`` may not decide that.
            UserError: they direct it already.
        """
        if not (left and person.manages) and not directs(person, clip):
            if person.manages:
                raise NotAllowed("rights.director-still-here", director=clip.director_name)
            require_director(person, clip)
        if successor.id == clip.director_id:
            raise UserError("clip.directs-already", name=successor.name)
        now = self._clock.now()
        async with self._db.writing() as tx:
            for one in (person, successor):
                await people.remember(tx, one.id, one.name, now)
            await clips.direct(tx, clip.id, successor.id)
            named = await history.add(
                tx,
                clip.id,
                person.id,
                "director-named",
                now,
                before=clip.director_id,
                after=successor.id,
            )
            await announce(tx, clip, PostKind.DIRECTOR, str(named), now)
        self._bell.ring(Lane.POST)
