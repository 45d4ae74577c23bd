"""`make gpu`: what this card does, in less than eight minutes, as a table.

The table goes into the folder that the environment variable OUT names, as ``gpu.md`` and
``gpu.json``. ``--tiny`` tries the program itself without a card: its figures mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.__main__ import machine
from benchmarks.gpu.course import Course
from benchmarks.gpu.networks import networks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.gpu.course import Row

# Typed as it is, each of its names would need a cast of its own.
torch: Any = import_module("torch")

BUDGET_S: Final = 450.0


def main() -> int:
    """Measure, and return the exit status."""
    parser = argparse.ArgumentParser(prog="make gpu")
    parser.add_argument("--tiny", action="store_true", help="tiny networks on the processor")
    small: bool = parser.parse_args().tiny
    if not small and not torch.cuda.is_available():
        sys.stderr.write("make gpu needs a card with CUDA; ARGS=--tiny tries it without one\n")
        return 2
    if small:
        torch.set_num_threads(1)  # of tiny networks threads only wait for each other
    for library in ("DIFFUSERS", "TRANSFORMERS"):
        import_module(library.lower()).utils.logging.set_verbosity_error()
    out = Path(os.environ.get("OUT", "."))
    out.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + BUDGET_S
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for network in networks(small=small):
            course = Course(network, Path(folder), deadline, small=small)
            for row in course.run():
                rows.append(row)
                sys.stdout.write(f"{row['network']}: {row['what']} = {row['said']}\n")
                sys.stdout.flush()
                _write(out, rows, small=small)
    return 0


def _write(out: Path, rows: list[Row], *, small: bool) -> None:
    """After each row: what was measured before something breaks is kept."""
    (out / "gpu.json").write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    (out / "gpu.md").write_text("\n".join(_table(rows, small=small)) + "\n", encoding="utf-8")


def _table(rows: Iterable[Row], *, small: bool) -> Iterable[str]:
    yield f"Measured on: {machine()}."
    if small:
        yield "With tiny networks, to try the program: not run on a GPU."
    yield from ("", "| network | what | value |", "|---|---|---:|")
    for row in rows:
        yield f"| {row['network']} | {row['what']} | {row['said']} |"


if __name__ == "__main__":
    sys.exit(main())
