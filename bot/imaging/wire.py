"""What the bot and the painter process say to each other: one JSON object a line.

Shared by both sides, so it knows neither torch nor asyncio. Takes don't travel here: the painter
writes files into a folder both sides see, and the messages name them. Previews do, in Base64: they
are small, and nobody needs them a moment later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the codec reads the annotations
from typing import Any, Final, get_args

from bot.domain.plain import from_plain, to_plain
from bot.domain.rounds.abilities import Abilities  # noqa: TC001 - the codec reads the annotations
from bot.domain.rounds.part import Mask  # noqa: TC001 - as above
from bot.ports.rounds import (
    PaintedPicture,  # noqa: TC001 - as above
    PaintRequest,  # noqa: TC001 - as above
)

LINE_LIMIT_BYTES = 4 * 1024 * 1024
"""The longest line either side may write; a full request of ten long prompts is under 200 kB."""


@dataclass(frozen=True, slots=True)
class Paint:
    """To the painter: paint ``request`` and put the files into ``folder``."""

    id: int
    folder: Path
    request: PaintRequest


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the painter: stop request ``id`` between two steps, or forget it if it still waits."""

    id: int


@dataclass(frozen=True, slots=True)
class Describe:
    """To the painter: say what it runs on."""

    id: int


@dataclass(frozen=True, slots=True)
class Find:
    """To the painter: say where ``words`` are in ``picture``, by the finder ``model``."""

    id: int
    model: str
    picture: Path
    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """From the painter: the share of request ``id`` that is done, 0..1."""

    id: int
    share: float


@dataclass(frozen=True, slots=True)
class Stage:
    """From the painter: what goes before the painting of request ``id``."""

    id: int
    doing: str


@dataclass(frozen=True, slots=True)
class Preview:
    """From the painter: what is becoming of the item at ``place`` in request ``id``."""

    id: int
    place: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Painted:
    """From the painter: request ``id`` is done, by a model that has these ``abilities``.

    ``peak_bytes`` is the most memory that the painter has ever taken, the device's where it has
    its own; ``loaded`` are the models that it keeps in memory.
    """

    id: int
    pictures: tuple[PaintedPicture, ...]
    abilities: Abilities
    peak_bytes: int = 0
    loaded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """From the painter: request ``id`` went wrong; ``error`` names a class of ``domain.errors``.

    The bytes are told of memory that ran out, where they are known.
    """

    id: int
    error: str
    message: str
    weights_bytes: int = 0
    device_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """From the painter: request ``id`` was stopped and left no files."""

    id: int


@dataclass(frozen=True, slots=True)
class Device:
    """What the painter runs on; ``memory_bytes`` is the device's own, 0 where it is unknown."""

    kind: str
    name: str
    memory_bytes: int
    dtype: str
    torch: str
    diffusers: str


@dataclass(frozen=True, slots=True)
class Described:
    """From the painter: the answer to ``Describe``."""

    id: int
    device: Device


@dataclass(frozen=True, slots=True)
class Found:
    """From the painter: the answer to ``Find``."""

    id: int
    mask: Mask


ToPainter = Paint | Cancel | Describe | Find
FromPainter = Progress | Stage | Preview | Painted | Failed | Cancelled | Described | Found


_TO_PAINTER: Final = {kind.__name__: kind for kind in get_args(ToPainter)}
_FROM_PAINTER: Final = {kind.__name__: kind for kind in get_args(FromPainter)}


def encode(message: ToPainter | FromPainter) -> bytes:
    """One line for ``message``, with its line feed."""
    # JSON escapes line feeds inside texts, so the line stays one line.
    return json.dumps({"say": type(message).__name__, **to_plain(message)}).encode() + b"\n"


def decode_for_painter(line: bytes) -> ToPainter:
    """The request in ``line``.

    Raises:
        ValueError, KeyError, TypeError: the line is not one of ours.
    """
    fields: dict[str, Any] = json.loads(line)
    message: ToPainter = from_plain(_TO_PAINTER[fields.pop("say")], fields)
    return message


def decode_from_painter(line: bytes) -> FromPainter:
    """The report in ``line``.

    Raises:
        ValueError, KeyError, TypeError: the line is not one of ours.
    """
    fields: dict[str, Any] = json.loads(line)
    message: FromPainter = from_plain(_FROM_PAINTER[fields.pop("say")], fields)
    return message
