"""How the cut looks: captions, frame and credits of the clip, camera and focus of a shot."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from bot.domain.clips.people import require_director
from bot.domain.clips.steps import LookChanged, ShotChanged
from bot.domain.cut.captions import CaptionOptions
from bot.domain.cut.credits import known_roles, wording
from bot.domain.cut.roles import read_roles
from bot.domain.errors import UserError
from bot.services.cut.edit import team_of
from bot.services.ground.required import require_line
from storage.clips import history, people, steps
from storage.cut import looks

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.domain.cut.credits import CreditRole
    from bot.domain.cut.look import ClipLook, ShotLook
    from bot.domain.lyrics.line import Line
    from bot.ports.clock import Clock
    from storage.database.database import Database


class Looks:
    """Showing and changing looks; the next render takes them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def clip_look(self, clip: Clip) -> ClipLook:
        """The clip's look as it stands."""
        async with self._db.reading() as tx:
            return await looks.of_clip(tx, clip.id)

    async def change_clip(self, person: Person, clip: Clip, **changes: Any) -> ClipLook:
        """Change fields of the clip's ``ClipLook``.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
        """
        return await self._change(person, clip, lambda _: changes)

    async def change_captions(
        self, person: Person, clip: Clip, *, shown: bool, **changes: Any
    ) -> ClipLook:
        """Change fields of the clip's ``CaptionOptions``, or take captions away.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
        """

        def changed(look: ClipLook) -> dict[str, Any]:
            before = look.captions or CaptionOptions()
            return {"captions": dataclasses.replace(before, **changes) if shown else None}

        return await self._change(person, clip, changed)

    async def credit_roles(self, person: Person, clip: Clip) -> tuple[CreditRole, ...]:
        """The credits as they stand, to be changed; what nobody has written is what is known.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
        """
        require_director(person, clip)
        async with self._db.reading() as tx:
            team = await team_of(tx, clip, {})
        return known_roles(team, wording(clip.locale)) if team.roles is None else team.roles

    async def change_credits(self, person: Person, clip: Clip, text: str) -> ClipLook:
        """Let the credits say what was written; nothing gives them back to what is known.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: ``text`` has a row that is no role.
        """
        return await self.change_clip(person, clip, roles=read_roles(text) or None)

    async def choose_poster(self, person: Person, clip: Clip, number: int | None) -> Line | None:
        """Let the picture of a line be the clip's first frame; None gives it to the title again.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line.
        """
        line = None
        if number is not None:
            async with self._db.reading() as tx:
                line = await require_line(tx, clip, number)
        line_id = None if line is None else line.id
        await self.change_clip(person, clip, poster_line_id=line_id)
        return line

    async def _change(
        self, person: Person, clip: Clip, changed: Callable[[ClipLook], dict[str, Any]]
    ) -> ClipLook:
        """Change what ``changed`` says of the look as it stands when nobody else can change it."""
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            before = await looks.of_clip(tx, clip.id)
            changes = changed(before)
            look = dataclasses.replace(before, **changes)
            await people.remember(tx, person.id, person.name, now)
            await looks.set_clip(tx, clip.id, look)
            if look != before:
                await steps.add(
                    tx, clip.id, person.id, LookChanged(before, look), now, directed=True
                )
            told = {"disclosure": changes["disclosure"]} if "disclosure" in changes else {}
            await history.add(
                tx,
                clip.id,
                person.id,
                "look-changed",
                now,
                changed=", ".join(sorted(changes)),
                **told,
            )
        return look

    async def change_shot(
        self, person: Person, clip: Clip, number: int, **changes: Any
    ) -> tuple[Line, ShotLook]:
        """Change fields of the ``ShotLook`` of line ``number``; None gives a field to the rules.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: no such line, or a focus outside the picture.
        """
        require_director(person, clip)
        focus = changes.get("focus")
        if focus is not None and not all(0 <= part <= 1 for part in focus):
            raise UserError("render.bad-focus")
        now = self._clock.now()
        async with self._db.writing() as tx:
            line = await require_line(tx, clip, number)
            before = (await looks.of_shots(tx, clip.id)).get(line.id, looks.DEFAULT_SHOT)
            look = dataclasses.replace(before, **changes)
            await people.remember(tx, person.id, person.name, now)
            await looks.set_shot(tx, line.id, look)
            if look != before:
                change = ShotChanged(line.id, before, look)
                await steps.add(tx, clip.id, person.id, change, now, directed=True)
            await history.add(
                tx,
                clip.id,
                person.id,
                "shot-changed",
                now,
                subject=f"line:{line.id}",
                changed=", ".join(sorted(changes)),
            )
        return line, look
