"""What a server refuses and tells, where people write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError, UserError
from bot.domain.marks.guarding import ArtistsRule
from bot.services.prompts.guard import opt_outs_in
from bot.services.prompts.prompts import StyleChanges
from storage.clips import servers
from tests.services.conftest import BASTIEN, INES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Studio


async def told(studio: Studio) -> list[str]:
    """What the history says of refusals, words and all."""
    async with studio.db.reading() as tx:
        rows = await tx.fetch_all(
            "SELECT what || details AS said FROM history WHERE what LIKE '%refused'"
        )
    return [row["said"] for row in rows]


async def rule(studio: Studio, artists: ArtistsRule | None, *refused: str) -> None:
    """Set what the server of the studio's clip wants."""
    async with studio.db.writing() as tx:
        now = await servers.settings(tx, 1)
        await servers.save(tx, replace(now, artists=artists, refused_words=refused))


async def test_a_refused_word_is_named_and_not_written_down(studio: Studio) -> None:
    """In prompts, style and cast; the history knows that, never what."""
    clip = await studio.clip("Un")
    await rule(studio, None, "knife")
    with pytest.raises(UserError, match="“knife”"):
        await studio.prompts.write(BASTIEN, clip, 1, "a Knife on a table")
    with pytest.raises(UserError, match="“knife”"):
        await studio.prompts.restyle(BASTIEN, clip, StyleChanges(words="knife"))
    with pytest.raises(UserError, match="“knife”"):
        await studio.prompts.set_cast(BASTIEN, clip, "mara", "holds a knife")
    _, versions = await studio.prompts.versions(clip, 1)
    assert len(versions) == 1
    assert await told(studio) == ["words-refused{}"] * 3


async def test_somebody_s_style_is_told_by_default(studio: Studio) -> None:
    """It is written all the same; off says nothing, refuse keeps it out."""
    clip = await studio.clip("Un")
    text = "a boat in the style of Ada Example"
    written = await studio.prompts.write(BASTIEN, clip, 1, text)
    assert (written.prompt.text, written.imitated) == (text, ("Ada Example",))
    await rule(studio, ArtistsRule.OFF)
    assert (await studio.prompts.write(BASTIEN, clip, 1, f"{text} 2")).imitated == ()
    await rule(studio, ArtistsRule.REFUSE)
    with pytest.raises(UserError, match="instead of Ada Example"):
        await studio.prompts.write(BASTIEN, clip, 1, f"{text} 3")
    assert await told(studio) == ["imitation-refused{}"]


async def test_a_lora_named_after_a_listed_person_is_refused_too(studio: Studio) -> None:
    """Its file's name counts like words, whatever stands between its parts."""
    clip = await studio.clip("Un")
    async with studio.db.writing() as tx:
        now = await servers.settings(tx, 1)
        listed = replace(now, artists=ArtistsRule.REFUSE, opt_outs=("Ada Example",))
        await servers.save(tx, listed)
    with pytest.raises(UserError, match="Ada Example"):
        await studio.prompts.restyle(INES, clip, StyleChanges(loras=(("ada_example-v2", 0.8),)))
    with pytest.raises(UserError, match="no LoRA called"):
        await studio.prompts.restyle(INES, clip, StyleChanges(loras=(("ada-lovely", 0.8),)))


def test_the_list_that_comes_along_names_nobody(tmp_path: Path) -> None:
    """One of one's own is read in the form that it documents."""
    assert opt_outs_in(None) == ()
    own = tmp_path / "names.txt"
    own.write_text("Ada Example # asked\n", "utf-8")
    assert opt_outs_in(own) == ("Ada Example",)
    with pytest.raises(StorageError):
        opt_outs_in(tmp_path / "gone.txt")
