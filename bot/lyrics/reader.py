"""The bot's side of reading lyrics: a child parses what was sent, and is believed if it answers."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import ForeignKind, Imported, Kind, Note
from bot.domain.lyrics.line import LineShot, NewLine, Word
from bot.processes.errands import ErrandFailed, run_errand

if TYPE_CHECKING:
    from bot.domain.lyrics.imported import Reading

log = logging.getLogger(__name__)

READING_S: Final = 20.0
_AT_ONCE: Final = 2


class ProcessReader:
    """The port ``LyricsReader`` by a child process for each call, two at a time."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def read(self, content: bytes | str, reading: Reading) -> Imported:
        """Read as the port promises."""
        # Lone surrogates cannot be encoded at all.
        data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        args = ["keep" if reading.keep else "tidy", reading.encoding or ""]
        try:
            async with self._free:
                out = await run_errand("bot.lyrics", args, data, patience_s=READING_S)
            return imported_from(json.loads(out))
        except (ErrandFailed, ValueError, KeyError, TypeError) as error:
            log.warning("lyrics could not be read: %s", error)
            raise UserError("lyrics.unreadable") from error


def imported_from(answer: dict[str, Any]) -> Imported:
    """What the child's answer says.

    Raises:
        UserError: the lyrics were refused, with that sentence.
        ValueError, KeyError, TypeError: it is no answer of ours.
    """
    if "trouble" in answer:
        raise UserError(answer["trouble"], **answer["values"])
    kind = answer["kind"]
    return Imported(
        kind=Kind(kind) if kind in set(Kind) else ForeignKind(kind),
        lines=tuple(_line(one) for one in answer["lines"]),
        title=answer["title"],
        artist=answer["artist"],
        notes=tuple(Note(one["key"], one["values"]) for one in answer["notes"]),
    )


def _line(plain: dict[str, Any]) -> NewLine:
    words = cast("list[dict[str, Any]]", plain["words"])
    return NewLine(
        text=plain["text"],
        section=plain["section"],
        start_s=plain["start_s"],
        end_s=plain["end_s"],
        guessed=plain["guessed"],
        words=tuple(Word(word["text"], word["start_s"]) for word in words),
        shot=LineShot(plain["shot"]),
        voice=plain["voice"],
    )
