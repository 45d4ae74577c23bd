"""A clip of fourteen lines by two people, from nothing to the posted file."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from local_discord import LocalDiscord, Rates
from tests.browser import open_browser
from tests.cogs.stage import staged
from tests.e2e.acts import make_clip
from tests.e2e.conftest import PATIENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.record import Figure


def measure() -> Iterable[Figure]:
    """Make the clip, and count."""
    return asyncio.run(_measured())


async def _measured() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        async with (
            LocalDiscord.start(limits=PATIENT, rates=Rates.loose()) as world,
            staged(world, Path(folder), render_workers=1) as stage,
            open_browser() as browser,
        ):
            acts = await make_clip(stage, browser)
    return [
        {
            "name": "acts_14_lines",
            "value": float(acts.others),
            "unit": "acts",
            "better": "lower",
            "aim": 6.0,
            "baseline": "commands, presses and forms of two people besides votes; 35 before",
        },
        {
            "name": "acts_14_lines_votes",
            "value": float(acts.votes),
            "unit": "clicks",
            "better": "lower",
            "aim": 30.0,
            "baseline": "two people vote on 14 lines, without scrolling",
        },
    ]
