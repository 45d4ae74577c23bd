"""What the bot and the painter process say to each other: one JSON object a line.

Shared by both sides, so it knows neither torch nor asyncio. Takes don't travel here: the painter
writes files into a folder both sides see, and the messages name them. Previews do, in Base64: they
are small, and nobody needs them a moment later.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.domain.prompts.prompt import Preset
from bot.ports import PaintedPicture, PaintItem, PaintRequest

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
class Progress:
    """From the painter: the share of request ``id`` that is done, 0..1."""

    id: int
    share: float


@dataclass(frozen=True, slots=True)
class Preview:
    """From the painter: what is becoming of the item at ``place`` in request ``id``."""

    id: int
    place: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Painted:
    """From the painter: request ``id`` is done."""

    id: int
    pictures: tuple[PaintedPicture, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """From the painter: request ``id`` went wrong; ``error`` names a class of ``domain.errors``."""

    id: int
    error: str
    message: str


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


ToPainter = Paint | Cancel | Describe
FromPainter = Progress | Preview | Painted | Failed | Cancelled | Described


def encode(message: ToPainter | FromPainter) -> bytes:
    """One line for ``message``, with its line feed."""
    fields = {"say": type(message).__name__, **asdict(message)}
    # JSON escapes line feeds inside texts, so the line stays one line.
    return json.dumps(fields, default=_plain).encode() + b"\n"


def decode_for_painter(line: bytes) -> ToPainter:
    """The request in ``line``.

    Raises:
        ValueError, KeyError: the line is not one of ours.
    """
    fields: dict[str, Any] = json.loads(line)
    match fields["say"]:
        case "Paint":
            return Paint(fields["id"], Path(fields["folder"]), _request(fields["request"]))
        case "Cancel":
            return Cancel(fields["id"])
        case "Describe":
            return Describe(fields["id"])
        case other:
            raise ValueError(f"the painter has no message {other!r}")


def decode_from_painter(line: bytes) -> FromPainter:
    """The report in ``line``.

    Raises:
        ValueError, KeyError: the line is not one of ours.
    """
    fields: dict[str, Any] = json.loads(line)
    match fields["say"]:
        case "Progress":
            return Progress(fields["id"], fields["share"])
        case "Preview":
            return Preview(fields["id"], fields["place"], b64decode(fields["jpeg"], validate=True))
        case "Painted":
            return Painted(fields["id"], tuple(_picture(each) for each in fields["pictures"]))
        case "Failed":
            return Failed(fields["id"], fields["error"], fields["message"])
        case "Cancelled":
            return Cancelled(fields["id"])
        case "Described":
            return Described(fields["id"], Device(**fields["device"]))
        case other:
            raise ValueError(f"the painter says {other!r}, which means nothing here")


def _plain(value: object) -> str:
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)


def _request(fields: dict[str, Any]) -> PaintRequest:
    preset, items = Preset(**fields.pop("preset")), fields.pop("items")
    return PaintRequest(preset=preset, items=tuple(_item(each) for each in items), **fields)


def _item(fields: dict[str, Any]) -> PaintItem:
    start = fields.pop("start")
    return PaintItem(start=None if start is None else Path(start), **fields)


def _picture(fields: dict[str, Any]) -> PaintedPicture:
    file, unknown_words = Path(fields.pop("file")), tuple(fields.pop("unknown_words"))
    return PaintedPicture(file=file, unknown_words=unknown_words, **fields)
