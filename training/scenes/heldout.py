"""Attribute pairs that no training picture ever had, so that evaluation asks for new things.

The list is fixed: changing it makes stored figures incomparable with new ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from training.scenes.scene import Scene

SUBJECT_COLOURS: Final = frozenset(
    {
        ("car", "red"),
        ("car", "green"),
        ("balloon", "blue"),
        ("balloon", "pink"),
        ("house", "yellow"),
        ("house", "purple"),
        ("boat", "white"),
        ("boat", "orange"),
        ("heart", "green"),
        ("heart", "purple"),
        ("guitar", "blue"),
        ("guitar", "orange"),
        ("cat", "black"),
        ("cat", "pink"),
        ("horse", "white"),
        ("horse", "purple"),
        ("umbrella", "red"),
        ("umbrella", "yellow"),
        ("flower", "blue"),
        ("flower", "white"),
        ("train", "green"),
        ("train", "yellow"),
        ("bird", "red"),
        ("bird", "white"),
        ("woman", "blue"),
        ("woman", "orange"),
        ("man", "green"),
        ("man", "pink"),
        ("tree", "purple"),
        ("door", "red"),
        ("piano", "pink"),
        ("rocket", "black"),
        ("lighthouse", "green"),
        ("castle", "blue"),
    }
)
PLACE_LOOKS: Final = frozenset(
    {
        ("sea", "woodcut"),
        ("sea", "noir"),
        ("city", "watercolour"),
        ("city", "pastel"),
        ("mountains", "neon"),
        ("mountains", "sepia"),
        ("desert", "noir"),
        ("desert", "pastel"),
        ("forest", "neon"),
        ("road", "woodcut"),
        ("room", "sepia"),
        ("stage", "watercolour"),
        ("space", "pastel"),
        ("village", "noir"),
        ("bridge", "watercolour"),
        ("beach", "sepia"),
    }
)
PLACE_TIMES: Final = frozenset(
    {
        ("field", "night"),
        ("rooftop", "dawn"),
        ("station", "sunset"),
        ("river", "dawn"),
        ("village", "sunset"),
        ("desert", "night"),
    }
)
PLACE_WEATHERS: Final = frozenset(
    {
        ("city", "fog"),
        ("forest", "rain"),
        ("sea", "snow"),
        ("road", "storm"),
        ("beach", "fog"),
        ("bridge", "snow"),
    }
)


def is_held_out(scene: Scene) -> bool:
    """Whether the scene has any of the pairs kept for evaluation."""
    return (
        (scene.place, scene.look) in PLACE_LOOKS
        or (scene.place, scene.time) in PLACE_TIMES
        or (scene.place, scene.weather) in PLACE_WEATHERS
        or any((one.kind, one.colour) in SUBJECT_COLOURS for one in scene.subjects)
    )
