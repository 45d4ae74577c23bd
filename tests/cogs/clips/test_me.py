"""One's own data, and nobody else's."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_people_get_what_is_kept_of_them(stage: Stage) -> None:
    """Privately, by table; rows that are only others' are not in it."""
    await stage.clip("One", "Two")
    await stage.bo.slash("prompt set", stage.channel, line=1, text="a boat of Bo")
    await stage.ana.slash("prompt set", stage.channel, line=2, text="a house of Ana")
    told = await stage.bo.slash("me export", stage.channel)
    assert told.message is not None
    assert told.message.is_ephemeral
    packed = await stage.bo.download(told.message.files[0])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (name,) = archive.namelist()
        text = archive.read(name).decode()
    rows = json.loads(text)
    assert [row["text"] for row in rows["prompts"]] == ["a boat of Bo"]
    assert [row["name"] for row in rows["people"]] == ["Bo"]
    assert "a house of Ana" not in text


async def test_of_a_stranger_nothing_is_kept(stage: Stage) -> None:
    """One sentence, in their language."""
    await stage.clip("One")
    assert "Rien n’est gardé de toi" in (await stage.cleo.slash("me export", stage.channel)).text
