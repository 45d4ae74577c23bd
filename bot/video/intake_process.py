"""The bot's side of ``bot.video.intake``: uploads are decoded by a child process alone."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from bot.domain.errors import DiskFull, UserError
from bot.domain.rounds.brought import Brought
from bot.processes.errands import ErrandFailed, run_errand
from bot.video import encoder

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

PATIENCE_S: Final = 300.0


class ProcessIntake:
    """The port ``Intake`` by a child process for each upload."""

    def __init__(self, ffmpeg: Path | None = None) -> None:
        self._ffmpeg = ffmpeg

    async def take_in(self, upload: Path, folder: Path, start_s: float) -> Brought:
        """Take in as the port promises."""
        args = [encoder.binary(self._ffmpeg), str(upload), str(folder), str(start_s)]
        try:
            said = await run_errand("bot.video.intake", args, patience_s=PATIENCE_S)
        except ErrandFailed as error:
            log.warning("an upload could not be taken in: %s", error)
            if "No space left" in str(error):
                raise DiskFull(str(error)) from error
            said = error.said
        if not said.strip():
            # It crashed, or used up its time or memory: no decoder should need that for a take.
            raise UserError("brought.broken")
        told = cast("dict[str, Any]", json.loads(said))
        if "refused" in told:
            raise UserError(told["refused"], **told["values"])
        return msgspec.convert(told, Brought, dec_hook=lambda kind, text: kind(text))
