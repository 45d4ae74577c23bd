"""Transport compression of the gateway: one stream a connection, as the client asked for it.

Source: https://discord.com/developers/docs/events/gateway#transport-compression. zstd needs a
library that clients bring themselves; where it is absent, asking for it is refused.
"""

import importlib
import zlib
from collections.abc import Callable
from typing import Any, Final

_ZSTD_LEVEL: Final = 3
_ZLIB_LEVEL: Final = 1  # the peer is on this machine; speed matters, size does not

Compress = Callable[[str], str | bytes]
"""Turns one payload into what goes over the socket; must be called in order."""


def compressor(name: str | None) -> Compress | None:
    """Return a fresh stream for `compress=name`, or None where it can't be had."""
    if not name:
        return _plain
    if name == "zlib-stream":
        return _zlib_stream()
    if name == "zstd-stream":
        return _zstd_stream()
    return None


def _plain(payload: str) -> str:
    return payload


def _zlib_stream() -> Compress:
    stream = zlib.compressobj(_ZLIB_LEVEL)

    def compress(payload: str) -> bytes:
        return stream.compress(payload.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)

    return compress


def _zstd_stream() -> Compress | None:
    try:
        library: Any = importlib.import_module("zstandard")
    except ImportError:
        return None
    stream: Any = library.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()

    def compress(payload: str) -> bytes:
        head: bytes = stream.compress(payload.encode())
        tail: bytes = stream.flush(library.COMPRESSOBJ_FLUSH_BLOCK)
        return head + tail

    return compress
