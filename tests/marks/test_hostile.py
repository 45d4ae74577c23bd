"""Files made to do harm: a report comes back, and nothing of ours dies with the child."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.domain.errors import UserError
from bot.domain.marks.claim import Claim, Source
from bot.domain.marks.report import MarkState
from bot.marks.marker import ProcessMarker, own_identity, read
from bot.ports.marks import ToMark
from tests.marks.files import clip_file

if TYPE_CHECKING:
    from pathlib import Path


def _box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def _png_with(manifest: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + crc

    header = bytes.fromhex("0000000100000001080200000000")[:13]
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"caBX", manifest)
        + chunk(b"IDAT", zlib.compress(bytes(4)))
        + chunk(b"IEND", b"")
    )


def _nested(depth: int) -> bytes:
    """Manifest boxes in manifest boxes."""
    described = _box(b"jumd", bytes.fromhex("63327061001100108000 00AA00389B71") + b"\x03c2pa\0")
    boxes = b""
    for _ in range(depth):
        boxes = _box(b"jumb", described + boxes)
    return boxes


@pytest.mark.parametrize("depth", [1, 200, 20_000])
async def test_nested_boxes_end_in_a_report(tmp_path: Path, depth: int) -> None:
    """However deep: the child may run out of its stack, the one who asks does not."""
    file = tmp_path / "bomb.png"
    file.write_bytes(_png_with(_nested(depth)))
    report = await read(file)
    assert report.state is MarkState.INVALID
    assert set(report.problems) <= {"manifest-unreadable", "unreadable"}


async def test_sizes_that_lie_end_in_a_report(tmp_path: Path) -> None:
    """A manifest that says that it is four gigabytes large."""
    file = tmp_path / "bomb.png"
    file.write_bytes(_png_with(b"\xff\xff\xff\xf0jumb" + bytes(64)))
    assert (await read(file)).state is MarkState.INVALID


async def test_words_of_strangers_are_cleaned_and_cut(tmp_path: Path) -> None:
    """Control and direction marks go, and nothing is endless."""
    identity = await own_identity(tmp_path / "identity")
    model = "evil\u202e\x1b[31m" + "x" * 5000
    out = tmp_path / "out.mp4"
    claim = Claim("t", "video/mp4", Source.COMPOSITE, model=model)
    clip = clip_file(tmp_path / "clip.mp4", 0.2)
    await ProcessMarker(identity).mark([ToMark(clip, out, claim)])
    said = " ".join((await read(out)).made_with)
    assert "evil[31mxxx" in said
    assert len(said) < 400


async def test_an_expired_certificate_signs_nothing(tmp_path: Path) -> None:
    """It is said in a sentence, before the library is asked."""
    identity = await own_identity(tmp_path / "identity")
    key = serialization.load_pem_private_key(identity.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    old = x509.load_pem_x509_certificates(identity.chain.read_bytes())[0]
    then = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    expired = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(old.public_key())
        .serial_number(1)
        .not_valid_before(then)
        .not_valid_after(then + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    identity.chain.write_bytes(expired.public_bytes(serialization.Encoding.PEM))
    with pytest.raises(UserError) as caught:
        await ProcessMarker(identity).mark(
            [ToMark(tmp_path / "a", tmp_path / "b", Claim("t", "video/mp4", Source.COMPOSITE))]
        )
    assert caught.value.key == "marks.certificate-expired"
