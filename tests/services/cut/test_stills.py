"""A frame of the clip goes along with the answer about its look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.cut.formats import Aspect
from bot.services.cut.stills import Stills
from tests.services.conftest import INES, PRESETS
from tests.services.lyrics.test_times import give_song

if TYPE_CHECKING:
    from tests.fakes.encoder import FakeEncoder
    from tests.services.conftest import Studio


async def test_a_still_shows_the_look_as_it_is_now(studio: Studio, encoder: FakeEncoder) -> None:
    """Of the first shot with a picture, or of one's own; none before song and picture are there."""
    stills = Stills(
        studio.db,
        studio.files,
        studio.clock,
        encoder=encoder,
        presets=PRESETS,
        work_folder=studio.files.root.parent / "work",
    )
    clip = await studio.clip("Un", "Deux", "Trois")
    assert await stills.of(clip) is None
    await give_song(studio, clip)
    assert await stills.of(clip) is None
    await studio.posted_round(clip, 2)
    await studio.looks.change_clip(INES, clip, aspect=Aspect.TALL)
    assert await stills.of(clip) == b"jpeg"
    assert await stills.of(clip, 2) == b"jpeg"
    assert await stills.of(clip, 3) is None
    for edit, at in encoder.stills:
        (shot,) = [one.shot for one in edit.cuts if one.shot.line and one.shot.line.number == 2]
        assert shot.start < at < shot.end
        assert edit.format.tall
