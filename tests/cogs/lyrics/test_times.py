"""``/lyrics`` and ``/shot`` in the channel: times, buttons, files out, questions, undo, shots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.play import SCENARIO
from bot.demo.scenario import read
from tests.cogs.stage import performing, staged
from tests.local_discord.pointing import pointed_at

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord import LocalDiscord
    from tests.cogs.stage import Stage

LRC = b"[00:02.00]The tide is out\n[00:06.10]The boats lie down\nWe wait\n[00:20.00]And sing\n"


async def _begin(stage: Stage, *, song: bool = True) -> None:
    await stage.clip()
    await stage.bo.slash("lyrics import", stage.channel, file=("words.lrc", LRC))
    if song:
        told = await stage.ana.slash(
            "song set", stage.channel, file=read(SCENARIO).song, timeout_s=120
        )
        assert "beats a minute" in told.text


async def test_a_line_is_timed_and_stepped_with_buttons(stage: Stage) -> None:
    """The message shows where the line is after each press; anyone may press."""
    await _begin(stage, song=False)
    told = await stage.bo.slash("lyrics time", stage.channel, line=2, at="0:07,5")
    assert "Bo has timed line 2" in told.text
    assert "`0:07.5`" in told.text
    assert told.message is not None
    assert told.message.labels == ["−1 beat", "−0.1 s", "+0.1 s", "+1 beat"]
    await stage.cleo.click(told.message, "◀️")
    moved = await stage.bo.wait_message(stage.channel, "Cléo has timed line 2")
    assert moved.id == told.message.id
    assert "`0:07.4`" in moved.text
    await stage.bo.click(told.message, "⏩")
    refused = await stage.bo.wait_message(stage.channel, "No beats are known")
    assert refused.is_ephemeral


async def test_buttons_live_through_a_restart(local_discord: LocalDiscord, tmp_path: Path) -> None:
    """All they need stands in them: another process carries the press out."""
    async with staged(local_discord, tmp_path) as stage:
        await _begin(stage, song=False)
        told = await stage.bo.slash("lyrics time", stage.channel, line=1, at="3")
    assert told.message is not None
    with pointed_at(local_discord):
        async with performing(local_discord, tmp_path):
            await stage.bo.click(told.message, "▶️")
            moved = await stage.bo.wait_message(stage.channel, "`0:03.1`")
            assert moved.id == told.message.id


async def test_guesses_are_marked_everywhere_until_confirmed(stage: Stage) -> None:
    """A line without a time is shown where it would be cut; a person's yes takes the mark away."""
    await _begin(stage)
    assert "≈" in (await stage.bo.slash("lyrics show", stage.channel)).text
    assert "have no times" in (await stage.bo.slash("lyrics check", stage.channel)).text or (
        "has no time" in (await stage.bo.slash("lyrics check", stage.channel)).text
    )
    told = await stage.bo.slash("lyrics spread", stage.channel)
    assert "line 3" in told.text
    assert "`≈" in told.text
    snapped = await stage.bo.slash("lyrics snap", stage.channel, to="beats", within=0.4)
    assert "onto the beat" in snapped.text
    checked = await stage.bo.slash("lyrics check", stage.channel)
    assert "placed by the software" in checked.text
    confirmed = await stage.ana.slash("lyrics confirm", stage.channel)
    assert "Ana has confirmed" in confirmed.text
    assert "≈" not in (await stage.bo.slash("lyrics show", stage.channel)).text
    assert "Every line has a time" in (await stage.bo.slash("lyrics check", stage.channel)).text


async def test_everything_from_a_line_on_is_shifted(stage: Stage) -> None:
    """By beats, once the song's beats are known."""
    await _begin(stage)
    told = await stage.bo.slash("lyrics shift", stage.channel, line=2, by="+1 bar")
    assert "Bo has shifted" in told.text
    shown = await stage.bo.slash("lyrics show", stage.channel)
    assert "`0:02.0`" in shown.text
    assert "`0:07.9`" in shown.text  # 6.1 s and four beats at 132 a minute


async def test_trouble_is_shown_with_what_to_do(stage: Stage) -> None:
    """At once, in the list, and in the check."""
    await _begin(stage, song=False)
    told = await stage.bo.slash("lyrics time", stage.channel, line=4, at="0:06.0")
    assert "Line 4 starts at 0:06.0, not after line 2 at 0:06.1" in told.text
    assert "/lyrics check" in (await stage.bo.slash("lyrics show", stage.channel)).text
    checked = await stage.cleo.slash("lyrics check", stage.channel)
    assert "La ligne 4 commence à 0:06,0" in checked.text
    assert "</lyrics time:" in checked.text


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("txt", "The tide is out"),
        ("lrc", "[00:02.00]The tide is out"),
        ("srt", "00:00:02,000 --> 00:00:06,100"),
        ("vtt", "00:00:02.000 --> 00:00:06.100"),
        ("ass", "Dialogue: 0,0:00:02.00,0:00:06.10,Default,,0,0,0,,The tide is out"),
    ],
)
async def test_lyrics_are_given_out_as_files(stage: Stage, form: str, line: str) -> None:
    """In every form that is read; a line without a time is asked for where one is needed."""
    await _begin(stage, song=False)
    told = await stage.bo.slash("lyrics export", stage.channel, form=form)
    if form in {"srt", "vtt", "ass"}:
        assert "Line 3 has no time yet" in told.text
        await stage.bo.slash("lyrics time", stage.channel, line=3, at="0:12")
        told = await stage.bo.slash("lyrics export", stage.channel, form=form)
    assert told.message is not None
    (file,) = told.message.files
    assert file.filename == f"minuit.{form}"
    assert line in (await stage.bo.download(file)).decode().splitlines()


async def test_what_an_import_lacks_is_asked_for(stage: Stage) -> None:
    """It is listed with what it holds, stays until the director presses, and comes back by undo."""
    await stage.clip("The tide is out", "The boats lie down", prompts=True)
    await stage.round(2)
    told = await stage.bo.slash(
        "lyrics import", stage.channel, file=("words.lrc", b"[00:02.00]The tide is out\n")
    )
    assert "The new lyrics do not have line 2" in told.text
    assert "The boats lie down" in told.text
    assert "open vote · 3 takes" in told.text
    assert told.message is not None
    await stage.bo.click(told.message, "Take them out")
    assert (await stage.bo.wait_message(stage.channel, "Only Ana")).is_ephemeral
    assert "The boats" in (await stage.bo.slash("lyrics show", stage.channel)).text
    await stage.ana.click(told.message, "Take them out")
    gone = await stage.bo.wait_message(stage.channel, "Ana has taken out line 2")
    assert gone.labels == []
    assert "The boats" not in (await stage.bo.slash("lyrics show", stage.channel)).text
    undone = await stage.ana.slash("lyrics undo", stage.channel)
    assert "Ana undid: 1 line taken out" in undone.text
    shown = await stage.bo.slash("lyrics show", stage.channel)
    assert "🗳️ The boats lie down" in shown.text


async def test_undo_says_what_and_whose(stage: Stage) -> None:
    """Step by step, until what is left can not be taken back."""
    await _begin(stage, song=False)
    await stage.cleo.slash("lyrics edit", stage.channel, line=1, text="The tide is in", start="1")
    told = await stage.bo.slash("lyrics undo", stage.channel)
    assert "Bo undid Cléo’s change: line corrected" in told.text
    shown = await stage.bo.slash("lyrics show", stage.channel)
    assert "`0:02.0`" in shown.text
    assert "The tide is out" in shown.text
    await stage.bo.slash("prompt set", stage.channel, line=1, text="a beach")
    refused = await stage.bo.slash("lyrics undo", stage.channel)
    assert "Line 1 has got a prompt since" in refused.text


async def test_shots_are_joined_cut_and_found(stage: Stage) -> None:
    """Each with what the channel is told; a new shot has its place in the list."""
    await _begin(stage)
    told = await stage.ana.slash("shot merge", stage.channel, first=1, last=2)
    assert "line 2 be seen in the shot of line 1" in told.text
    assert "shares the shot before" in (await stage.bo.slash("lyrics show", stage.channel)).text
    told = await stage.ana.slash("shot split", stage.channel, line=2)
    assert "given line 2 its own shot back" in told.text
    told = await stage.ana.slash("shot split", stage.channel, line=4, at="+4 beats")
    assert "`0:21.8`" in told.text
    told = await stage.ana.slash("shot gaps", stage.channel, over=10)
    assert "♪" in told.text
    offered = await stage.bo.autocomplete("prompt set", stage.channel, "line", "♪")
    assert offered
    told = await stage.ana.slash("shot cuts", stage.channel, on="bars")
    assert "nearest bar" in told.text
    refusals: list[tuple[str, dict[str, Any], str]] = [
        ("shot merge", {"first": 1, "last": 2}, "Only Ana"),
        ("shot split", {"line": 1}, "Only Ana"),
        ("shot gaps", {}, "Only Ana"),
        ("shot cuts", {"on": "beats"}, "Only Ana"),
    ]
    for command, options, said in refusals:
        assert said in (await stage.bo.slash(command, stage.channel, **options)).text
