"""The bot's side of marks: a child signs or reads, and is believed if it answers.

Nothing here knows C2PA or parses what people sent; a child that dies over a file is an answer too.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import UserError
from bot.domain.marks.report import MarkState, Report
from bot.domain.plain import from_plain, to_plain
from bot.processes.errands import ErrandFailed, run_errand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.ports.marks import ToMark

log = logging.getLogger(__name__)

KEY: Final = "key.pem"
CHAIN: Final = "chain.pem"
READING_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose name files are signed in; ``timestamp_url`` is asked only where one is set."""

    key: Path
    chain: Path
    timestamp_url: str | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, as the certificate says, and until when (seconds since 1970)."""

    name: str
    until: float


class ProcessMarker:
    """The port ``Marker`` by a child process for each call."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def mark(self, files: Sequence[ToMark]) -> None:
        """Sign as the port promises."""
        order = {
            "key": str(self._identity.key),
            "chain": str(self._identity.chain),
            "timestamp_url": self._identity.timestamp_url,
            "version": version("couplet"),
            "markings": [to_plain(file) for file in files],
        }
        await _ask(["sign"], json.dumps(order).encode())

    async def read(self, path: Path) -> Report:
        """Read as the port promises."""
        return await read(path, (self._identity.chain,))


async def own_identity(folder: Path, timestamp_url: str | None = None) -> Identity:
    """The identity kept in ``folder``, made at the first call.

    Raises:
        UserError: the folder cannot be written, or what is in it cannot sign.
    """
    await _ask(["key", str(folder)])
    return Identity(folder / KEY, folder / CHAIN, timestamp_url)


async def inspect(identity: Identity) -> Signer:
    """Who signs with this identity.

    Raises:
        UserError: ``marks.key-…`` or ``marks.certificate-expired``: it cannot sign.
    """
    answer = await _ask(["inspect", str(identity.key), str(identity.chain)])
    return Signer(answer["signer"], answer["until"])


async def read(path: Path, trusted: Sequence[Path] = ()) -> Report:
    """What the file at ``path`` says of itself; files in ``trusted`` name signers we know.

    A file over which the child dies is reported as one that cannot be read.
    """
    anchors = await asyncio.to_thread(_together, trusted)
    try:
        out = await run_errand(
            "bot.marks", ["read", str(path)], anchors.encode(), patience_s=READING_S
        )
        return from_plain(Report, json.loads(out))
    except (ErrandFailed, ValueError, KeyError, TypeError) as error:
        log.warning("a file could not be checked: %s", error)
        return Report(MarkState.INVALID, problems=("unreadable",))


async def _ask(args: list[str], stdin: bytes = b"") -> dict[str, Any]:
    try:
        answer = cast("dict[str, Any]", json.loads(await run_errand("bot.marks", args, stdin)))
    except (ErrandFailed, ValueError) as error:
        log.warning("the marking child failed: %s", error)
        raise UserError("marks.not-signed") from error
    if "trouble" in answer:
        raise UserError(f"marks.{answer['trouble']}")
    return answer


def _together(files: Sequence[Path]) -> str:
    return "\n".join(file.read_text(encoding="ascii") for file in files if file.is_file())
