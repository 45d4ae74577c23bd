"""The child that reads what people sent: its answer, its refusals, its end."""

from __future__ import annotations

import pytest

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import USUAL, Reading
from bot.lyrics import parse
from bot.lyrics.reader import ProcessReader, imported_from

LRC = "[00:01.00]v1: <00:01.00>hold <00:01.50>on <00:02.00>\n[bg: ooh]\n[Refrain]\n[00:03.00]é\n"


async def test_the_child_says_what_reading_here_would() -> None:
    """Lines, words, voices, shots and notes."""
    reader = ProcessReader()
    assert await reader.read(LRC, USUAL) == parse(LRC)
    page = "Hold on\nYou might also like\nring5Embed"
    assert await reader.read(page, Reading(keep=True)) == parse(page, Reading(keep=True))
    greek = "Καλημέρα"
    found = await reader.read(greek.encode("cp1253"), Reading("cp1253"))
    assert [line.text for line in found.lines] == [greek]


async def test_a_refusal_comes_through_whole() -> None:
    """The same sentence with its values."""
    with pytest.raises(UserError) as refused:
        await ProcessReader().read(b"[00:01.00]a\n[00:0x.00]b", USUAL)
    assert (refused.value.key, refused.value.values["number"]) == ("lyrics.broken_stamp", 2)


@pytest.mark.parametrize("answer", [{}, {"kind": "lrc"}, {"kind": "mp3", "lines": []}])
def test_an_answer_that_is_none_of_ours_is_no_lyrics(answer: dict[str, object]) -> None:
    """A child that was taken over cannot hand in anything else."""
    with pytest.raises((KeyError, ValueError)):
        imported_from(answer)
