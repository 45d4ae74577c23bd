"""Prompts, styles, cast and songs: versions are added, never changed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from bot.domain.prompts.prompt import StyleSettings
from storage.files.references import pointed_to
from storage.prompts import prompts, styles
from storage.song import songs
from tests.storage.made import ANA, BEN, NOW

if TYPE_CHECKING:
    from storage.database.database import Database, Tx
    from tests.storage.made import Made


async def test_a_prompts_versions_count_within_its_line(db: Database, made: Made) -> None:
    """Every version stays readable; the last one is the line's prompt."""
    line_id = made.lines[0].id
    async with db.writing() as tx:
        second = await prompts.add(tx, line_id, "a quay, «brume»", ANA, NOW + 1)
        assert (second.version, second.author_id, second.written_at) == (2, ANA, NOW + 1)
        assert await prompts.latest(tx, line_id) == second
        assert await prompts.history(tx, line_id) == [made.prompt, second]
        assert await prompts.by_id(tx, made.prompt.id) == made.prompt
        assert await prompts.latest(tx, made.lines[2].id) is None
        assert await prompts.by_id(tx, 999) is None


async def test_a_styles_versions_count_within_its_clip(db: Database, made: Made) -> None:
    """What is left to the preset stays None; earlier versions stay as rounds used them."""
    async with db.writing() as tx:
        before = await styles.current(tx, made.clip.id)
        assert before is not None
        style = await styles.add(
            tx,
            made.clip.id,
            StyleSettings(words="gouache", preset="sd15", steps=20, width_px=512),
            author_id=BEN,
            now=NOW + 1,
        )
        assert style == dataclasses.replace(
            before,
            id=style.id,
            version=before.version + 1,
            words="gouache",
            negative="",
            preset="sd15",
            steps=20,
            width_px=512,
            author_id=BEN,
            written_at=NOW + 1,
        )
        assert await styles.current(tx, made.clip.id) == style
        assert await styles.by_id(tx, before.id) == before
        assert await styles.current(tx, 999) is None


async def _cast(tx: Tx, clip_id: int) -> list[tuple[str, str]]:
    return [(member.name, member.description) for member in await styles.cast(tx, clip_id)]


async def test_a_cast_member_is_one_in_upper_and_lower_case(db: Database, made: Made) -> None:
    """Accents included, however they are typed; the last spelling is shown."""
    clip_id = made.clip.id
    async with db.writing() as tx:
        first = await styles.set_cast(tx, clip_id, "Élodie", "a girl", BEN)
        again = await styles.set_cast(tx, clip_id, "E\u0301LODIE", "a tall girl", ANA)
        assert again.id == first.id
        assert await _cast(tx, clip_id) == [("Mara", "a sailor"), ("E\u0301LODIE", "a tall girl")]
        assert await styles.remove_cast(tx, clip_id, "élodie")
        assert not await styles.remove_cast(tx, clip_id, "élodie")
        assert await _cast(tx, clip_id) == [("Mara", "a sailor")]
        assert await _cast(tx, 999) == []


async def test_the_last_song_is_the_clips(db: Database, made: Made) -> None:
    """With all that was measured; files of earlier ones are still pointed to."""
    async with db.writing() as tx:
        first = await songs.current(tx, made.clip.id)
        assert first is not None
        assert (first.beats_s, first.bars_s, first.energy) == (
            (0.5, 1.0),
            (0.5,),
            (0.0, 0.25, 1.0),
        )
        assert (first.loudness_lufs, first.tempo_bpm, first.peak_dbfs) == (-14.2, None, -0.5)
        second = await songs.add(
            tx,
            clip_id=made.clip.id,
            sha256="e" * 64,
            filename="nuit d'été.wav",
            duration_s=10.0,
            sample_rate_hz=44_100,
            channels=1,
            loudness_lufs=None,
            tempo_bpm=120.5,
            beats_s=(),
            bars_s=(),
            energy=(),
            peak_dbfs=None,
            added_by=BEN,
            now=NOW + 1,
        )
        assert await songs.current(tx, made.clip.id) == second
        assert (second.filename, second.added_by, second.added_at) == (
            "nuit d'été.wav",
            BEN,
            NOW + 1,
        )
        assert await pointed_to(tx) >= {"a" * 64, "e" * 64}
        assert await songs.current(tx, 999) is None
