"""How the cut looks is changed field by field, by several people at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.cut.captions import CaptionOptions, CaptionSize, CaptionStyle
from bot.domain.errors import NotAllowed
from bot.services.cut.looks import Looks
from tests.services.conftest import INES, ZOE, Studio


async def test_two_changes_to_the_captions_at_once_both_count(studio: Studio) -> None:
    """Each changes what it names of the look as it stands, and nothing else."""
    clip = await studio.clip()
    looking = Looks(studio.db, studio.clock)
    await asyncio.gather(
        looking.change_captions(INES, clip, shown=True, size=CaptionSize.LARGE),
        looking.change_captions(INES, clip, shown=True, karaoke=False),
    )
    captions = (await looking.clip_look(clip)).captions
    assert captions is not None
    assert (captions.size, captions.karaoke) == (CaptionSize.LARGE, False)


async def test_captions_taken_away_come_back_as_the_house_sets_them(studio: Studio) -> None:
    """Showing them again begins with the usual look and what is asked now."""
    clip = await studio.clip()
    looking = Looks(studio.db, studio.clock)
    assert (await looking.change_captions(INES, clip, shown=False)).captions is None
    style = next(one for one in CaptionStyle if one is not CaptionOptions().style)
    look = await looking.change_captions(INES, clip, shown=True, style=style)
    assert look.captions == CaptionOptions(style=style)


async def test_only_the_director_changes_the_captions(studio: Studio) -> None:
    """Others are told so."""
    clip = await studio.clip()
    with pytest.raises(NotAllowed):
        await Looks(studio.db, studio.clock).change_captions(ZOE, clip, shown=False)
