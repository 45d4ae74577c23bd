"""What a file is, from its name and its headers: its kind and, where one looks at it, its size.

Discord tells clients the width and height of pictures and films; this reads them from the headers
of PNG, GIF, JPEG, WebP and MP4 without decoding anything.
"""

import mimetypes
import struct
from collections.abc import Iterator
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# The machine's own table of types is left out: the same name must say the same everywhere.
_TYPES: Final = mimetypes.MimeTypes(())
_OURS: Final = {
    ".flac": "audio/flac",
    ".lrc": "text/plain",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".webp": "image/webp",
}


def content_type(filename: str) -> str:
    """Return the MIME type that a file's name says."""
    suffix = "." + filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    guessed = _OURS.get(suffix) or _TYPES.guess_type(filename)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed == "text/plain" else guessed


def size_px(content: bytes) -> tuple[int, int] | None:
    """Return width and height, or None for what is no picture or film of a known kind."""
    try:
        if content.startswith(_PNG):
            return _pair(struct.unpack(">II", content[16:24]))
        if content[:6] in {b"GIF87a", b"GIF89a"}:
            return _pair(struct.unpack("<HH", content[6:10]))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp_size(content)
        if content[:2] == b"\xff\xd8":
            return _jpeg_size(content)
        if content[4:8] == b"ftyp":
            return _film_size(content)
    except (struct.error, IndexError):
        return None
    return None


def _pair(values: tuple[int, ...]) -> tuple[int, int]:
    width, height = values
    return width, height


def _webp_size(content: bytes) -> tuple[int, int] | None:
    chunk = content[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        is_frame_header = 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}
        if is_frame_header:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _film_size(content: bytes) -> tuple[int, int] | None:
    """The size of the first track that has one (ISO 14496-12: moov, trak, tkhd)."""
    for moov in _boxes(content, b"moov"):
        for track in _boxes(moov, b"trak"):
            for header in _boxes(track, b"tkhd"):
                # The header ends with width and height as 16.16 fixed-point numbers.
                width, height = struct.unpack(">II", header[-8:])
                if width and height:
                    return width >> 16, height >> 16
    return None


def _boxes(content: bytes, wanted: bytes) -> Iterator[bytes]:
    """The insides of all boxes of one kind that lie in ``content`` side by side."""
    at = 0
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        head = 8
        if length == 1:  # 64 bits follow
            (length,), head = struct.unpack(">Q", content[at + 8 : at + 16]), 16
        elif length == 0:  # goes to the end
            length = len(content) - at
        if length < head:
            return
        if kind == wanted:
            yield content[at + head : at + length]
        at += length
