"""Bytes to text. What does not say how it is encoded is guessed only where the script is plain.

Refuses what is no text at all: a picture called ``.lrc``, an archive, a song. Knows nothing of
what the text means.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import ENCODINGS
from bot.lyrics.scripts import ranked

MAX_BYTES: Final = 1024 * 1024

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TAKEN: Final = frozenset(
    codecs.lookup(name).name
    for name in (
        *ENCODINGS, "utf-8", "utf-8-sig", "utf-16", "utf-32", "shift_jis", "gbk", "gb2312",
        "big5hkscs", "cp949", "tis_620", "latin_1", "iso8859_2", "iso8859_15", "cp437", "cp866",
    )
)  # fmt: skip
_TWICE: Final = re.compile("[ÂÃÐÑâãäåæç][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]")
_LIKELY: Final = 0.9
_LEAD: Final = 0.1  # by how much the best guess has to be better than the next one
_SHOWN_CHARS: Final = 30


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str | None]:
    """The text in ``data``, and its encoding where that was a guess.

    Tried in order: ``encoding``, a byte order mark, UTF-16 by where its zero bytes stand, UTF-8,
    then the old encodings of East Asia, of Cyrillic and of Western Europe, by their letters.

    Raises:
        UserError: ``lyrics.too_large`` over 1 MiB, ``lyrics.empty`` for nothing,
            ``lyrics.not_text`` for what is no text in any of these, ``lyrics.which_encoding``
            where two would do or none is likely, ``lyrics.wrong_encoding`` where the one asked
            for does not fit.
    """
    if len(data) > MAX_BYTES:
        raise UserError("lyrics.too_large", limit_mib=MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise UserError("lyrics.empty")
    if encoding is not None and not _is_text(encoding):
        raise UserError("lyrics.wrong_encoding", encoding=encoding)
    sure = encoding or _encoding_marked(data)
    codec = sure or _guess(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        if encoding is None:
            raise UserError("lyrics.not_text") from None
        raise UserError("lyrics.wrong_encoding", encoding=encoding) from None
    # Lyrics hold hardly any control characters; what a program wrote for itself is full of them.
    if len(_CONTROLS.findall(text)) > 2 + len(text) // 100:
        raise UserError("lyrics.not_text")
    return text, None if sure else codec


def unwound(text: str) -> str:
    """``text`` that was UTF-8, taken for Windows-1252 and written as UTF-8 again, put right.

    Any other text comes back as it is: by chance such letters follow one another nowhere.
    """
    if not _TWICE.search(text):
        return text
    data = bytearray()
    for letter in text:
        try:
            data += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return text
            data.append(ord(letter))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return text


def _is_text(encoding: str) -> bool:
    """Whether it is a way to write letters that we take (and no compression, no escapes)."""
    try:
        return codecs.lookup(encoding).name in _TAKEN
    except (LookupError, ValueError):
        return False


def _encoding_marked(data: bytes) -> str | None:
    """The encoding that the bytes themselves tell; None where they do not."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data:
        # Latin text in UTF-16 has a zero in every second byte, always on the same side.
        half = len(data) // 2
        if len(data) % 2 == 0 and data[1::2].count(0) > 0.4 * half and not data[::2].count(0):
            return "utf-16-le"
        if len(data) % 2 == 0 and data[::2].count(0) > 0.4 * half and not data[1::2].count(0):
            return "utf-16-be"
        raise UserError("lyrics.not_text")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _guess(data: bytes) -> str:
    guesses = ranked(data)
    if not guesses:
        raise UserError("lyrics.not_text")
    (likelihood, best), *others = guesses
    if likelihood < _LIKELY or any(other > likelihood - _LEAD for other, _ in others):
        some = [name for other, name in guesses if other > likelihood - 2 * _LEAD][:3]
        ranking = " · ".join(f"{ENCODINGS[name]}: {_sample(data, name)}" for name in some)
        raise UserError("lyrics.which_encoding", samples=ranking)
    return best


def _sample(data: bytes, encoding: str) -> str:
    """A few words that need the encoding, as it has them."""
    text = data.decode(encoding)
    found = re.search(r"\w*[^\x00-\x7f][^\n\r]*", text)
    return found[0][:_SHOWN_CHARS].strip() if found else ""
