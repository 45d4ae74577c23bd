"""Clips: beginning one in a channel, finding it again there, its settings, its end."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.domain.clips.people import require_director
from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import clean
from bot.domain.texts import Safe
from bot.services.ground.bell import Lane
from bot.services.jobs.queue import cancel_clip
from storage.clips import clips, history, people, servers
from storage.posts import posts
from storage.prompts import styles
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.domain.clips.clip import Clip, ClipCounts
    from bot.domain.clips.people import Naming, Person
    from bot.domain.prompts.prompt import Style
    from bot.domain.song.song import Song
    from bot.domain.votes.ballot import BallotRules
    from bot.ports.clock import Clock
    from bot.services.ground.bell import Bell
    from storage.database.database import Database

NAME_LENGTH: Final = 80
NO_ROLE: Final = 0
"""Takes a clip's directing role away; no role has this id."""
_LATELY_S: Final = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class ClipStatus:
    """Everything ``/clip status`` shows."""

    clip: Clip
    counts: ClipCounts
    song: Song | None
    style: Style


@dataclass(frozen=True, slots=True)
class ClipChanges:
    """What to change of a clip; None leaves it as it is.

    ``rules`` makes the new rules of those that hold at the moment of the change, so that two people
    who change different rules at once do not undo each other's.
    """

    name: str | None = None
    artist: str | None = None
    locale: str | None = None
    director_role_id: int | None = None
    rules: Callable[[BallotRules], BallotRules] | None = None
    director_first: bool | None = None
    round_threads: bool | None = None
    previews: bool | None = None
    calls: bool | None = None
    names: Naming | None = None
    mining: bool | None = None


class Clips:
    """Everything about the clip as a whole."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        bell: Bell,
        *,
        default_preset: str,
        default_rules: BallotRules,
        default_locale: str = "en",
    ) -> None:
        self._db = db
        self._clock = clock
        self._bell = bell
        self._default_preset = default_preset
        self._default_rules = default_rules
        self._default_locale = default_locale

    async def create(
        self,
        person: Person,
        *,
        guild_id: int,
        channel_id: int,
        name: str,
        artist: str = "",
        locale: str | None = None,
        read_locale: str | None = None,
        director_role_id: int | None = None,
    ) -> Clip:
        """Begin a clip in a channel or thread; ``person`` directs it.

        What is not given is as the server's settings say, or else as the bot's do; before the bot's
        language comes ``read_locale``, the one that is read where the clip begins.

        Raises:
            UserError: the channel has a clip already, or the name is empty or too long.
        """
        name = _checked_name(name)
        now = self._clock.now()
        async with self._db.writing() as tx:
            there = await clips.in_channel(tx, channel_id)
            if there is not None:
                raise UserError("clip.already-here", name=there.name)
            usual = await servers.settings(tx, guild_id)
            await people.remember(tx, person.id, person.name, now)
            clip = await clips.add(
                tx,
                guild_id=guild_id,
                channel_id=channel_id,
                name=name,
                artist=clean(artist),
                locale=locale or usual.locale or read_locale or self._default_locale,
                director_id=person.id,
                director_role_id=director_role_id or usual.director_role_id,
                rules=self._default_rules,
                now=now,
            )
            await styles.add(
                tx,
                clip_id=clip.id,
                words="",
                negative="",
                preset=usual.preset or self._default_preset,
                steps=None,
                guidance=None,
                width_px=None,
                height_px=None,
                author_id=person.id,
                now=now,
            )
            await history.add(tx, clip.id, person.id, "clip-created", now, name=name)
        return clip

    async def here(self, channel_id: int | None, parent_id: int | None = None) -> Clip:
        """The active clip of a channel or thread; ``parent_id`` is the channel of a thread.

        Raises:
            UserError: there is none; where the thread's channel has one, the sentence names it.
        """
        async with self._db.reading() as tx:
            clip = None if channel_id is None else await clips.in_channel(tx, channel_id)
            around = None if parent_id is None else await clips.in_channel(tx, parent_id)
        if clip is not None:
            return clip
        if around is not None:
            channel = Safe(f"<#{around.channel_id}>")
            raise UserError("clip.none-in-thread", name=around.name, channel=channel)
        raise UserError("clip.none-here")

    async def of_guild(self, guild_id: int) -> list[tuple[Clip, ClipCounts]]:
        """The guild's clips, active ones first, with how far each is."""
        async with self._db.reading() as tx:
            clips_there = await clips.of_guild(tx, guild_id)
            return [(clip, await clips.counts(tx, clip.id)) for clip in clips_there]

    async def status(self, clip: Clip) -> ClipStatus:
        """How far a clip is."""
        async with self._db.reading() as tx:
            style = await styles.current(tx, clip.id)
            if style is None:
                raise UserError("clip.none-here")
            return ClipStatus(
                clip, await clips.counts(tx, clip.id), await songs.current(tx, clip.id), style
            )

    async def archive(self, person: Person, clip: Clip) -> None:
        """End a clip: its channel is free for another one, nothing is deleted.

        What waits or runs for it is cancelled, so that nothing of it appears there any more.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
        """
        require_director(person, clip)
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            stopped = await cancel_clip(tx, clip.id, now)
            await clips.archive(tx, clip.id)
            await history.add(tx, clip.id, person.id, "clip-archived", now)
        for job in stopped:
            self._bell.ring_cancel(job.id)
        self._bell.ring(Lane.POST)

    async def change(self, person: Person, clip: Clip, changes: ClipChanges) -> Clip:
        """Change the clip's name, artist, language, directing role or ballot rules.

        Ballots that are open keep the rules they were opened with.

        Raises:
            NotAllowed: ``person`` does not direct the clip.
            UserError: the new name is empty or too long.
        """
        require_director(person, clip)
        wanted: dict[str, Any] = {
            field.name: value
            for field in dataclasses.fields(changes)
            if (value := getattr(changes, field.name)) is not None
        }
        if "name" in wanted:
            wanted["name"] = _checked_name(wanted["name"])
        if "artist" in wanted:
            wanted["artist"] = clean(wanted["artist"])
        if changes.director_role_id == NO_ROLE:
            wanted["director_role_id"] = None
        now = self._clock.now()
        async with self._db.writing() as tx:
            # As it is now: what somebody else changed a moment ago must stay.
            fresh = await clips.by_id(tx, clip.id) or clip
            if changes.rules is not None:
                wanted["rules"] = changes.rules(fresh.rules)
            changed = dataclasses.replace(fresh, **wanted)
            await people.remember(tx, person.id, person.name, now)
            await clips.update(tx, changed)
            await history.add(
                tx, clip.id, person.id, "clip-changed", now, changed=", ".join(sorted(wanted))
            )
        return changed

    async def post_again(self, channel_id: int) -> None:
        """Send what could not be posted in a channel lately, for it is open again."""
        async with self._db.writing() as tx:
            revived = await posts.revive(tx, channel_id, self._clock.now() - _LATELY_S)
        if revived:
            self._bell.ring(Lane.POST)

    async def back_in(self, guild_ids: Collection[int]) -> None:
        """Go on in these servers where a missing right, or being away, kept posts back."""
        async with self._db.writing() as tx:
            for guild_id in guild_ids:
                for clip in await clips.of_guild(tx, guild_id):
                    await posts.revive(tx, clip.channel_id, self._clock.now() - _LATELY_S)
        self._bell.ring(Lane.POST)


def _checked_name(name: str) -> str:
    name = clean(name)
    if not name:
        raise UserError("clip.name-empty")
    if len(name) > NAME_LENGTH:
        raise UserError("clip.name-long", limit=NAME_LENGTH)
    return name
