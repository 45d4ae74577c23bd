"""What the team does, from an empty channel to the clip: only what people can type and click.

How they vote, and what comes in between, is in ``decisions``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.demo.decisions import decide, decide_at_last, late
from bot.demo.rehearsal import Rehearsal
from bot.demo.taps import tap_along

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.scenario import Scenario
    from bot.demo.screen import Screen
    from bot.demo.stage import Stage

_MORPHED: Final = (2, 9, 13)
"""Lines whose shots come out of the shots before: winners that were painted from words alone."""
_TAPPED_S: Final = 3.6
"""When the lyricist hears the first line begin, a little before its stamp."""


async def play(stage: Stage, scenario: Scenario, screen: Screen, *, lines: int, takes: int) -> Path:
    """Make the clip of the first ``lines`` lines; the path of the posted file.

    Raises:
        BotEndedError, PeopleError, TimeoutError: the bot did not do what it should.
    """
    names = scenario.team
    team = tuple(stage.world.person(name, locale="fr") for name in names)
    screen.names.update({person.id: person.name for person in team})
    await stage.start_bot()
    rehearsal = Rehearsal(stage, screen, team)
    async with rehearsal.shown():
        await _prepare(rehearsal, scenario, lines)
        screen.heading("takes and votes")
        await rehearsal.types(team[2], "generate missing", takes=takes)
        halfway = max(1, lines // 2)
        for number in range(1, lines + 1):
            if late(number, lines):
                await decide_at_last(rehearsal, scenario, number)
            else:
                await decide(rehearsal, scenario, number)
            if number == halfway:
                screen.heading("a look at the clip so far")
                await rehearsal.types(team[1], "render preview")
        screen.heading("the clip")
        for number in _MORPHED:
            if number <= lines:
                await rehearsal.types(team[0], "shot transition", line=number, kind="morph")
        await rehearsal.types(team[0], "clip status")
        await rehearsal.types(team[0], "render final")
        post = await rehearsal.sees(
            lambda message: any(file.filename.startswith("couplet-final") for file in message.files)
        )
        clip = stage.folder / "clip.mp4"
        clip.write_bytes(await team[0].download(post.files[0]))
        await _keep_pictures(rehearsal, stage.folder / "takes")
    return clip


async def _prepare(rehearsal: Rehearsal, scenario: Scenario, lines: int) -> None:
    """Clip, lyrics, song, style, cast and prompts."""
    director, lyricist, painter = rehearsal.team
    rehearsal.screen.heading("lyrics, song, style")
    await rehearsal.types(
        director, "clip new", name=scenario.title, artist=scenario.artist, language="fr"
    )
    words = "\n".join(line.text for line in scenario.lines[:lines])
    form = await rehearsal.types(lyricist, "lyrics paste")
    await rehearsal.fills_in(lyricist, form, lyrics=words)
    await rehearsal.types(lyricist, "lyrics import", file=_first_lines(rehearsal, scenario, lines))
    await rehearsal.types(director, "song set", file=scenario.song)
    await tap_along(rehearsal, lyricist, {1: _TAPPED_S})
    unwanted = {"negative": scenario.negative} if scenario.negative else {}
    await rehearsal.types(painter, "style set", words=scenario.style, **unwanted)
    await rehearsal.types(painter, "style show")
    for name, description in scenario.cast.items():
        await rehearsal.types(director, "cast set", name=name, description=description)
    await rehearsal.types(director, "clip settings", tie="run-off", quorum=2)
    rehearsal.screen.heading("prompts")
    for number, line in enumerate(scenario.lines[:lines], start=1):
        if not late(number, lines):
            author = rehearsal.called(line.author)
            await rehearsal.types(author, "prompt set", line=number, text=line.prompt)


def _first_lines(rehearsal: Rehearsal, scenario: Scenario, lines: int) -> Path:
    """The timed lyrics under their headings, cut after the last line that is played."""
    rows = scenario.lyrics.read_text(encoding="utf-8").splitlines()
    timed = [at for at, row in enumerate(rows) if row.startswith("[0")]
    end = timed[:lines][-1] + 1
    file = rehearsal.stage.folder / "paroles.lrc"
    file.write_text("\n".join(rows[:end]) + "\n", encoding="utf-8")
    return file


async def _keep_pictures(rehearsal: Rehearsal, folder: Path) -> None:
    """Leave every posted take where people find it."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    for message in await rehearsal.director.sees(rehearsal.channel_id, limit=100):
        for file in message.files:
            if file.filename.endswith(".png"):
                content = await rehearsal.director.download(file)
                await asyncio.to_thread((folder / file.filename).write_bytes, content)
