"""A clip packed for editors on the local Discord, by the real encoder, signer and packer."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from typing import TYPE_CHECKING

from bot.domain.marks.report import MarkState
from bot.marks.marker import read
from tests.cogs.cut.test_render import tone
from tests.handoff.test_packs import cuts, timelines

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord.people.people import Person
    from tests.cogs.stage import Stage


async def one_winner(stage: Stage) -> None:
    """A clip of six seconds with two lines, the first of them decided."""
    await stage.clip("One", "Two", prompts=True)
    await stage.bo.slash("song set", stage.channel, file=("minuit.wav", tone(6)), timeout_s=60)
    await stage.round(takes=2)
    await stage.ana.slash("vote pick", stage.channel, line=1, take=1)


async def the_pack(stage: Stage, person: Person) -> tuple[zipfile.ZipFile, str]:
    """The pack out of the channel, and what the post says."""
    shown = await person.wait_message(
        stage.channel, lambda one: "📦" in one.text and bool(one.files), timeout_s=120
    )
    content = await person.download(shown.files[0])
    return zipfile.ZipFile(io.BytesIO(content)), shown.text


async def test_a_clip_is_packed_for_editors(stage: Stage, tmp_path: Path) -> None:
    """The post says how to open it; cuts are ours, a downloaded still carries marks that hold."""
    await one_winner(stage)
    refused = await stage.bo.slash("clip export", stage.channel)
    assert "Only Ana" in refused.text
    asked = await stage.ana.slash("clip export", stage.channel)
    assert "in the queue" in asked.text
    archive, said = await the_pack(stage, stage.ana)
    assert "README.txt" in said
    assert archive.testzip() is None
    names = archive.namelist()
    read_back = timelines(archive, 24.0)
    assert cuts(read_back["otio"]) == cuts(read_back["xml"]) == cuts(read_back["edl"])
    assert sum(frames for _, frames, _ in cuts(read_back["otio"])) == 6 * 24
    assert sum(".mp4" in name for name in names) == len(cuts(read_back["otio"]))
    still = tmp_path / "still.png"
    (name,) = (name for name in names if "/stills/" in name)
    await asyncio.to_thread(still.write_bytes, archive.read(name))
    report = await read(still)
    assert (report.state, report.source) == (MarkState.VALID, "trainedAlgorithmicMedia")


async def test_an_export_speaks_the_clips_language(stage: Stage) -> None:
    """The post, and the README inside."""
    await one_winner(stage)
    await stage.ana.slash("clip settings", stage.channel, language="fr")
    await stage.ana.slash("clip export", stage.channel, rejected=False)
    archive, said = await the_pack(stage, stage.cleo)
    assert "pour le montage" in said
    (readme,) = (name for name in archive.namelist() if name.endswith("README.txt"))
    assert "Décompresse" in archive.read(readme).decode()


async def test_an_edit_comes_back_and_is_taken_back(stage: Stage) -> None:
    """Listed with a button; pressed, the channel is told how to undo it."""
    await one_winner(stage)
    for line, at in ((1, "0:01"), (2, "0:03")):
        await stage.ana.slash("lyrics time", stage.channel, line=line, at=at)
    await stage.ana.slash("clip export", stage.channel, rejected=False)
    archive, _ = await the_pack(stage, stage.ana)
    (name,) = (name for name in archive.namelist() if name.endswith(".otio"))
    told = json.loads(archive.read(name))
    shots = [one for one in told["tracks"]["children"][0]["children"] if "Clip" in _kind(one)]
    first = next(one for one in shots if one["metadata"]["couplet"]["line"] == 1)
    first["source_range"]["duration"]["value"] -= 12
    sent = ("changed.otio", json.dumps(told).encode())
    refused = await stage.bo.slash("clip import-edit", stage.channel, file=sent)
    assert "Only Ana" in refused.text
    shown = await stage.ana.slash("clip import-edit", stage.channel, file=sent, timeout_s=60)
    assert "line 2: its shot begins at 0:02.5 instead of 0:03.0" in shown.text
    assert shown.message is not None
    applied = await stage.ana.click(shown.message, "Cut as in this edit")
    assert "/lyrics undo" in applied.text
    assert "cuts from an editor" in (await stage.ana.slash("lyrics undo", stage.channel)).text
    evil = await stage.ana.slash("clip import-edit", stage.channel, file=("x.otio", b"[" * 9))
    assert "cannot be read as a timeline" in evil.text


def _kind(child: dict[str, str]) -> str:
    return child["OTIO_SCHEMA"]


async def test_a_making_of_is_given_to_the_team(stage: Stage) -> None:
    """A card, a page and data, for everybody; in the pack as well."""
    await one_winner(stage)
    told = await stage.cleo.slash("clip making-of", stage.channel, timeout_s=60)
    assert told.message is not None
    assert not told.message.is_ephemeral
    names = [one.filename for one in told.message.files]
    assert names == ["making-of.png", "making-of.html", "making-of.json"]
    data = json.loads(await stage.cleo.download(told.message.files[2]))
    assert data["totals"]["takes"] == 2
    await stage.ana.slash("clip export", stage.channel, rejected=False)
    archive, _ = await the_pack(stage, stage.ana)
    assert sum("/making-of/" in name for name in archive.namelist()) == 3
