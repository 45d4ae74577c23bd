"""JSON as it comes off the wire, before anything is known about it."""

import json
from typing import Any, Final, TypeGuard

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)

JsonObject = dict[str, Any]
"""A JSON object whose fields nobody has checked yet."""


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a JSON value is a list."""
    return isinstance(value, list)


def part(body: JsonObject, name: str) -> JsonObject:
    """Return a field that is an object; an absent or null one counts as empty."""
    value = body.get(name)
    return value if is_object(value) else {}


def to_json(value: object) -> str:
    """Write compact JSON with Unicode as it is."""
    return _ENCODER.encode(value)
