"""XMP beside C2PA: the digital source type where tools look that know no C2PA, PNG and MP4.

Written before a file is signed, so that the signature covers it. A WebP copy gets none: its
container would have to be built anew, and its C2PA manifest says the same.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.marks.claim import Claim

SOURCE_TYPES: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEYWORD: Final = b"XML:com.adobe.xmp"
_UUID: Final = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
_SOURCE: Final = re.compile(rb"DigitalSourceType[^>]{0,40}?digitalsourcetype/(\w{1,60})")
_TEXTS: Final = (b"tEXt", b"iTXt", b"zTXt")


def packet(claim: Claim) -> bytes:
    """The XMP packet of a claim."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmp:CreatorTool="Couplet"'
        f" Iptc4xmpExt:DigitalSourceType={quoteattr(SOURCE_TYPES + claim.source)}/>"
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def in_png(content: bytes, xmp: bytes, *, without_words: bool) -> bytes:
    """The PNG with the packet; ``without_words`` leaves out what its text chunks say.

    Raises:
        ValueError: it is no sound PNG.
    """
    parts = [PNG]
    for kind, chunk in _chunks(content):
        if kind in _TEXTS and (without_words or _KEYWORD in chunk[:40]):
            continue
        parts.append(chunk)
        if kind == b"IHDR":
            parts.append(_chunk(b"iTXt", _KEYWORD + bytes(5) + xmp))
    return b"".join(parts)


def mp4_box(xmp: bytes) -> bytes:
    """The box that an MP4 ends with to carry the packet."""
    return (24 + len(xmp)).to_bytes(4, "big") + b"uuid" + _UUID + xmp


def source_in(content: bytes) -> str | None:
    """The digital source type that an XMP packet anywhere in ``content`` names."""
    match = _SOURCE.search(content)
    return None if match is None else match[1].decode("ascii")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's kind, and the whole of it."""
    if not content.startswith(PNG):
        raise ValueError("not a PNG")
    at = len(PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if end > len(content):
            raise ValueError("a PNG that breaks off")
        yield content[at + 4 : at + 8], content[at:end]
        at = end


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
