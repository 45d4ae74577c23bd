"""Files signed by the child and read back by it: what is said, what a changed byte does."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.domain.errors import UserError
from bot.domain.marks.claim import Claim, Deed, Ingredient, Relation, Source
from bot.domain.marks.report import MarkState
from bot.marks.marker import Identity, ProcessMarker, inspect, own_identity, read
from bot.ports.marks import ToMark
from tests.marks.files import clip_file

if TYPE_CHECKING:
    from pathlib import Path

TAKE = Claim(
    title="12c",
    media_type="image/png",
    source=Source.TRAINED,
    model="Sketch",
    facts=(("licence", "MIT"), ("prompt", "a red boat")),
    mining=False,
)
CLIP = Claim(
    title="Tide",
    media_type="video/mp4",
    source=Source.COMPOSITE,
    parts=(
        Ingredient("song", "audio/mpeg", "b" * 64),
        Ingredient("look", "image/png", "c" * 64, Relation.INPUT),
    ),
    deeds=(Deed("voted", ("Ana", "Ben")),),
)


@pytest.fixture
async def identity(tmp_path: Path) -> Identity:
    """A fresh key and certificate."""
    return await own_identity(tmp_path / "identity")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small PNG."""
    file = tmp_path / "take.png"
    Image.new("RGB", (64, 36), (200, 30, 40)).save(file)
    return file


async def _signed(identity: Identity, source: Path, claim: Claim) -> Path:
    out = source.with_name(f"signed{source.suffix}")
    await ProcessMarker(identity).mark([ToMark(source, out, claim)])
    return out


async def test_a_signed_take_says_its_model_and_its_source(
    identity: Identity, picture: Path
) -> None:
    """Read without knowing the signer it is valid and untrusted, and its pixels are the same."""
    out = await _signed(identity, picture, TAKE)
    report = await read(out)
    assert (report.state, report.trusted, report.problems) == (MarkState.VALID, False, ())
    assert report.source == "trainedAlgorithmicMedia"
    assert {"Sketch", "MIT"} <= set(report.made_with)
    assert (report.signer or "").endswith("Couplet")
    with Image.open(out) as signed, Image.open(picture) as plain:
        assert signed.tobytes() == plain.tobytes()


async def test_a_signer_is_trusted_by_whoever_knows_its_certificate(
    identity: Identity, picture: Path
) -> None:
    """Our own chain is the anchor."""
    report = await ProcessMarker(identity).read(await _signed(identity, picture, TAKE))
    assert report.trusted
    assert report.state is MarkState.VALID


async def test_a_signed_clip_names_the_people(identity: Identity, tmp_path: Path) -> None:
    """Deeds are read back; a cut in the middle of the file is found."""
    clip = clip_file(tmp_path / "clip.mp4")
    out = await _signed(identity, clip, CLIP)
    report = await read(out)
    assert report.state is MarkState.VALID
    assert report.people == ("voted: Ana, Ben",)
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    changed = await read(out)
    assert changed.state is MarkState.INVALID
    assert changed.problems == ("assertion.bmffHash.mismatch",)


async def test_a_changed_pixel_is_found(identity: Identity, picture: Path) -> None:
    """One flipped bit in the picture's data."""
    out = await _signed(identity, picture, TAKE)
    content = bytearray(out.read_bytes())
    content[content.index(b"IDAT") + 12] ^= 1
    out.write_bytes(content)
    report = await read(out)
    assert report.state is MarkState.INVALID
    assert report.problems == ("assertion.dataHash.mismatch",)


async def test_xmp_says_the_source_where_c2pa_was_stripped(
    identity: Identity, picture: Path
) -> None:
    """Tools that drop the manifest often keep the XMP; the report calls it unsigned."""
    out = await _signed(identity, picture, TAKE)
    content = out.read_bytes()
    at = content.index(b"caBX") - 4
    length = int.from_bytes(content[at : at + 4], "big") + 12
    out.write_bytes(content[:at] + content[at + length :])
    report = await read(out)
    assert (report.state, report.source) == (MarkState.NONE, "trainedAlgorithmicMedia")


async def test_words_are_left_out_where_that_is_wished(identity: Identity, tmp_path: Path) -> None:
    """The picture's own text chunks go, its XMP stays."""
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - only here

    info, file = PngInfo(), tmp_path / "take.png"
    info.add_text("parameters", "a secret boat")
    Image.new("RGB", (8, 8)).save(file, pnginfo=info)
    out = tmp_path / "out.png"
    await ProcessMarker(identity).mark([ToMark(file, out, TAKE, without_words=True)])
    assert b"secret boat" not in out.read_bytes()
    assert b"DigitalSourceType" in out.read_bytes()


async def test_three_hundred_shots_fit(identity: Identity, tmp_path: Path) -> None:
    """A part costs less than half a kilobyte."""
    clip = clip_file(tmp_path / "clip.mp4")
    parts = tuple(
        Ingredient(f"{n}a", "image/png", hashlib.sha256(bytes([n % 256, n // 256])).hexdigest())
        for n in range(300)
    )
    out = await _signed(identity, clip, Claim("Tide", "video/mp4", Source.COMPOSITE, parts=parts))
    assert (await read(out)).state is MarkState.VALID
    assert out.stat().st_size - clip.stat().st_size < 150_000


@pytest.mark.parametrize(
    "content", [b"", b"words", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x20ftypisom" * 9]
)
async def test_a_file_without_marks_has_none(tmp_path: Path, content: bytes) -> None:
    """Broken and foreign files too; nothing is raised."""
    file = tmp_path / "file.bin"
    file.write_bytes(content)
    assert (await read(file)).state in {MarkState.NONE, MarkState.INVALID}
    assert not (await read(file)).trusted


async def test_the_key_is_private_and_stays(tmp_path: Path) -> None:
    """Mode 600, made once; who signs is said without it."""
    first = await own_identity(tmp_path / "identity")
    key = first.key.read_bytes()
    second = await own_identity(tmp_path / "identity")
    assert second.key.read_bytes() == key
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    assert (await inspect(first)).name.startswith("Couplet ")


async def test_an_unreadable_key_is_said_in_a_sentence(identity: Identity, picture: Path) -> None:
    """Nothing is written."""
    identity.key.write_text("no key")
    out = picture.with_name("out.png")
    with pytest.raises(UserError, match="cannot be read") as caught:
        await ProcessMarker(identity).mark([ToMark(picture, out, TAKE)])
    assert caught.value.key == "marks.key-unreadable"
    assert not out.exists()


@pytest.mark.parametrize("shots", [1, 12, 300])
async def test_signing_adds_no_more_than_is_left_free(
    identity: Identity, tmp_path: Path, shots: int
) -> None:
    """Nor is much left free for nothing: the clip must fit its channel, and fill it."""
    parts = [Ingredient(f"line {one}", "image/png", f"{one:064x}") for one in range(shots)]
    names = tuple(f"Person number {one}" for one in range(20))
    deeds = tuple(Deed(deed, names) for deed in ("wrote", "prompted", "asked", "voted", "decided"))
    claim = replace(CLIP, title="T" * 100, parts=(*parts, *CLIP.parts), deeds=deeds)
    plain = clip_file(tmp_path / "clip.mp4")
    signed = await _signed(identity, plain, claim)
    added = signed.stat().st_size - plain.stat().st_size
    assert added <= claim.room_bytes
    assert claim.room_bytes - added < 40_000
