"""A fresh stage a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cogs.stage import Stage, staged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot and its people."""
    async with staged(tmp_path) as made:
        yield made
