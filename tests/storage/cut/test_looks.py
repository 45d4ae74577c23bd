"""How clips and shots look, as people set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.captions import CaptionOptions, CaptionPlace, CaptionSize, CaptionStyle
from bot.domain.cut.credits import CreditsMode
from bot.domain.cut.formats import Aspect
from bot.domain.cut.look import ClipLook, ShotLook
from bot.domain.cut.transitions import Transition
from storage.cut import looks
from tests.storage.made import CHANNEL, make_clip

if TYPE_CHECKING:
    from storage.database.database import Database
    from tests.storage.made import Made

TALL = ClipLook(
    aspect=Aspect.TALL,
    short_side_px=1080,
    rate="29.97",
    captions=CaptionOptions(
        CaptionStyle.POSTER, CaptionPlace.TOP, CaptionSize.LARGE, karaoke=False
    ),
    credits=CreditsMode.SHORT,
    normalise=True,
)


@pytest.mark.parametrize("look", [TALL, ClipLook(captions=None)])
async def test_a_clips_look_is_kept_as_it_is_set(db: Database, made: Made, look: ClipLook) -> None:
    """And is the house's before that, and for other clips."""
    async with db.writing() as tx:
        other = await make_clip(tx, CHANNEL + 1)
        assert await looks.of_clip(tx, made.clip.id) == ClipLook()
        await looks.set_clip(tx, made.clip.id, TALL)
        await looks.set_clip(tx, made.clip.id, look)
        assert await looks.of_clip(tx, made.clip.id) == look
        assert await looks.of_clip(tx, other.id) == ClipLook()


async def test_shots_are_looked_up_by_their_line(db: Database, made: Made) -> None:
    """Those that somebody has set; what is None is left to the rules."""
    set_shots = {
        made.lines[0].id: ShotLook(Move.PAN_LEFT, Transition.WHIP, (0.25, 1.0)),
        made.lines[2].id: ShotLook(move=Move.HOLD),
    }
    async with db.writing() as tx:
        await looks.set_shot(tx, made.lines[0].id, ShotLook(focus=(0.0, 0.0)))
        for line_id, look in set_shots.items():
            await looks.set_shot(tx, line_id, look)
        assert await looks.of_shots(tx, made.clip.id) == set_shots
        assert await looks.of_shots(tx, 999) == {}
