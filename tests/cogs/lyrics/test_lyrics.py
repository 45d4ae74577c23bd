"""``/lyrics``: from a form, a file, a message; shown, corrected, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cogs.stage import Stage

LRC = b"[ti:Minuit]\n[00:12.50]The tide is out\n[00:18.00]The boats lie down\n"


async def test_pasted_lyrics_are_told_to_the_channel(stage: Stage) -> None:
    """With how many there are, and what they lack."""
    await stage.ana.slash("clip new", stage.channel, name="Minuit")
    asked = await stage.bo.slash("lyrics paste", stage.channel)
    told = await stage.bo.submit(asked, lyrics="[Verse]\nThe tide is out\n\nThe *boats*\n")
    assert "Bo has added 2 lines (1–2)" in told.text
    assert "have no times" in told.text
    shown = await stage.cleo.slash("lyrics show", stage.channel)
    assert "**Verse**" in shown.text
    assert "The \\*boats\\*" in shown.text
    assert "pas encore de prompt" in shown.text


async def test_a_file_brings_its_times(stage: Stage) -> None:
    """An LRC file is read with its stamps."""
    await stage.clip()
    told = await stage.bo.slash("lyrics import", stage.channel, file=("minuit.lrc", LRC))
    assert "2 lines" in told.text
    assert "no time" not in told.text
    shown = await stage.bo.slash("lyrics show", stage.channel)
    assert "0:12.5" in shown.text


async def test_bad_files_are_one_sentence_and_change_nothing(stage: Stage) -> None:
    """The wrong kind, no text, nothing in it, far too large."""
    await stage.clip("One")
    for name, content, said in (
        ("song.mp3", b"ID3", "not a lyrics file"),
        ("words.txt", b"\x00\xff\x00\x01" * 50, "not a text file"),
        ("words.txt", b"\n \n", "no lyrics in it"),
        ("words.lrc", b"[offset:abc]\n[00:01.00]One", "cannot be read"),
        ("words.txt", b"word\n" * 5001, "lines"),
        ("words.txt", bytes(3_000_000), "at most 2 MiB"),
    ):
        told = await stage.bo.slash("lyrics import", stage.channel, file=(name, content))
        assert said in told.text, told.text
        assert told.message is not None
        assert told.message.is_ephemeral
    assert "2" not in (await stage.bo.slash("lyrics show", stage.channel)).text


async def test_a_message_becomes_lyrics(stage: Stage) -> None:
    """Its words, or the text file it carries; an empty one is refused."""
    await stage.clip()
    said = await stage.bo.say(stage.channel, "The tide is out\nThe boats lie down")
    assert "2 lines" in (await stage.ana.context("Add as lyrics", said)).text
    posted = await stage.bo.upload(stage.channel, ("words.txt", b"The night comes"))
    assert "1 line (3)" in (await stage.ana.context("Add as lyrics", posted)).text
    picture = await stage.bo.upload(stage.channel, ("cat.png", b"\x89PNG"))
    assert "not a lyrics file" in (await stage.ana.context("Add as lyrics", picture)).text


async def test_a_line_is_corrected_by_anyone_and_removed_by_the_director(stage: Stage) -> None:
    """Words and times; the lines after a removed one move up."""
    await stage.clip("One", "Two", "Three")
    told = await stage.bo.slash(
        "lyrics edit", stage.channel, line=2, text="Deux", start="1:02,5", end="1:04"
    )
    assert "Bo has changed line 2" in told.text
    assert "1:02.5" in told.text
    assert "Deux" in told.text
    refusals: list[tuple[dict[str, Any], str]] = [
        ({}, "Say what to change"),
        ({"start": "later"}, "not a time"),
        ({"start": "0:75"}, "not a time"),
        ({"start": "10", "end": "5"}, "end"),
    ]
    for options, said in refusals:
        refused = await stage.bo.slash("lyrics edit", stage.channel, line=1, **options)
        assert said in refused.text
    assert "Only Ana" in (await stage.bo.slash("lyrics remove", stage.channel, line=1)).text
    assert (
        "taken out line 1" in (await stage.ana.slash("lyrics remove", stage.channel, line=1)).text
    )
    shown = await stage.bo.slash("lyrics show", stage.channel)
    assert "` 1` `1:02.5`" in shown.text
    assert "` 3`" not in shown.text


async def test_an_unknown_line_is_said_with_those_there_are(stage: Stage) -> None:
    """Every command with a line option says it alike."""
    await stage.clip("One")
    commands: dict[str, dict[str, Any]] = {
        "lyrics edit": {"text": "x"},
        "prompt set": {"text": "x"},
        "prompt show": {},
        "generate line": {},
        "vote close": {},
        "vote reopen": {},
        "lyrics remove": {},
    }
    for command, options in commands.items():
        told = await stage.ana.slash(command, stage.channel, line=7, **options)
        assert "7" in told.text, command
        assert "1" in told.text, command


async def test_a_form_for_a_clip_that_ended_changes_nothing(stage: Stage) -> None:
    """Another clip began in the channel while somebody typed."""
    await stage.clip()
    asked = await stage.bo.slash("lyrics paste", stage.channel)
    await stage.ana.slash("clip archive", stage.channel)
    await stage.ana.slash("clip new", stage.channel, name="Noon")
    told = await stage.bo.submit(asked, lyrics="The tide is out")
    assert "something that is gone" in told.text
    assert "no lyrics yet" in (await stage.bo.slash("lyrics show", stage.channel)).text.lower()


async def test_a_long_list_goes_along_as_a_file(stage: Stage) -> None:
    """Nothing is left out of what is longer than a message."""
    await stage.clip(*(f"Line with some more words in it, number {n}" for n in range(1, 81)))
    told = await stage.bo.slash("lyrics show", stage.channel)
    assert told.message is not None
    (file,) = told.message.files
    assert "number 80" in (await stage.bo.download(file)).decode()
    assert len(told.message.content) <= 2000
