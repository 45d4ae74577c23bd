"""Lyrics that cannot be read: one sentence in the asker's language, and the lines as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.looking import rows

if TYPE_CHECKING:
    from bot.local_discord import Outcome
    from tests.cogs.stage import Stage

PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BAD: Final = {
    "a picture called .lrc": ("words.lrc", PNG, "pas un fichier texte"),
    "a broken time": ("words.lrc", b"[00:61.00]Le train\n[00:02.00]de minuit\n", "00:61.00"),
    "no line": ("words.txt", b"\n \n\n", "aucune ligne"),
    "5,000 lines": ("words.txt", b"encore une ligne\n" * 5000, "lignes"),
    "another kind": ("words.docx", b"Le train", "words.docx"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_file_gets_a_sentence(stage: Stage, kind: str) -> None:
    """The lines that were there stay, and nobody else is bothered."""
    name, content, words = BAD[kind]
    await stage.clip("Le train de minuit")
    told = await stage.cleo.slash("lyrics import", stage.channel, file=(name, content))
    assert_one_sentence(told, words)
    assert await rows(stage, "SELECT text FROM lines") == [("Le train de minuit",)]


async def test_an_empty_paste_gets_a_sentence(stage: Stage) -> None:
    """White space alone is no lyric."""
    await stage.clip()
    asked = await stage.cleo.slash("lyrics paste", stage.channel)
    assert_one_sentence(await stage.cleo.submit(asked, lyrics=" \n\t\n "), "aucune ligne")
    assert not await rows(stage, "SELECT 1 FROM lines")


async def test_control_characters_are_left_out_and_said(stage: Stage) -> None:
    """The words around them stay."""
    await stage.clip()
    content = b"Le\x07 train\x1b[31m de minuit\nsans\x08 bruit\n"
    told = await stage.bo.slash("lyrics import", stage.channel, file=("words.txt", content))
    assert "Invisible control characters were left out" in told.text
    (first,), (second,) = await rows(stage, "SELECT text FROM lines ORDER BY position")
    assert str(first).isprintable()
    assert str(second).isprintable()


def assert_one_sentence(told: Outcome, words: str) -> None:
    """The asker alone is told, without a trace of the inside."""
    assert words in told.text
    assert "\n" not in told.text
    assert "Traceback" not in told.text
    assert told.message is not None
    assert told.message.is_ephemeral
