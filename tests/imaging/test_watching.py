"""What is told of loading and fetching, from beside."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bot.imaging.watching import folder_bytes, resident_bytes, told

if TYPE_CHECKING:
    from pathlib import Path


def test_growth_is_said_in_hundredths_until_it_ends() -> None:
    """From where it stood at the beginning, and never all of it before the end."""
    sizes = iter([50, 50, 90, 1000])
    said: list[str] = []
    enough = threading.Event()

    def say(text: str) -> None:
        said.append(text)
        if len(said) == 3:
            enough.set()

    with told(say, "loading", lambda: next(sizes, 1000), 100, every_s=0.001):
        assert enough.wait(10)
    after = len(said)
    assert said[:3] == ["loading 0", "loading 40", "loading 99"]
    assert len(said) == after


def test_a_model_of_unknown_size_is_at_its_beginning() -> None:
    """Nothing is divided by nothing."""
    said: list[str] = []
    with told(said.append, "downloading", lambda: 5, 0):
        pass
    assert said == ["downloading 0"]


def test_a_folder_is_as_large_as_its_files(tmp_path: Path) -> None:
    """Links are not counted twice, and a folder that is not there is empty."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "blob").write_bytes(bytes(7))
    (tmp_path / "link").symlink_to(tmp_path / "in" / "blob")
    assert folder_bytes(tmp_path) == 7
    assert folder_bytes(tmp_path / "nowhere") == 0
    assert resident_bytes() > 2**20
