"""Frozen dataclasses as JSON's plain values and back, by their own annotations; pure.

One codec for whatever crosses a process or names a file in a cache: a field added to a dataclass is
carried everywhere at once. It is not the one of the JSON columns (msgspec, in ``storage``): a row
forgives what a later version wrote, a process's answer does not, and the domain imports no codec.
Annotations may be numbers, texts, ``bytes`` (as Base64), ``Path``,
enums, tuples of one kind, dataclasses, and each of these or None.
"""

from __future__ import annotations

import types
from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """``value`` as what ``json.dumps`` writes."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [to_plain(item) for item in cast("tuple[object, ...]", value)]
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    return value


def from_plain(kind: type[T], plain: Mapping[str, Any]) -> T:
    """The dataclass of ``kind`` that ``to_plain`` made ``plain`` of.

    A field that ``plain`` lacks has its default.

    Raises:
        ValueError, TypeError: ``plain`` is not such a dataclass's.
    """
    cls: Any = kind
    hints = _hints(cls)
    if unknown := plain.keys() - hints.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: _from(hints[name], value) for name, value in plain.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _from(kind: Any, plain: Any) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        if plain is None:
            return None
        (kind,) = (item for item in get_args(kind) if item is not type(None))
    if get_origin(kind) is tuple:
        return tuple(_from(get_args(kind)[0], item) for item in plain)
    if is_dataclass(kind):
        return from_plain(cast("type[object]", kind), plain)
    if kind is bytes:
        return b64decode(plain, validate=True)
    if isinstance(kind, type) and issubclass(kind, (Path, Enum)):
        return kind(plain)
    if kind is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if not isinstance(plain, kind):
        raise TypeError(f"{plain!r} is no {kind}")
    return plain
