"""What people write, held against their server's lists before it is kept.

A refused word is named to whoever wrote it and to nobody else; the history says that something was
refused, never what.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.errors import StorageError, UserError
from bot.domain.marks.guarding import ArtistsRule, imitated, names_in, refused_word
from storage.clips import history, people, servers

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.ports.clock import Clock
    from storage.database.database import Database

_BUNDLED = Path(__file__).with_name("opt-outs.txt")


def opt_outs_in(file: Path | None) -> tuple[str, ...]:
    """The names in ``file``, or in the list that comes along.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        return names_in((file or _BUNDLED).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"The list of opt-outs cannot be read: {error}.") from error


class Guard:
    """Admits words, or refuses them with a sentence; ``opt_outs`` hold for every server."""

    def __init__(self, db: Database, clock: Clock, opt_outs: tuple[str, ...] = ()) -> None:
        self._db = db
        self._clock = clock
        self._opt_outs = opt_outs

    async def admit(self, person: Person, clip: Clip, *texts: str | None) -> tuple[str, ...]:
        """Let ``texts`` pass; the people whose style they ask for, where the server wants to know.

        Raises:
            UserError: a word that the server refuses, or somebody's style where it refuses that.
        """
        words = [text for text in texts if text]
        async with self._db.reading() as tx:
            settings = await servers.settings(tx, clip.guild_id)
        word = refused_word(words, settings.refused_words)
        if word is not None:
            await self._note(person, clip, "words-refused")
            raise UserError("prompt.word-refused", word=word)
        rule = settings.artists or ArtistsRule.WARN
        if rule is ArtistsRule.OFF:
            return ()
        names = imitated(words, (*self._opt_outs, *settings.opt_outs))
        if names and rule is ArtistsRule.REFUSE:
            await self._note(person, clip, "imitation-refused")
            raise UserError("prompt.imitation-refused", name=names[0])
        return names

    async def _note(self, person: Person, clip: Clip, what: str) -> None:
        now = self._clock.now()
        async with self._db.writing() as tx:
            await people.remember(tx, person.id, person.name, now)
            await history.add(tx, clip.id, person.id, what, now)
