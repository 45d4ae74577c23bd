"""The real classifier in its child: numbers, blurred copies, and what it cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from bot.marks.classifier import ProcessClassifier

if TYPE_CHECKING:
    from pathlib import Path


async def test_pictures_get_numbers_and_held_ones_a_blurred_copy(tmp_path: Path) -> None:
    """In the picture's own size, its colours there and nothing to be made out."""
    stripes = np.zeros((288, 512, 3), np.uint8)
    stripes[:, ::8] = 255
    stripes[:, 256:, 0] = 255
    picture = tmp_path / "a.png"
    Image.fromarray(stripes).save(picture)
    classifier = ProcessClassifier()
    assert classifier.is_installed
    looks = await classifier.look([picture, picture], 0.0, tmp_path)
    assert looks is not None
    assert all(0 <= look.score <= 1 for look in looks)
    blurred = looks[0].blurred
    assert blurred is not None
    with Image.open(blurred) as opened:
        soft = np.asarray(opened.convert("RGB"), np.int16)
    assert soft.shape == stripes.shape
    assert np.abs(np.diff(soft[144], axis=0)).max() < 25  # no edge is left
    assert soft[:, 400:, 0].mean() > soft[:, :100, 0].mean() + 100


async def test_what_is_sure_enough_is_the_caller_s_choice(tmp_path: Path) -> None:
    """Above 1 nothing is held."""
    picture = tmp_path / "a.png"
    Image.new("RGB", (64, 64), "grey").save(picture)
    looks = await ProcessClassifier().look([picture], 2.0, tmp_path)
    assert looks is not None
    assert looks[0].blurred is None


async def test_what_is_no_picture_is_no_look(tmp_path: Path) -> None:
    """The child dies, the bot goes on."""
    broken = tmp_path / "a.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert await ProcessClassifier().look([broken], 0.5, tmp_path) is None
