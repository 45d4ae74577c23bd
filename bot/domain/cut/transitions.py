"""Passages: how one shot gives way to the next, and the rule that chooses it.

The cut itself stays at its frame; a passage is the stretch around it in which both shots are seen.
This module refuses to know how a passage is painted.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.cut.timeline import ShotKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.cut.timeline import Shot, Timeline


class Transition(StrEnum):
    """How a shot gives way to the next."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    DIP_BLACK = "dip_black"
    DIP_WHITE = "dip_white"
    WHIP = "whip"
    LUMA_WIPE = "luma_wipe"
    MORPH = "morph"


DURATIONS_S: Final[dict[Transition, float]] = {
    Transition.CUT: 0.0,
    Transition.CROSSFADE: 0.5,
    Transition.DIP_BLACK: 0.6,
    Transition.DIP_WHITE: 0.5,
    Transition.WHIP: 0.34,
    Transition.LUMA_WIPE: 0.7,
    Transition.MORPH: 1.0,
}

LOUD: Final = 0.75
"""From this energy on, a section begins with a flash of white rather than a fade."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A transition from frame ``start`` up to ``end``, around the cut between two shots.

    ``before`` is the index of the shot that leaves; the next one arrives.
    """

    kind: Transition
    before: int
    start: int
    end: int

    @property
    def frames(self) -> int:
        """How many frames both shots share."""
        return self.end - self.start


def choose_transitions(
    shots: Sequence[Shot],
    energies: Sequence[float] | None = None,
    chosen: Sequence[Transition | None] | None = None,
) -> tuple[Transition, ...]:
    """One transition for each pair of neighbours: ``len(shots) - 1`` of them.

    A line follows a line with a cut, on its beat. A new section, and the stretches before the
    first and after the last line, are faded; a loud section opens with a flash.
    """
    pairs = list(itertools.pairwise(shots))
    transitions = list(chosen) if chosen is not None else [None] * len(pairs)
    if len(transitions) != len(pairs):
        raise ValueError("one choice, or None, for each pair of neighbouring shots")
    result: list[Transition] = []
    for index, (leaving, arriving) in enumerate(pairs):
        fixed = transitions[index]
        if fixed is not None:
            result.append(fixed)
        elif leaving.kind is not arriving.kind:
            result.append(Transition.CROSSFADE)
        elif _section(leaving) != _section(arriving):
            loud = energies is not None and energies[index + 1] >= LOUD
            result.append(Transition.DIP_WHITE if loud else Transition.CROSSFADE)
        else:
            result.append(Transition.CUT)
    return tuple(result)


def place(
    timeline: Timeline,
    transitions: Sequence[Transition],
    morphs_s: Sequence[float | None] | None = None,
) -> tuple[Passage, ...]:
    """The passages with a duration, each centred on its cut and never eating a shot whole.

    A shot keeps at least one frame of its own; beside a shot too short for that, the transition
    becomes a cut. ``morphs_s`` says of each how long it lasts if it is a morph, in seconds; None is
    as usual.
    """
    passages: list[Passage] = []
    for index, kind in enumerate(transitions):
        leaving, arriving = timeline.shots[index], timeline.shots[index + 1]
        seconds = DURATIONS_S[kind]
        wished_s = None if morphs_s is None else morphs_s[index]
        if kind is Transition.MORPH and wished_s is not None:
            seconds = wished_s
        half = round(seconds * timeline.rate / 2)
        half = min(half, (leaving.frames - 1) // 2, (arriving.frames - 1) // 2)
        if half > 0:
            cut = arriving.start
            passages.append(Passage(kind, index, cut - half, cut + half))
    return tuple(passages)


def _section(shot: Shot) -> str | None:
    return shot.line.section if shot.kind is ShotKind.LINE and shot.line is not None else None
