"""Prompts of many lines at once: a form, a file both ways, drafts from the lyrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local_discord.people.views import MessageView, Outcome
    from tests.cogs.stage import Stage

FROM_THE_FIRST: dict[str, Any] = {"from": 1}
PAST_THE_LAST: dict[str, Any] = {"from": 500}
LYRICS = ("The tide is out", "A lamp still on", "Come home")


def _message(outcome: Outcome) -> MessageView:
    assert outcome.message is not None
    return outcome.message


async def test_a_form_writes_the_prompts_of_all_lines(stage: Stage) -> None:
    """It shows number and lyric; what stays empty stays as it is; painting is offered at once."""
    await stage.clip(*LYRICS)
    asked = await stage.bo.slash("prompt write", stage.channel)
    assert asked.modal is not None
    assert asked.modal.values["sheet-1"].splitlines() == [
        "1 | The tide is out | ",
        "2 | A lamp still on | ",
        "3 | Come home | ",
    ]
    told = await stage.bo.submit(
        asked, **{"sheet-1": "1 | The tide is out | grey sand\n2 | A lamp still on | @mara\n3 |"}
    )
    assert "Bo has written 2 prompts (lines 1–2)" in told.text
    assert "mara is not in the cast" in told.text
    again = await stage.cleo.slash("prompt write", stage.channel, **FROM_THE_FIRST)
    assert again.modal is not None
    assert "1 | The tide is out | grey sand" in again.modal.values["sheet-1"]


async def test_a_form_of_two_hundred_lines_has_pages(stage: Stage) -> None:
    """Five fields with room to write; what does not fit can be asked for by its number."""
    await stage.clip()
    lyrics = "\n".join(f"Line number {number} of a very long song" for number in range(1, 101))
    asked = await stage.ana.slash("lyrics paste", stage.channel)
    await stage.ana.submit(asked, lyrics=lyrics[:4000])
    form = await stage.bo.slash("prompt write", stage.channel)
    assert form.modal is not None
    assert len(form.modal.values) == 5
    refused = await stage.bo.slash("prompt write", stage.channel, **PAST_THE_LAST)
    assert "500" in refused.text


async def test_prompts_go_out_as_a_file_and_come_back(stage: Stage) -> None:
    """A file written by any editor is read; one that is no text is refused in a sentence."""
    await stage.clip(*LYRICS)
    await stage.bo.slash("prompt set", stage.channel, line=2, text="a lamp in fog")
    out = await stage.bo.slash("prompt export", stage.channel)
    assert out.message is not None
    (file,) = out.message.files
    text = (await stage.bo.download(file)).decode()
    assert "2 | A lamp still on | a lamp in fog" in text
    changed = text.replace("3 | Come home | ", "3 | Come home | a red door")
    back = await stage.bo.slash(
        "prompt import", stage.channel, file=("prompts.txt", changed.encode("utf-16"))
    )
    assert "1 prompt (line 3)" in back.text
    same = await stage.bo.slash(
        "prompt import", stage.channel, file=("prompts.txt", changed.encode())
    )
    assert "just these prompts already" in same.text
    for content in (b"\xff\xd8\xff\xe0", b"", b"hello"):
        refused = await stage.bo.slash(
            "prompt import", stage.channel, file=("prompts.txt", content)
        )
        assert "plain text" in refused.text or "no prompt in it" in refused.text
    late = await stage.bo.slash(
        "prompt import", stage.channel, file=("prompts.txt", b"7 | x | y\n1: sand")
    )
    assert "1 prompt (line 1)" in late.text
    assert "7 \\| x" in late.text


async def test_lyrics_are_painted_as_they_are_at_a_press(stage: Stage) -> None:
    """Instead of a refusal; drafts are marked until somebody rewrites them."""
    await stage.clip(*LYRICS)
    asked = await stage.bo.slash("generate missing", stage.channel)
    assert "1–3" in asked.text
    told = await stage.bo.click(_message(asked), "Paint the lyrics as they are")
    assert "3 lines as their draft prompts" in told.text
    await stage.bo.wait_message(stage.channel, lambda message: "Line 3 · round" in message.text)
    shown = await stage.bo.slash("prompt show", stage.channel, line=1)
    assert "draft" in shown.text
    await stage.bo.slash("prompt set", stage.channel, line=1, text="The tide is out")
    kept = await stage.bo.slash("prompt show", stage.channel, line=1)
    assert "version 2" in kept.text or "**2**" in kept.text


async def test_the_form_opens_and_paints_by_buttons(stage: Stage) -> None:
    """From the answer of /generate missing to the takes in three presses."""
    await stage.clip(*LYRICS)
    asked = await stage.bo.slash("generate missing", stage.channel)
    form = await stage.bo.click(_message(asked), "Write prompts")
    told = await stage.bo.submit(form, **{"sheet-1": "1: sand\n2: a lamp\n3: a door"})
    queued = await stage.cleo.click(_message(told), "Paint what is missing")
    assert "1–3" in queued.text
    await stage.bo.wait_message(stage.channel, lambda message: "Line 3 · round" in message.text)
