"""What a file's headers say of its size, whole, cut off or broken."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_discord.model import media
from tests.local_discord.raw import PNG


def box(kind: bytes, inside: bytes) -> bytes:
    """Return a box as ISO 14496-12 lays it out."""
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def track(width_px: int, height_px: int) -> bytes:
    """Return a track whose header tells this size."""
    return box(
        b"trak", box(b"tkhd", bytes(76) + struct.pack(">II", width_px << 16, height_px << 16))
    )


FILM = box(b"ftyp", b"isom") + box(b"free", b"") + box(b"moov", track(0, 0) + track(512, 288))


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (FILM, (512, 288)),
        (box(b"ftyp", b"isom") + box(b"moov", track(0, 0)), None),
        (PNG, (1, 1)),
        (b"text", None),
        (b"", None),
    ],
)
def test_a_size_is_read_from_the_headers(content: bytes, size: tuple[int, int] | None) -> None:
    """A film's size is that of its first track with a picture; sound has none."""
    assert media.size_px(content) == size


@given(st.sampled_from([FILM, PNG]), st.integers(0, 200), st.binary(max_size=12))
def test_a_broken_file_has_no_size_but_does_no_harm(whole: bytes, at: int, odd: bytes) -> None:
    """Whatever is cut off or overwritten, the answer is a pair or None."""
    found = media.size_px(whole[:at] + odd + whole[at + len(odd) :])
    assert found is None or len(found) == 2
    assert media.size_px(whole[:at]) in {None, media.size_px(whole)}
