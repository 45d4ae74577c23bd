"""Morphs: between which takes one can be painted, and what is asked of the painter for it.

Noise on the arc and words on the line between two takes give pictures that lead from the one to the
other. Both ends are the takes themselves, which only holds of what was painted from words alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.rounds.recipe import Recipe

if TYPE_CHECKING:
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.take import Take

PICTURES: Final = 12
"""Of a morph, with both ends: the clip's other frames are mixed of their neighbours."""

BEATS: Final = 2
MOST_BEATS: Final = 16
SHORTEST_S, LONGEST_S = 0.6, 2.0
_USUAL_BEAT_S: Final = 0.5


def length_s(tempo_bpm: float | None, beats: int | None = None) -> float:
    """How long a morph is seen, in seconds: as many beats as somebody chose, else about two.

    Where nothing pulses a beat is half a second.
    """
    beat_s = 60 / tempo_bpm if tempo_bpm else _USUAL_BEAT_S
    if beats is not None:
        return beats * beat_s
    return min(max(BEATS * beat_s, SHORTEST_S), LONGEST_S)


def possible(before: Take, after: Take, preset: Preset | None) -> bool:
    """Whether something can be painted between two takes: both were painted from words alone, by
    one model, in one size and with the same settings.
    """
    if preset is None or before.preset != after.preset or before.negative != after.negative:
        return False
    return all(map(_from_words, (before, after))) and (
        Recipe.of(preset, before) == Recipe.of(preset, after)
    )


def _from_words(take: Take) -> bool:
    return not (take.brought_by or take.film or take.parent_take_id or take.withheld)
