"""One frame of the clip as its look makes it: what captions, format and camera come to."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import TYPE_CHECKING

from bot.domain.cut.render import Render, RenderKind, RenderOptions
from bot.domain.errors import EncoderError, StorageError, UserError
from bot.services.cut.edit import edit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from bot.domain.cut.edit import Edit
    from bot.domain.prompts.prompt import Preset
    from bot.ports.clock import Clock
    from bot.ports.cut import Encoder
    from storage.database.database import Database
    from storage.files.files import Files

log = logging.getLogger(__name__)


class Stills:
    """Takes single frames."""

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        *,
        encoder: Encoder,
        presets: Mapping[str, Preset],
        work_folder: Path,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._encoder = encoder
        self._presets = presets
        self._work_folder = work_folder

    async def of(self, clip: Clip, number: int | None = None) -> bytes | None:
        """A frame of line ``number``'s shot, or of the first one with a picture, as a JPEG.

        None where there is no such picture yet, or no song: a look can be set before both.
        """
        asked = Render(
            0, clip.id, RenderKind.PREVIEW, RenderOptions(), clip.director_id, self._clock.now()
        )
        out = self._work_folder / f"still-{secrets.token_hex(8)}.jpg"
        try:
            async with self._db.reading() as tx:
                edit = (await edit_of(tx, self._files, clip, asked, self._presets)).edit
            at = _moment(edit, number)
            if at is None or not await self._encoder.still(edit, at, out):
                return None
            return await asyncio.to_thread(out.read_bytes)
        except UserError:
            return None  # no song or no lines
        except (EncoderError, StorageError, OSError) as error:
            log.warning("no still of clip %d: %s", clip.id, error)  # the look is kept all the same
            return None
        finally:
            await asyncio.to_thread(out.unlink, missing_ok=True)


def _moment(edit: Edit, number: int | None) -> int | None:
    """The middle of the shot that is to be seen."""
    for cut in edit.cuts:
        line = cut.shot.line
        if line is not None and cut.source is not None and number in {None, line.number}:
            return cut.shot.start + cut.shot.frames // 2
    return None
