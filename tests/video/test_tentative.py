"""The mark of what nobody has decided yet."""

from __future__ import annotations

import re

from bot.domain.cut.formats import RATES, Aspect, format_of
from bot.video.cards import tentative_inscription


def test_an_undecided_shot_carries_a_question_mark_and_its_number() -> None:
    """Inside the frame's safe area, for as long as the shot is seen."""
    frame = format_of(Aspect.WIDE, next(iter(RATES.values())), short_side_px=360)
    mark = tentative_inscription(7, frame, (10, 60))
    assert (mark.start, mark.end) == (10, 60)
    assert re.sub(r"\{[^}]*\}", "", mark.body).replace("\\h", " ") == "? 7"
    across, down = mark.place
    assert frame.width_px / 2 < across <= frame.width_px - frame.safe.right
    assert 0 < down < frame.height_px / 4
