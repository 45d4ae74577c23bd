"""The service of renders over a studio's database, with an encoder that is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.edit import Codec
from bot.services.cut.morphs import Morphs
from bot.services.cut.renders import Renders
from tests.fakes.encoder import FakeEncoder
from tests.services.conftest import PRESETS

if TYPE_CHECKING:
    from tests.services.conftest import Studio


@pytest.fixture
def encoder() -> FakeEncoder:
    """An encoder that is quick."""
    return FakeEncoder()


@pytest.fixture
def assembling(studio: Studio, encoder: FakeEncoder) -> Renders:
    """The service over the studio's database."""
    return Renders(
        studio.db,
        studio.files,
        studio.clock,
        studio.bell,
        encoder=encoder,
        morphs=Morphs(
            studio.db,
            studio.files,
            studio.clock,
            painter=studio.painter,
            encoder=encoder,
            presets=PRESETS,
            work_folder=studio.files.root.parent / "work",
        ),
        gallery=studio.gallery,
        presets=PRESETS,
        work_folder=studio.files.root.parent / "work",
        codec=Codec.AV1,
    )
