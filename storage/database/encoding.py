"""The JSON columns: settings and lists that are read whole and never searched by SQL.

One codec for all of them, by the annotations of the domain's dataclasses. A field that the row
lacks has its default, so that a row of an older version can always be read; one that this version
does not know is left out, and the log says so.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from bot.domain.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

T = TypeVar("T")


def encode(value: object) -> str:
    """Compact JSON that keeps accents readable.

    Raises:
        StorageError: JSON cannot hold it.
    """
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError, msgspec.MsgspecError) as error:
        raise StorageError(f"This cannot be kept as JSON: {error}.") from error


def decode(text: str, kind: type[T]) -> T:
    """The value of ``kind`` that ``encode`` wrote, in this version or an older one.

    Raises:
        StorageError: ``text`` is no such value's.
    """
    try:
        plain: object = msgspec.json.decode(text)
        value = msgspec.convert(plain, kind, str_keys=True)
    except msgspec.MsgspecError as error:
        raise StorageError(f"A row holds no {kind.__name__}: {error}.") from error
    for name in _unknown(plain, msgspec.to_builtins(value, str_keys=True)):
        _tell(kind.__name__, name)
    return value


def _unknown(plain: object, known: object) -> Iterator[str]:
    """The names of fields that ``plain`` has and ``known``, made of it, has not."""
    if isinstance(plain, dict) and isinstance(known, dict):
        fields, kept_fields = cast("dict[str, Any]", plain), cast("dict[str, Any]", known)
        for name in fields:
            if name in kept_fields:
                yield from _unknown(fields[name], kept_fields[name])
            else:
                yield name
    elif isinstance(plain, list) and isinstance(known, (list, tuple)):
        pairs = zip(cast("list[object]", plain), cast("list[object]", known), strict=False)
        for old, new in pairs:
            if not isinstance(old, (dict, list)):
                return  # thousands of numbers, such as a song's energy
            yield from _unknown(cast("object", old), new)


@cache
def _tell(kind: str, name: str) -> None:
    """Log once that rows have a field of no use here."""
    log.warning("rows of %s have a field that this version leaves out: %s", kind, name)
