"""Lyrics that cannot be read: one sentence in the asker's language, and the lines as they were."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.looking import rows
from tests.e2e.songs import SONG

if TYPE_CHECKING:
    from local_discord import Outcome
    from tests.cogs.stage import Stage

LYRICS: Final = """\
[00:20.00]קח את הרכבת האחרונה
[00:10.00]e\u0301te\u0301 brûlant
[00:30.00]👩‍🚀 part 🚂💨
[09:59.00]bien après la fin
"""


def packed(size: int) -> bytes:
    """Zeros of ``size`` bytes that an archive makes small."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("words.txt", bytes(size))
    return made.getvalue()


PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BAD: Final = {
    "a picture called .lrc": ("words.lrc", PNG, "pas un fichier texte"),
    "a broken time": ("words.lrc", b"[00:61.00]Le train\n[00:02.00]de minuit\n", "00:61.00"),
    "no line": ("words.txt", b"\n \n\n", "pas de paroles"),
    "10,000 lines": ("words.txt", b"encore une ligne\n" * 10_000, "plus de 1000 lignes"),
    "one line without end": ("words.txt", b"la " * 300_000, "900000 caractères"),
    "a megabyte": ("words.txt", b"encore une ligne de plus\n" * 50_000, "1 Mio"),
    "3 MB": ("words.txt", bytes(3_000_000), "la limite est de 2 Mio"),
    "a playlist": (
        "words.lrc",
        b"#EXTM3U\n#EXTINF:3,\nfile:///etc/hostname\nhttp://127.0.0.1/a.lrc\n",
        "liste de lecture",
    ),
    "a concat script": ("words.txt", b"ffconcat version 1.0\nfile /etc/hostname\n", "liste de"),
    "an archive": ("words.txt", packed(10_000_000), "pas un fichier texte"),
    "a page": ("words.srt", b"<!DOCTYPE html><p>Le train</p>", "une page web"),
    "times that are none": ("words.srt", b"1\n00:00:99,000 --> soon\nLe train\n", "liste de temps"),
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
    assert_one_sentence(await stage.cleo.submit(asked, lyrics=" \n\t\n "), "pas de paroles")
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


async def test_odd_lyrics_are_kept_and_what_is_wrong_is_said(stage: Stage) -> None:
    """Right to left, combining accents, emoji; times backwards are sorted, late ones listed."""
    await stage.clip()
    await stage.ana.slash("song set", stage.channel, file=SONG)
    told = await stage.bo.slash("lyrics import", stage.channel, file=("words.lrc", LYRICS.encode()))
    assert "4 lines" in told.text
    assert "not in order of time" in told.text
    assert await rows(stage, "SELECT text FROM lines ORDER BY position") == [
        ("été brûlant",),
        ("קח את הרכבת האחרונה",),
        ("👩‍🚀 part 🚂💨",),
        ("bien après la fin",),
    ]
    checked = await stage.bo.slash("lyrics check", stage.channel)
    for number in (1, 2, 3, 4):  # the song is three seconds long
        assert f"Line {number} is at" in checked.text
    made = await stage.bo.slash("lyrics export", stage.channel, form="lrc")
    assert made.message is not None
    (file,) = made.message.files
    assert "👩‍🚀 part 🚂💨" in (await stage.bo.download(file)).decode()


def assert_one_sentence(told: Outcome, words: str) -> None:
    """The asker alone is told, without a trace of the inside."""
    assert words in told.text
    assert "\n" not in told.text
    assert "Traceback" not in told.text
    assert told.message is not None
    assert told.message.is_ephemeral
