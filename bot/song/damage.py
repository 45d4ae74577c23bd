"""Holes in a song: what a decoder passes over in silence, found by the packets it was given.

A player skips what it cannot read, and so the song grows shorter without a word; every line after
the hole would come too soon. This module knows packets' times and sizes, nothing of files.
"""

from __future__ import annotations

from typing import Final

JUMP_S: Final = 0.02
"""A step in time between two packets that is larger than this is a hole, no rounding."""

HEARD_S: Final = 0.05
"""Holes of less than this altogether are a click, as one bad packet makes it."""

_TAGS: Final = (b"ID3", b"TAG", b"APETAGEX", b"LYRICSBEGIN")


class Holes:
    """Adds up what is missing between the first and the last packet that could be decoded."""

    def __init__(self) -> None:
        self.at_s: float | None = None
        """Where the first hole is, in seconds of the song; None while there is none."""
        self._missing_s = 0.0
        self._good_bytes = 0
        self._good_s = 0.0
        self._bad_bytes = 0
        self._expected_s: float | None = None
        self.back_s = 0.0
        """The largest step back in time between two packets: another recording began there."""
        self.back_at_s = 0.0

    @property
    def audible(self) -> bool:
        """Whether so much is missing that it is heard."""
        return self._missing_s > HEARD_S

    @property
    def lost_s(self) -> float:
        """How much of the song cannot be heard, in seconds."""
        return self._missing_s

    def read(self, at_s: float | None, length_s: float, size: int) -> None:
        """Note a packet that was decoded; ``at_s`` None where the file does not say when it is."""
        if self._bad_bytes and self._good_bytes:
            self._miss(self._bad_bytes * self._good_s / self._good_bytes)
        self._bad_bytes = 0
        self._good_bytes += size
        if at_s is not None:
            if self._expected_s is not None:
                if at_s - self._expected_s > JUMP_S:
                    self._miss(at_s - self._expected_s)
                if self._expected_s - at_s > self.back_s:
                    self.back_s, self.back_at_s = self._expected_s - at_s, self._good_s
            self._expected_s = at_s + length_s
        self._good_s += length_s

    def skip(self, head: bytes, size: int, at_s: float | None, length_s: float) -> None:
        """Note a packet that was not decoded, by its first bytes; tags are no sound."""
        if not head.startswith(_TAGS):
            self._bad_bytes += size
        if at_s is not None:
            self._expected_s = at_s + length_s

    def _miss(self, seconds: float) -> None:
        if self.at_s is None:
            self.at_s = self._good_s
        self._missing_s += seconds
