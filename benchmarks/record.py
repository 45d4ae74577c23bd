"""The form of one measured figure."""

from __future__ import annotations

from typing import Literal, TypedDict


class Figure(TypedDict):
    """One figure; ``aim`` is what we want it to be, ``baseline`` says what it is held against."""

    name: str
    value: float
    unit: str
    better: Literal["higher", "lower"]
    aim: float | None
    baseline: str
