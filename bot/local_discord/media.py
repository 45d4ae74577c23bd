"""What a file is, from its name and first bytes: its kind and, for pictures, its size in pixels.

Discord tells clients the width and height of pictures; this reads them from the headers of PNG,
GIF, JPEG and WebP without decoding anything.
"""

import mimetypes
import struct
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


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, or None for what is no picture of a known kind."""
    try:
        if content.startswith(_PNG):
            return _pair(struct.unpack(">II", content[16:24]))
        if content[:6] in {b"GIF87a", b"GIF89a"}:
            return _pair(struct.unpack("<HH", content[6:10]))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp_size(content)
        if content[:2] == b"\xff\xd8":
            return _jpeg_size(content)
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
