"""``/song``: taken in, heard, and shown as a picture."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.demo.play import SCENARIO
from bot.demo.scenario import read
from tests.e2e.looking import rows
from tests.e2e.songs import SONG

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_song_is_heard_and_drawn(stage: Stage) -> None:
    """Its tempo is found, and its picture shows it."""
    await stage.clip("One", "Two")
    told = await stage.ana.slash("song set", stage.channel, file=read(SCENARIO).song, timeout_s=120)
    assert "1:00" in told.text
    assert "about 132 beats" in told.text
    shown = await stage.bo.slash("song show", stage.channel, timeout_s=120)
    assert shown.message is not None
    (picture,) = shown.message.files
    assert (await stage.bo.download(picture)).startswith(b"\x89PNG")


async def test_a_clip_without_a_song_has_no_picture(stage: Stage) -> None:
    """The sentence says how to add one."""
    await stage.clip("One")
    told = await stage.bo.slash("song show", stage.channel)
    assert "/song set" in told.text


async def test_songs_come_one_at_a_time(stage: Stage) -> None:
    """Of one person, and for one clip, whoever asks; afterwards the next may come."""
    await stage.clip("One")
    people = (stage.ana, stage.ana, stage.ana, stage.bo)
    told = await asyncio.gather(
        *(one.slash("song set", stage.channel, file=SONG, timeout_s=120) for one in people)
    )
    taken = [one for one in told if "tone.wav" in one.text]
    assert len(taken) == 1
    assert all("already" in one.text for one in told if one not in taken)
    assert "tone.wav" in (await stage.bo.slash("song set", stage.channel, file=SONG)).text


async def test_earlier_songs_go_and_a_server_keeps_only_so_many(stage: Stage) -> None:
    """The last few of a clip stay; a full server says how room is made."""
    await stage.clip("One")
    await stage.ana.slash("song set", stage.channel, file=SONG)
    await many_songs(stage, 30)
    assert "tone.wav" in (await stage.ana.slash("song set", stage.channel, file=SONG)).text
    assert await rows(stage, "SELECT count(*) FROM songs") == [(5,)]
    await many_songs(stage, 200)
    told = await stage.ana.slash("song set", stage.channel, file=SONG)
    assert "This server keeps 200 songs" in told.text


async def many_songs(stage: Stage, count: int) -> None:
    """Let the clip have had so many songs more."""
    async with stage.house.db.writing() as tx:
        await tx.update(
            """WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers
                   WHERE n < ?)
               INSERT INTO songs (clip_id, sha256, filename, duration_s, sample_rate_hz, channels,
                   loudness_lufs, tempo_bpm, beats_s, bars_s, energy, peak_dbfs, added_by, added_at)
               SELECT clip_id, sha256, filename, duration_s, sample_rate_hz, channels,
                   loudness_lufs, tempo_bpm, beats_s, bars_s, energy, peak_dbfs, added_by, added_at
               FROM numbers, (SELECT * FROM songs ORDER BY id LIMIT 1)""",
            (count,),
        )


async def test_what_commands_terminals_and_renderers_stays_out_of_cast_and_style(
    stage: Stage,
) -> None:
    """NUL, escapes and marks of direction, as out of every other text."""
    await stage.clip("One")
    evil = "tall\x00 wo\x1b[31mman \u202eyrt"
    await stage.ana.slash("cast set", stage.channel, name="mara", description=evil)
    await stage.ana.slash("style set", stage.channel, words=evil, negative=evil)
    kept = await rows(
        stage,
        """SELECT description FROM cast_members UNION ALL
           SELECT * FROM (SELECT words || negative FROM styles ORDER BY id DESC LIMIT 1)""",
    )
    assert len(kept) == 2
    assert not [one for (one,) in kept if not str(one).isprintable()]
    assert all("tall" in str(one) for (one,) in kept)
