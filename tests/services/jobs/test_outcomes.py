"""What people are told of jobs that failed."""

from __future__ import annotations

from bot.domain.errors import OutOfMemory
from bot.services.jobs.outcomes import as_sentence


def test_memory_that_is_too_short_is_said_in_numbers_where_they_are_known() -> None:
    """In the reader's language; without numbers nothing is made up."""
    short = OutOfMemory("CUDA", weights_bytes=24 * 2**30, device_bytes=int(7.8 * 2**30))
    assert "24 GiB, and the machine has 7.8 GiB" in as_sentence(short).sentence("en")
    assert "24 Gio, et la machine en a 7,8" in as_sentence(short).sentence("fr")
    assert "GiB" not in as_sentence(OutOfMemory("CUDA")).sentence("en")
