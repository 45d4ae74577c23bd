"""Clips and their settings, when several people change them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.votes.ballot import TieRule
from bot.services.clips.clips import ClipChanges
from storage.clips import clips
from tests.services.conftest import INES

if TYPE_CHECKING:
    from tests.services.conftest import Studio


async def test_two_changes_at_once_are_both_kept(studio: Studio) -> None:
    """Each director saw the same clip before; what the other one changed stays."""
    seen = await studio.clip("La ville")
    service = studio.clips
    await service.change(INES, seen, ClipChanges(rules=lambda now: replace(now, quorum=3)))
    await service.change(
        INES, seen, ClipChanges(artist="Nous", rules=lambda now: replace(now, tie=TieRule.RUN_OFF))
    )
    await service.change(INES, seen, ClipChanges(name="Midi"))
    async with studio.db.reading() as tx:
        kept = await clips.by_id(tx, seen.id)
    assert kept is not None
    assert (kept.name, kept.artist) == ("Midi", "Nous")
    assert (kept.rules.quorum, kept.rules.tie) == (3, TieRule.RUN_OFF)
