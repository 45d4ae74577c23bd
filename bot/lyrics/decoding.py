"""Bytes to text, guessing the encoding only where the guess is safe.

Refuses what is no text at all: a picture called ``.lrc``, an archive, a song. Knows nothing of
what the text means.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from bot.domain.errors import UserError

MAX_BYTES: Final = 1024 * 1024

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, bool]:
    """The text in ``data``, and whether its encoding was a guess that may hurt accents.

    Tried in order: a byte order mark, UTF-16 by where its zero bytes stand, UTF-8, Windows-1252.

    Raises:
        UserError: ``lyrics.too_large`` over 1 MiB, ``lyrics.empty`` for nothing,
            ``lyrics.not_text`` for what is no text in any of these.
    """
    if len(data) > MAX_BYTES:
        raise UserError("lyrics.too_large", limit_mib=MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise UserError("lyrics.empty")
    try:
        encoding = _encoding(data)
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UserError("lyrics.not_text") from None
    # Lyrics hold hardly any control characters; what a program wrote for itself is full of them.
    if len(_CONTROLS.findall(text)) > 2 + len(text) // 100:
        raise UserError("lyrics.not_text")
    return text, encoding == "cp1252"


def _encoding(data: bytes) -> str:
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
        return "cp1252"
    return "utf-8"
