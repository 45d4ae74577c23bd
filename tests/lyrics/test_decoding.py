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


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gb18030", "我把灯挂在桥上\n天亮以前别忘记我"),
        ("gb18030", "风吹过麦田 我在等你回来"),
        ("big5", "我把燈掛在橋上\n天亮以前別忘記我"),
        ("cp932", "橋の上に灯りをともす\n夜明けまで忘れないで"),
        ("cp932", "キラキラ光る\n夜空の星よ"),
        ("euc_kr", "다리 위에 등불을 걸고\n새벽까지 나를 잊지 마"),
        ("cp1251", "Я повешу фонарь над рекой\nНе забывай меня"),
        ("cp1251", "Над рікою згасає ліхтар"),
        ("cp1252", "¿Dónde estás, corazón?\nMañana será otro día"),
        ("cp1252", "Über den Wolken muß die Freiheit"),
    ],
)
def test_old_encodings_are_known_by_their_letters(encoding: str, words: str) -> None:
    """With stamps before the words and without; the person is told of the guess."""
    assert decode(words.encode(encoding)) == (words, encoding)
    stamped = f"[00:01.00]{words}"
    assert decode(stamped.encode(encoding)) == (stamped, encoding)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gb18030", "爱你"),
        ("cp1250", "Zażółć gęślą jaźń"),
        ("cp1253", "Καλημέρα σε αγαπώ"),
        ("cp1254", "Gözlerin yağmur gibi\nşimdi aşk değil"),
        ("cp1255", "שלום עליכם\nאני אוהב אותך"),
        ("cp1256", "أحبك يا قمر\nالليل طويل"),
        ("koi8_r", "Я повешу фонарь над рекой\nНе забывай меня"),
        ("euc_jp", "橋の上に灯りをともす\n夜明けまで忘れないで"),
        ("cp874", "ฉันรักเธอ\nคืนนี้ดาวสวย"),
        ("mac_roman", WORDS),
    ],
)
def test_where_unsure_the_person_is_asked(encoding: str, words: str) -> None:
    """No mojibake is stored; named by the person, the encoding is taken."""
    with pytest.raises(UserError) as refused:
        decode(words.encode(encoding))
    assert refused.value.key == "lyrics.which_encoding"
    assert refused.value.values["samples"]
    assert decode(words.encode(encoding), encoding) == (words, None)


@pytest.mark.parametrize("encoding", ["ascii", "no-such", "zip", "rot13", "hex", "idna"])
def test_an_encoding_that_does_not_fit_is_refused(encoding: str) -> None:
    """Also what is none of letters."""
    with pytest.raises(UserError) as refused:
        decode(WORDS.encode(), encoding)
    assert refused.value.key == "lyrics.wrong_encoding"
