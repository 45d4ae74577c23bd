"""Draws which room imports which, from the code: ``docs/house.svg`` and ``docs/services.svg``.

The floors are those of the import contracts in ``pyproject.toml``. An arrow that follows from
others is left out: of A to B, B to C and A to C, the last.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import grimp

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("bot", "cogs", "storage", "local_discord", "training")
BOX_PX: Final = (128, 34)
GAP_PX: Final = (20, 46)
MARGIN_PX: Final = 16


@dataclass(frozen=True, slots=True)
class House:
    """Rooms by floor, from the top, and the imports between them."""

    floors: tuple[tuple[str, ...], ...]
    imports: frozenset[tuple[str, str]]


def house() -> House:
    """All rooms: the packages at the top level, and those of the bot."""
    floors = _floors("The house: imports run one way")
    floors[0] += ("training",)
    floors[-1] += ("local_discord",)
    return _drawn(floors)


def services() -> House:
    """The subjects of the services."""
    floors = _floors("Services: what people see on top, the ground below, a subject a room")
    return _drawn([tuple(f"bot.services.{room}" for room in floor) for floor in floors])


def svg(drawn: House, title: str) -> str:
    """The picture: a row a floor, arrows from who imports to what is imported."""
    (width, height), (gap_x, gap_y) = BOX_PX, GAP_PX
    widest = max(len(floor) for floor in drawn.floors)
    full = widest * (width + gap_x) - gap_x + 2 * MARGIN_PX
    tall = len(drawn.floors) * (height + gap_y) - gap_y + 2 * MARGIN_PX
    places: dict[str, tuple[float, float]] = {}
    for row, floor in enumerate(drawn.floors):
        left = (full - len(floor) * (width + gap_x) + gap_x) / 2
        for column, room in enumerate(floor):
            places[room] = (left + column * (width + gap_x), MARGIN_PX + row * (height + gap_y))
    rows = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {tall}" '
            f'width="{full}" height="{tall}" font-family="sans-serif" font-size="13">'
        ),
        f"<title>{escape(title)}</title>",
        (
            '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" '
            'orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#56606e"/></marker></defs>'
        ),
        f'<rect width="{full}" height="{tall}" fill="#ffffff"/>',
    ]
    for upper, lower in sorted(drawn.imports):
        (x1, y1), (x2, y2) = places[upper], places[lower]
        rows.append(
            f'<path d="M{x1 + width / 2:g} {y1 + height:g} L{x2 + width / 2:g} {y2:g}" '
            'stroke="#8b95a3" fill="none" marker-end="url(#tip)"/>'
        )
    for room, (x, y) in places.items():
        rows.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="6" '
            'fill="#eef3fb" stroke="#3b5b92"/>'
            f'<text x="{x + width / 2:g}" y="{y + 22:g}" text-anchor="middle" fill="#14213d">'
            f"{escape(room.removeprefix('bot.services.'))}</text>"
        )
    return "\n".join([*rows, "</svg>", ""])


def pictures() -> dict[Path, str]:
    """The pictures by the file that each belongs into."""
    return {
        ROOT / "docs" / "house.svg": svg(house(), "The rooms, and which imports which"),
        ROOT / "docs" / "services.svg": svg(services(), "The services by subject"),
    }


def _floors(contract: str) -> list[tuple[str, ...]]:
    """The layers of the import contract of that name."""
    config: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        entry["layers"]
        for entry in config["tool"]["importlinter"]["contracts"]
        if entry["name"] == contract
    )
    return [tuple(room.strip() for room in layer.split("|")) for layer in layers]


def _drawn(floors: list[tuple[str, ...]]) -> House:
    """These rooms with the imports between them that do not follow from others."""
    graph = grimp.build_graph(*PACKAGES)
    rooms = [room for floor in floors for room in floor]

    def room_of(module: str) -> str | None:
        return next((room for room in rooms if f"{module}.".startswith(f"{room}.")), None)

    below: dict[str, set[str]] = {room: set() for room in rooms}
    for module in graph.modules:
        room = room_of(module)
        for imported in graph.find_modules_directly_imported_by(module) if room else ():
            other = room_of(imported)
            if room and other and other != room:
                below[room].add(other)
    needed = {
        (upper, lower)
        for upper, lowers in below.items()
        for lower in lowers
        if not any(_reaches(below, between, lower) for between in lowers - {lower})
    }
    return House(tuple(floors), frozenset(needed))


def _reaches(below: dict[str, set[str]], upper: str, lower: str) -> bool:
    """Whether imports lead from one room down to the other."""
    return lower in below[upper] or any(_reaches(below, room, lower) for room in below[upper])
