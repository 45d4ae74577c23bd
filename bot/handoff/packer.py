"""The bot's side of hand-off: a child packs, and is believed if it answers."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import DiskFull, UserError
from bot.domain.handoff.returned import Returned
from bot.domain.plain import from_plain, to_plain
from bot.processes.errands import ErrandFailed, run_errand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.handoff.making import MakingOf
    from bot.domain.handoff.pack import Pack

log = logging.getLogger(__name__)

_PACKING_S: Final = 1800.0
_READING_S: Final = 60.0
_FAILED: Final = "handoff.failed"


class ProcessPacker:
    """The port ``Packer`` by a child process for each call."""

    async def pack(self, pack: Pack, folder: Path, limit_bytes: int, most: int) -> Sequence[Path]:
        """Pack as the port promises."""
        args = ["pack", str(folder), str(limit_bytes), str(most)]
        answer = await _ask(args, json.dumps(to_plain(pack)).encode(), patience_s=_PACKING_S)
        return [folder / str(name) for name in answer["files"]]

    async def write_making_of(
        self, told: MakingOf, folder: Path, limit_bytes: int
    ) -> Sequence[Path]:
        """Write as the port promises."""
        args = ["making", str(folder), str(limit_bytes)]
        given = json.dumps(to_plain(told)).encode()
        answer = await _ask(args, given, patience_s=_READING_S)
        return [folder / str(name) for name in answer["files"]]

    async def read(self, path: Path) -> Returned:
        """Read as the port promises."""
        try:
            answer = await _ask(["read", str(path)], b"", patience_s=_READING_S)
        except UserError as error:
            # A child that died over the file says that it is nothing to be read.
            if error.key != _FAILED:
                raise
            raise UserError("handoff.unreadable") from error
        return from_plain(Returned, answer["returned"])


async def _ask(args: list[str], given: bytes, *, patience_s: float) -> dict[str, Any]:
    try:
        out = await run_errand("bot.handoff", args, given, patience_s=patience_s)
        answer = cast("dict[str, Any]", json.loads(out))
    except (ErrandFailed, ValueError) as error:
        log.warning("the packing child failed: %s", error)
        raise UserError(_FAILED) from error
    match answer.get("trouble"):
        case None:
            return answer
        case "disk-full":
            raise DiskFull("No room is left on the disk for the export.")
        case trouble:
            raise UserError(f"handoff.{trouble}")
