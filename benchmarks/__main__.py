"""`make bench`: measure, write docs/benchmarks.json, and from it docs/benchmarks.md.

`make bench ARGS=name` runs the benchmark of that name alone and keeps the other figures.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch

import benchmarks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.record import Figure

DOCS: Final = Path(__file__).parents[1] / "docs"
JSON_FILE: Final = DOCS / "benchmarks.json"
TABLE_FILE: Final = DOCS / "benchmarks.md"


def collect() -> dict[str, Callable[[], Iterable[Figure]]]:
    """Every benchmark by name: what the folders beside this file list in ``BENCHMARKS``."""
    found: dict[str, Callable[[], Iterable[Figure]]] = {}
    for module in pkgutil.iter_modules(benchmarks.__path__, "benchmarks."):
        if module.ispkg:
            found.update(importlib.import_module(module.name).BENCHMARKS)
    return dict(sorted(found.items()))


def machine() -> str:
    """The machine in words: processor, cores, memory, GPU, system, Python."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [
            row.split(":", 1)[1].strip()
            for row in cpuinfo.read_text(encoding="utf-8").splitlines()
            if row.startswith("model name")
        ]
        model = names[0] if names else model
    gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no GPU"
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    return (
        f"{os.cpu_count()} cores ({model}), {memory_gib:.0f} GiB of memory, {gpu}, "
        f"{platform.system()}, Python {platform.python_version()}; "
        f"in the last minute {busy:.1f} programs wanted each core"
    )


def table(records: Iterable[Figure], where: str) -> str:
    """The Markdown page for people."""
    rows = [
        "# Benchmarks",
        "",
        "Written by `make bench` from `benchmarks.json`; one alone: `make bench ARGS=name`.",
        "",
        f"Measured on: {where}. Where that is more than one, ratios of short times waver.",
        "",
        "`make gpu` measures a card with networks of real sizes; not run on a GPU yet.",
        "",
        "| name | value | unit | better | aim | against |",
        "|---|---:|---|---|---|---|",
    ]
    for one in records:
        value = one["value"]
        shown = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
        aim = "" if one["aim"] is None else one["aim"]
        rows.append(
            f"| `{one['name']}` | {shown} | {one['unit']} | {one['better']} | {aim} "
            f"| {one['baseline']} |"
        )
    return "\n".join(rows) + "\n"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; return the exit status."""
    known = collect()
    unknown = [name for name in names if name not in known]
    if unknown:
        _say(f"no benchmark called {', '.join(unknown)}: there are {', '.join(known)}")
        return 2
    before: list[Figure] = (
        json.loads(JSON_FILE.read_text(encoding="utf-8")) if JSON_FILE.is_file() else []
    )
    records = {one["name"]: one for one in before}
    for name in names or known:
        _say(f"{name} …")
        for record in known[name]():
            records[record["name"]] = record
            _say(f"  {record['name']} = {record['value']:.4g} {record['unit']}")
        ordered = [records[key] for key in sorted(records)]
        JSON_FILE.write_text(
            json.dumps(ordered, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        TABLE_FILE.write_text(table(ordered, machine()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
