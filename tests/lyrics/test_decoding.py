"""Bytes become text only where the guess is safe."""

from __future__ import annotations

import gzip

import pytest

from bot.domain.errors import UserError
from bot.lyrics.decoding import MAX_BYTES, decode

WORDS = "Mon cœur prend le train, ça brûle\nÉté"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_the_usual_encodings_are_read(encoding: str) -> None:
    """French text comes out whole from every encoding that editors write."""
    text, guessed = decode(WORDS.encode(encoding))
    assert text == WORDS
    assert guessed == (encoding if encoding == "cp1252" else None)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\0\0\0\1\x20\x08\2\0\0\0",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1",
        b"ID3\4\0\0\0\0\0\0",
        gzip.compress(b"[00:01.00]la " * 50, mtime=0),
        bytes(range(256)) * 4,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    """A picture, a song or an archive named .lrc gets a sentence that says to send text."""
    with pytest.raises(UserError) as refused:
        decode(data)
    assert refused.value.key == "lyrics.not_text"


def test_nothing_at_all_is_refused() -> None:
    """An empty file is said to be empty."""
    with pytest.raises(UserError) as refused:
        decode(b" \n")
    assert refused.value.key == "lyrics.empty"


def test_a_file_over_the_limit_is_refused_unread() -> None:
    """Size is checked before anything else is done with the bytes."""
    with pytest.raises(UserError) as refused:
        decode(b"\0" * (MAX_BYTES + 1))
    assert refused.value.key == "lyrics.too_large"
