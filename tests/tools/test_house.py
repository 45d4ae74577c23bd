"""The pictures of the house are what the code would draw."""

from __future__ import annotations

from tools.house import house, pictures, services


def test_the_pictures_are_current() -> None:
    """``make docs`` draws them; run it when this fails."""
    for file, picture in pictures().items():
        assert file.read_text(encoding="utf-8") == picture


def test_no_arrow_leads_upwards() -> None:
    """A room imports only what stands below it."""
    for drawn in (house(), services()):
        floor_of = {room: row for row, floor in enumerate(drawn.floors) for room in floor}
        assert drawn.imports
        assert all(floor_of[upper] < floor_of[lower] for upper, lower in drawn.imports)
