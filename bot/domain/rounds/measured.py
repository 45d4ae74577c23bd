"""How long a painting is likely to take, from what was measured on this machine; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.rounds.recipe import Recipe

Kind = tuple[str, int, int, int, int]
"""Preset, width and height in pixels, steps, and frames: 1 of a picture."""


def kind_of(recipe: Recipe) -> Kind:
    """What is alike of paintings that take equally long."""
    frames = recipe.frames or 1
    return recipe.preset.name, recipe.width_px, recipe.height_px, recipe.steps, frames


def seconds_a_take(measured: Mapping[Kind, float], recipe: Recipe) -> float | None:
    """How long a take takes; None where nothing like it was measured.

    A film of another length than any before is as much longer or shorter in the painting as it is
    itself, set against the one nearest to it.
    """
    *alike, frames = kind_of(recipe)
    lengths = {
        kind[-1]: seconds
        for kind, seconds in measured.items()
        if [*kind[:-1]] == alike and (kind[-1] > 1) == (frames > 1)
    }
    if not lengths:
        return None
    nearest = min(lengths, key=lambda length: abs(length - frames))
    return lengths[nearest] * frames / nearest
