"""Tiny models of both kinds, made once a run, and requests for them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.prompts.prompt import Preset
from bot.domain.rounds.recipe import Recipe
from bot.ports.rounds import PaintItem, PaintRequest

if TYPE_CHECKING:
    from pathlib import Path

WIDTH_PX = 64
HEIGHT_PX = 40


def preset(model: Path | str) -> Preset:
    """A preset for ``model`` with settings that tiny models paint quickly with."""
    return Preset(
        name="tiny",
        title="Tiny",
        model=str(model),
        licence="CC0",
        training_data="Nothing at all.",
        steps=3,
        guidance=4.0,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        negative="",
        max_words=18,
    )


def recipe(model: Path | str, steps: int = 3) -> Recipe:
    """The preset's recipe, with ``steps``."""
    usual = preset(model)
    return replace(Recipe.of(usual, usual), steps=steps)


def request(model: Path | str, *items: PaintItem, steps: int = 3) -> PaintRequest:
    """A request for ``items``, text to image."""
    return PaintRequest(recipe(model, steps), items)


def seeds(prompt: str, count: int) -> tuple[PaintItem, ...]:
    """``count`` items of one prompt, with seeds from 1 on."""
    return tuple(PaintItem(prompt, "", seed) for seed in range(1, count + 1))


class Pauses:
    """A clock on which every pause passes at once and is remembered."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._now = 1_000_000.0

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Let ``seconds`` have passed."""
        if seconds > 0:
            self.pauses.append(seconds)
            self._now += seconds


class Progress:
    """Collects shares; ``heard`` is set by the first, ``begun`` by the first over 0."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.heard = asyncio.Event()
        self.begun = asyncio.Event()

    def note(self, share: float) -> None:
        """Take what the painter tells."""
        self.shares.append(share)
        self.heard.set()
        if share > 0:
            self.begun.set()


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model folders ``sd`` and ``sdxl``."""
    folder = tmp_path_factory.mktemp("models")
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.imaging.tiny", str(folder)],
        check=True,
        capture_output=True,
    )
    return folder
