"""How clips and shots look: one JSON document each, since it is read and written as a whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.domain.cut.camera import Move
from bot.domain.cut.captions import CaptionOptions, CaptionPlace, CaptionSize, CaptionStyle
from bot.domain.cut.credits import CreditsMode
from bot.domain.cut.edit import Fit
from bot.domain.cut.formats import Aspect
from bot.domain.cut.look import ClipLook, CutsOn, ShotLook
from bot.domain.cut.transitions import Transition

if TYPE_CHECKING:
    from storage.database.transaction import Tx


HOUSE_SHOT: Final = ShotLook()
"""A shot that nobody has set anything for."""


async def of_clip(tx: Tx, clip_id: int) -> ClipLook:
    """The clip's look; the house's where nobody has set one."""
    row = await tx.fetch_one("SELECT look FROM clip_looks WHERE clip_id = ?", (clip_id,))
    return _clip_look(json.loads(row["look"])) if row else ClipLook()


async def set_clip(tx: Tx, clip_id: int, look: ClipLook) -> None:
    """Keep the clip's look."""
    await tx.update(
        """INSERT INTO clip_looks (clip_id, look) VALUES (?, ?)
           ON CONFLICT (clip_id) DO UPDATE SET look = excluded.look""",
        (clip_id, json.dumps(asdict(look))),
    )


async def of_shots(tx: Tx, clip_id: int) -> dict[int, ShotLook]:
    """What is set for the clip's shots, by line id."""
    rows = await tx.fetch_all(
        """SELECT line_id, look FROM shot_looks JOIN lines ON lines.id = line_id
           WHERE lines.clip_id = ?""",
        (clip_id,),
    )
    return {row["line_id"]: _shot_look(json.loads(row["look"])) for row in rows}


async def set_shot(tx: Tx, line_id: int, look: ShotLook) -> None:
    """Keep what is set for a line's shot."""
    await tx.update(
        """INSERT INTO shot_looks (line_id, look) VALUES (?, ?)
           ON CONFLICT (line_id) DO UPDATE SET look = excluded.look""",
        (line_id, json.dumps(asdict(look))),
    )


def _clip_look(found: dict[str, Any]) -> ClipLook:
    captions = found["captions"]
    return ClipLook(
        aspect=Aspect(found["aspect"]),
        short_side_px=found["short_side_px"],
        rate=found["rate"],
        captions=(
            None
            if captions is None
            else CaptionOptions(
                style=CaptionStyle(captions["style"]),
                place=CaptionPlace(captions["place"]),
                size=CaptionSize(captions["size"]),
                karaoke=captions["karaoke"],
            )
        ),
        credits=CreditsMode(found["credits"]),
        normalise=found["normalise"],
        cuts=CutsOn(found["cuts"]),
    )


def _shot_look(found: dict[str, Any]) -> ShotLook:
    move, transition, focus, fit = (found[name] for name in ("move", "transition", "focus", "fit"))
    return ShotLook(
        move=None if move is None else Move(move),
        transition=None if transition is None else Transition(transition),
        focus=None if focus is None else (focus[0], focus[1]),
        fit=None if fit is None else Fit(fit),
    )
