"""The making-of: counted from the rows, written by the packer, given to the team."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from typing import TYPE_CHECKING, Final

from bot.domain.clips.people import shown_names
from bot.domain.errors import UserError
from bot.domain.handoff.making import (
    MadeLine,
    MadeModel,
    MadePerson,
    MadePrompt,
    MakingOf,
    work_s,
)
from bot.domain.rounds.take import take_name
from storage.clips import people
from storage.files.files import PICTURE_SUFFIX
from storage.handoff import making
from storage.lyrics import lines
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Naming
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import Preset
    from bot.ports.handoff import Packer
    from storage.database.database import Database, Tx
    from storage.files.files import Files

EXPORT_PREFIX: Final = "export-"
"""Folders of what is in the making: what an earlier, killed bot left of them is removed."""


class MakingOfs:
    """Writes makings-of."""

    def __init__(
        self,
        db: Database,
        files: Files,
        *,
        packer: Packer,
        presets: Mapping[str, Preset],
        work_folder: Path,
    ) -> None:
        self._db = db
        self._files = files
        self._packer = packer
        self._presets = presets
        self._work_folder = work_folder

    async def write(self, clip: Clip, limit_bytes: int) -> tuple[tuple[bytes, str], ...]:
        """Content and name of the card, the page and the JSON, each within ``limit_bytes``.

        Raises:
            UserError: the clip has no lines yet, or they could not be made.
        """
        async with self._db.reading() as tx:
            told = await making_of(tx, self._files, clip, self._presets)
        folder = self._work_folder / f"{EXPORT_PREFIX}{secrets.token_hex(8)}"
        try:
            await asyncio.to_thread(folder.mkdir, parents=True)
            paths = await self._packer.write_making_of(told, folder, limit_bytes)
            return tuple([(await asyncio.to_thread(one.read_bytes), one.name) for one in paths])
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def making_of(tx: Tx, files: Files, clip: Clip, presets: Mapping[str, Preset]) -> MakingOf:
    """How the clip was made so far.

    Raises:
        UserError: it has no lines yet.
    """
    found = await lines.all_of(tx, clip.id)
    if not found:
        raise UserError("line.none")
    done = await making.deeds(tx, clip.id)
    shares = making.shares(done)
    named = await people.names(tx, shares)
    song = await songs.current(tx, clip.id)
    return MakingOf(
        title=clip.name,
        artist=clip.artist,
        locale=clip.locale,
        director=", ".join(shown_names((clip.director_name,), clip.names)) or "—",
        begun_at=clip.created_at,
        until=await making.last_deed_at(tx, clip.id),
        work_s=work_s((person_id, at) for _, person_id, at in done),
        song="" if song is None else song.filename,
        song_sha256="" if song is None else song.sha256,
        song_s=0.0 if song is None else song.duration_s,
        lines=tuple([await _line(tx, files, line, clip.names) for line in found]),
        people=tuple(
            MadePerson(
                next(iter(shown_names((named[person_id],), clip.names)), "—"),
                *(counted[what] for what in making.COUNTED),
            )
            for person_id, counted in shares.items()
        ),
        models=tuple(
            _model(presets.get(name), name, count, clip.locale)
            for name, count in (await making.takes_by_preset(tx, clip.id)).items()
        ),
        decisions=await making.decisions(tx, clip.id),
    )


async def _line(tx: Tx, files: Files, line: Line, naming: Naming) -> MadeLine:
    versions = await prompts.history(tx, line.id)
    named = await people.names(tx, {one.author_id for one in versions})
    made = await rounds.of_line(tx, line.id)
    count = 0
    winner = None
    name = ""
    for round_ in made:
        held = await takes.of_round(tx, round_.id)
        count += len(held)
        for take in held:
            if take.id == line.winner_take_id:
                winner, name = take, take_name(line, round_, take)
    decided = ""
    if winner is not None:
        decided = "vote" if await making.was_voted(tx, winner.id) else "pick"
    return MadeLine(
        number=line.number,
        text=line.text,
        section=line.section or "",
        prompts=tuple(
            MadePrompt(
                one.version,
                one.text,
                next(iter(shown_names((named[one.author_id],), naming)), "—"),
                one.draft,
            )
            for one in versions
        ),
        rounds=len(made),
        takes=count,
        votes=await making.votes_of_line(tx, line.id),
        winner=name,
        winner_prompt="" if winner is None else winner.prompt,
        winner_seed=0 if winner is None else winner.seed,
        decided=decided,
        picture=None if winner is None else files.path(winner.sha256, PICTURE_SUFFIX),
    )


def _model(preset: Preset | None, name: str, count: int, locale: str) -> MadeModel:
    if preset is None:
        return MadeModel(name, "", "", count)
    return MadeModel(preset.title, preset.licence, preset.trained_on(locale), count)
