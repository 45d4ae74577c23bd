"""What the team does, from an empty channel to the clip: only what people can type and click.

How they vote, and what comes in between, is in ``decisions``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.demo.decisions import decide, decide_at_last, late
from bot.demo.rehearsal import Rehearsal
from bot.demo.taps import tap_along
from bot.domain.votes.ballot import TAKE_EMOJI

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo.scenario import Scenario
    from bot.demo.screen import Screen
    from bot.demo.stage import Stage

_MORPHED: Final = (2, 9, 13)
"""Lines whose shots come out of the shots before: winners that were painted from words alone."""
_EARLY_S: Final = 0.04
"""So much before its stamp the lyricist hears the first line begin."""


async def play(stage: Stage, scenario: Scenario, screen: Screen, *, lines: int, takes: int) -> Path:
    """Make the clip of the first ``lines`` lines; the path of the posted file.

    Raises:
        BotEndedError, PeopleError, TimeoutError: the bot did not do what it should.
    """
    names = scenario.team
    team = tuple(stage.world.person(name, locale=scenario.language) for name in names)
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
    director, lyricist, _ = rehearsal.team
    rehearsal.screen.heading("lyrics and song")
    await rehearsal.types(
        director,
        "clip new",
        name=scenario.title,
        artist=scenario.artist,
        language=scenario.language,
    )
    words = "\n".join(line.text for line in scenario.lines[:lines])
    form = await rehearsal.types(lyricist, "lyrics paste")
    await rehearsal.fills_in(lyricist, form, lyrics=words)
    await rehearsal.types(lyricist, "lyrics import", file=_first_lines(rehearsal, scenario, lines))
    await rehearsal.types(director, "song set", file=scenario.song)
    await tap_along(rehearsal, lyricist, {1: scenario.begins_s - _EARLY_S})
    for name, description in scenario.cast.items():
        await rehearsal.types(director, "cast set", name=name, description=description)
    await rehearsal.types(director, "clip settings", tie="run-off", quorum=2)
    rehearsal.screen.heading("prompts")
    for number, line in enumerate(scenario.lines[:lines], start=1):
        if not late(number, lines):
            author = rehearsal.called(line.author)
            await rehearsal.types(author, "prompt set", line=number, text=line.prompt)
    await _choose_style(rehearsal, scenario)


async def _choose_style(rehearsal: Rehearsal, scenario: Scenario) -> None:
    """The first line in several styles from one seed; the vote is on the style of the clip."""
    director, lyricist, painter = rehearsal.team
    rehearsal.screen.heading("a style for the clip, by vote")
    looks = {f"look{number}": words for number, words in enumerate(scenario.styles, start=1)}
    await rehearsal.types(painter, "style try", **looks)
    message = await rehearsal.sees_round(1)
    last = TAKE_EMOJI[len(looks) - 1]
    await rehearsal.votes(message, (painter, last), (director, last), (lyricist, TAKE_EMOJI[0]))
    await rehearsal.types(director, "vote close", line=1)
    await rehearsal.types(painter, "style show")
    rehearsal.earlier_rounds[1] = 1


def _first_lines(rehearsal: Rehearsal, scenario: Scenario, lines: int) -> Path:
    """The timed lyrics under their headings, cut after the last line that is played."""
    rows = scenario.lyrics.read_text(encoding="utf-8").splitlines()
    timed = [at for at, row in enumerate(rows) if row.startswith("[0")]
    end = timed[:lines][-1] + 1
    file = rehearsal.stage.folder / "words.lrc"
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
