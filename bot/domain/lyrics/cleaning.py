"""One line of lyrics as it may be stored: no control characters, one space at a time, not endless.

Right-to-left text, combining accents and emoji stay as they are; only what is invisible and could
turn the text around it (bidirectional overrides) is taken out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.lyrics.line import NewLine

MAX_LINES: Final = 1_000
MAX_LINE_CHARS: Final = 500
MAX_VOICE_CHARS: Final = 40
MAX_ROW_CHARS: Final = 2_000
"""With word times in it a line's row is longer than its text, but never by that much."""

_BREAKS: Final = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|[\ud800-\udfff\ufffe\uffff]"
)
_OURS: Final = re.compile("[\ufeff\u200b\u2060]")  # harmless, and what our own exports contain
_SPACES: Final = re.compile(r"\s+")
_MUSIC: Final = re.compile(r"[♩♪♫♬\s]+")


def rows(text: str) -> list[str]:
    """The text's rows, at whatever line ends its author's program wrote."""
    return _BREAKS.split(text)


def clean(text: str) -> str:
    """``text`` on one line: composed (NFC), no controls, single spaces, none at the ends."""
    text = _UNWANTED.sub("", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def without_controls(text: str) -> str:
    """``text`` without what is invisible, but for what our own exports contain."""
    return _UNWANTED.sub(lambda match: match[0] if _OURS.match(match[0]) else "", text)


def is_blank(text: str) -> bool:
    """Whether a cleaned line has nothing to sing: empty, or music notes alone."""
    return not text or _MUSIC.fullmatch(text) is not None


def checked(lines: Sequence[NewLine]) -> tuple[NewLine, ...]:
    """``lines`` if a clip can hold them.

    Raises:
        UserError: ``lyrics.empty``, ``lyrics.too_many`` over 1,000 lines, ``lyrics.too_long`` for
            a line over 500 characters.
    """
    if not lines:
        raise UserError("lyrics.empty")
    refuse_more(len(lines))
    for number, line in enumerate(lines, 1):
        if len(line.text) > MAX_LINE_CHARS:
            raise UserError(
                "lyrics.too_long",
                number=number,
                length=len(line.text),
                limit=MAX_LINE_CHARS,
                start=line.text[:40],
            )
    return tuple(lines)


def refuse_long_rows(text_rows: Sequence[str]) -> None:
    """Stop before anything works on a row without end: composing its accents takes minutes.

    Raises:
        UserError: ``lyrics.too_long`` for a row over 2,000 characters.
    """
    for number, row in enumerate(text_rows, 1):
        if len(row) > MAX_ROW_CHARS:
            raise UserError(
                "lyrics.too_long",
                number=number,
                length=len(row),
                limit=MAX_LINE_CHARS,
                start=row[:40],
            )


def refuse_more(count: int) -> None:
    """Stop a reader that has found too many lines, before it works on them.

    Raises:
        UserError: ``lyrics.too_many`` over 1,000.
    """
    if count > MAX_LINES:
        raise UserError("lyrics.too_many", limit=MAX_LINES)
