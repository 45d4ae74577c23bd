"""The services of prompts, style and cast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.prompts.guard import Guard, opt_outs_in
from bot.services.prompts.prompts import Prompts
from bot.services.prompts.sheet import PromptSheets

if TYPE_CHECKING:
    from bot.wiring.ground import Ground, Ports


@dataclass(frozen=True, slots=True)
class PromptServices:
    """Prompts with style and cast, who admits their words, and the sheet for many at once."""

    prompts: Prompts
    sheets: PromptSheets
    guard: Guard


def build_prompts(ground: Ground, ports: Ports) -> PromptServices:
    """The services of this subject."""
    guard = Guard(ground.db, ground.clock, opt_outs_in(ground.settings.opt_outs_file))
    return PromptServices(
        prompts=Prompts(
            ground.db,
            ground.clock,
            ground.pictures,
            guard,
            abilities=ports.abilities,
            impractical=None if ports.advice is None else ports.advice.impractical,
            loras=ports.loras,
        ),
        sheets=PromptSheets(ground.db, ground.clock, guard),
        guard=guard,
    )
