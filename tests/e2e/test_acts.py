"""From nothing to the posted clip in a handful of acts, as two people do it in their browsers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.browser import browser
from tests.e2e.acts import make_clip

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.e2e.conftest import OpenStage

__all__ = ["browser"]

PICTURES: Final = "COUPLET_TEST_PICTURES"
"""Names a folder in which the test leaves what the two see."""


async def test_fourteen_lines_take_six_acts_and_thirty_votes(
    open_stage: OpenStage, browser: Browser
) -> None:
    """Begin, paint, close, render; each person opens the votes once and clicks once a line."""
    stage = await open_stage()
    folder = os.environ.get(PICTURES)
    acts = await make_clip(stage, browser, None if folder is None else Path(folder))
    assert acts.others <= 6
    assert acts.votes <= 30
    assert not acts.faults, "\n".join(acts.faults)
