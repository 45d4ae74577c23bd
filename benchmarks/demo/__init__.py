"""The demo: how soon something happens after the page is there, and how long all of it takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

_ACT: Final = "▸"
_COMMAND: Final = (sys.executable, "-u", "-m", "bot", "demo", "--language", "en")


def first_message() -> Iterable[Figure]:
    """From the page's address on the terminal to the team's first act in the channel."""
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        command = [*_COMMAND, "--no-browser", "--out", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
            opened_s = began_s = 0.0
            for row in demo.stdout or ():
                if "http://127.0.0.1" in row and not opened_s:
                    opened_s = time.monotonic()
                if _ACT in row:
                    began_s = time.monotonic()
                    break
            demo.terminate()
    yield {
        "name": "demo_first_message_s",
        "value": round(began_s - opened_s, 1),
        "unit": "s",
        "better": "lower",
        "aim": 10.0,
        "baseline": "from the page's address to the team's first act; 5 s of it are a countdown",
    }


def whole() -> Iterable[Figure]:
    """The whole demo without a page, from its start to the clip."""
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        command = [*_COMMAND, "--headless", "--out", folder]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    yield {
        "name": "demo_s",
        "value": round(time.monotonic() - began_s, 1),
        "unit": "s",
        "better": "lower",
        "aim": None,
        "baseline": "14 lines of 3 takes, votes, a power cut, morphs, and a clip of 63 s",
    }


BENCHMARKS: dict[str, Callable[[], Iterable[Figure]]] = {
    "demo_first_message_s": first_message,
    "demo_s": whole,
}
