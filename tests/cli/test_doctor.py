"""The doctor finds what is wrong and says what to do, in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.doctor import discord, disk, machine
from bot.doctor.finding import Finding, failed
from bot.domain import texts
from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.votes.ballot import BallotRules
from bot.marks.marker import own_identity
from bot.settings import Settings
from local_discord import BOT_PERMISSIONS, Permission
from storage.clips import clips, people
from storage.cut import renders
from storage.database.database import Database
from tests.local_discord.fixtures import contract, local_discord, open_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from local_discord import LocalDiscord
    from tests.local_discord.fixtures import OpenWorld

UNPINNED = BOT_PERMISSIONS & ~Permission.PIN_MESSAGES

__all__ = ["contract", "local_discord", "open_world"]


async def lines(findings: AsyncIterator[Finding]) -> list[str]:
    """All findings in English."""
    return [finding.line("en") async for finding in findings]


def settings(folder: Path, **more: object) -> Settings:
    """Settings with the data in ``folder``."""
    return Settings.model_validate({"data_folder": folder, **more})


def test_every_finding_speaks_both_languages() -> None:
    """The two catalogues have the same keys and the same values to fill in."""
    folder = Path(texts.__file__).parent
    english, french = (
        tomllib.loads((folder / locale / "doctor.toml").read_text(encoding="utf-8"))
        for locale in ("en", "fr")
    )
    assert english.keys() == french.keys()
    for key, text in english.items():
        names = {part.split("}")[0].partition(":")[0] for part in text.split("{")[1:]}
        assert names == {
            part.split("}")[0].partition(":")[0] for part in french[key].split("{")[1:]
        }, key


def test_a_terminal_shows_names_as_they_are() -> None:
    """No Markdown is escaped for it."""
    line = failed("database-damaged", file="/data/my_couplet.db", why="*** in tree 5").line("en")
    assert line.startswith("✗ ")
    assert "/data/my_couplet.db is damaged (*** in tree 5)" in line


async def test_without_a_token_it_says_where_to_get_one(tmp_path: Path) -> None:
    """And asks Discord nothing."""
    (line,) = await lines(discord.examine(settings(tmp_path)))
    assert line.startswith("✗")
    assert "COUPLET_TOKEN" in line


async def test_a_refused_token_is_told_from_a_discord_that_is_away(
    local_discord: LocalDiscord, tmp_path: Path
) -> None:
    """Two different things to do."""
    wrong = settings(tmp_path, token="x", discord_api=local_discord.api_url)  # noqa: S106 - wrong
    (line,) = await lines(discord.examine(wrong))
    assert "refuses the token" in line
    away = settings(tmp_path, token="x", discord_api="http://127.0.0.1:9/api")  # noqa: S106 - wrong
    (line,) = await lines(discord.examine(away))
    assert "cannot be reached" in line


async def test_commands_that_discord_does_not_know_yet_are_named(
    local_discord: LocalDiscord, tmp_path: Path
) -> None:
    """A first start puts that right."""
    good = settings(tmp_path, token=local_discord.token, discord_api=local_discord.api_url)
    found = await lines(discord.examine(good))
    assert found[0].startswith("✓ The token is good")
    assert found[1].startswith("✓ Intents")
    assert found[2].startswith("✗ Discord’s commands differ")
    assert "Add as lyrics" in found[2]
    assert any("permissions=" in one for one in found)


async def test_a_server_where_boards_cannot_be_pinned_is_named(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    """The right is asked for on its own since 2026; the rest works without."""
    for permissions, mark in ((BOT_PERMISSIONS, "✓ Boards can"), (UNPINNED, "✗ Boards cannot")):
        world = await open_world(bot_permissions=permissions)
        good = settings(tmp_path, token=world.token, discord_api=world.api_url)
        found = await lines(discord.examine(good))
        assert any(one.startswith(mark) for one in found), found


async def test_a_sound_database_and_a_damaged_one(tmp_path: Path) -> None:
    """None yet is well; a torn file is not."""
    at = settings(tmp_path)
    assert "No database yet" in (await lines(disk.examine(at)))[0]
    await (await Database.open(at.database_file)).close()
    found = await lines(disk.examine(at))
    assert "is sound" in found[0]
    assert "0 files" in found[1]
    assert any("GiB free" in one for one in found)
    at.database_file.write_bytes(b"SQLite format 3\x00" + bytes(4000))
    assert (await lines(disk.examine(at)))[0].startswith("✗")


async def test_a_missing_file_is_found(tmp_path: Path) -> None:
    """A row without its file is a loss that a backup can heal."""
    at = settings(tmp_path)
    async with await Database.open(at.database_file) as db, db.writing() as tx:
        await people.remember(tx, 1, "Ana", 0)
        clip = await clips.add(
            tx,
            guild_id=1,
            channel_id=2,
            name="Minuit",
            artist="",
            locale="en",
            director_id=1,
            director_role_id=None,
            rules=BallotRules(),
            now=0,
        )
        render = await renders.add(
            tx,
            clip_id=clip.id,
            kind=RenderKind.FINAL,
            options=RenderOptions(),
            requested_by=1,
            now=0,
        )
        await tx.update("UPDATE renders SET sha256 = ? WHERE id = ?", ("ab" * 32, render.id))
    found = await lines(disk.examine(at))
    assert "is sound" in found[0]
    assert found[1].startswith("✗ 1 file is missing and 0 are damaged (first abab")


async def test_who_signs_is_said_and_what_is_wrong_with_the_key(tmp_path: Path) -> None:
    """A key that nobody can read, one that is of another kind, and one with a stranger's chain."""
    own, other = [await own_identity(tmp_path / name) for name in ("own", "other")]
    (tmp_path / "torn.pem").write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n")
    faults = {
        "cannot be read": (tmp_path / "torn.pem", own.chain),
        "do not belong together": (own.key, other.chain),
    }
    well = settings(tmp_path / "data", signing_key=own.key, signing_chain=own.chain)
    assert [one for one in await lines(disk.examine(well)) if one.startswith("✓") and "days" in one]
    for sentence, (key, chain) in faults.items():
        ill = settings(tmp_path / "data", signing_key=key, signing_chain=chain)
        found = [one for one in await lines(disk.examine(ill)) if sentence in one]
        assert [one[0] for one in found] == ["✗"], sentence


def test_this_python_will_do() -> None:
    """The tests run on nothing older."""
    assert machine.python().passed


async def test_an_ffmpeg_that_is_not_there_is_said(tmp_path: Path) -> None:
    """With the setting's path in the sentence."""
    at = settings(tmp_path, ffmpeg=tmp_path / "no-ffmpeg", painter_preset="nothing")
    found = [one async for one in machine.examine(at)]
    assert not found[0].passed
    assert found[1].passed  # fonts
    assert not found[2].passed
    assert "COUPLET_PAINTER_PRESET" in found[2].line("en")


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_the_usual_ffmpeg_has_its_encoders(tmp_path: Path, locale: str) -> None:
    """The one that comes with the install."""
    finding = await anext(aiter(machine.examine(settings(tmp_path))))
    assert finding.passed
    assert "libx264" in finding.line(locale)


async def test_what_the_chosen_model_can_do_is_told(tmp_path: Path) -> None:
    """In words, as the style's answer has it."""
    found = await anext(
        finding
        async for finding in machine.examine(settings(tmp_path, painter_preset="sana-sprint"))
        if finding.key == "abilities"
    )
    assert found.passed
    assert "painted with by SanaSprintPipeline. Variations start from the picture." in found.line(
        "en"
    )


@pytest.mark.parametrize("field", ["painter_preset", "painter_film_preset"])
async def test_a_model_of_the_other_kind_is_found(tmp_path: Path, field: str) -> None:
    """Pictures for films, films for pictures: the setting is named, and what it may be."""
    wrong, right = ("ltx-video", "sdxl") if field == "painter_preset" else ("sdxl", "ltx-video")
    wrongly = settings(tmp_path, **{field: wrong})
    found = [
        finding async for finding in machine.examine(wrongly) if finding.key == "preset-unknown"
    ]
    assert len(found) == 1
    line = found[0].line("en")
    assert f"COUPLET_{field.upper()}" in line
    assert right in line
