"""What the tests of the song share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.video.assembly import Assembler

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def assembler(tmp_path: Path) -> Assembler:
    """An assembler with an empty cache of its own."""
    return Assembler(tmp_path / "cache", workers=2)
