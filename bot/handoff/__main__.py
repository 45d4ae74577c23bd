"""The child process: writes packs, and reads timelines of strangers with little to lose.

python -m bot.handoff pack FOLDER LIMIT MOST   reads a Pack as JSON, prints the ZIPs' names
python -m bot.handoff read FILE                prints what a timeline says of our shots as JSON
python -m bot.handoff making FOLDER LIMIT      reads a MakingOf as JSON, prints its files' names
"""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import Any, Final

from bot.domain.handoff.making import MakingOf
from bot.domain.handoff.pack import Pack
from bot.domain.plain import from_plain, to_plain
from bot.processes.errands import confine

_CPU_S: Final = 1200
"""For a pack of some gigabytes; a stranger's timeline gets far less."""
_READING_CPU_S: Final = 20


def pack(told: dict[str, Any], folder: Path, limit_bytes: int, most: int) -> dict[str, Any]:
    """Write the pack, or say what stands in the way."""
    try:
        from bot.handoff.archive import write  # noqa: PLC0415 - it may not be installed
    except ImportError:
        return {"trouble": "missing"}
    try:
        written = write(from_plain(Pack, told), folder, limit_bytes, most)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return {"trouble": "disk-full"}
    return {"files": [path.name for path in written]}


def read(path: Path) -> dict[str, Any]:
    """Read a timeline, or say what stands in the way."""
    try:
        from bot.handoff import returning  # noqa: PLC0415 - as above
    except ImportError:
        return {"trouble": "missing"}
    try:
        return {"returned": to_plain(returning.read(path))}
    except returning.NoTimeline as trouble:
        return {"trouble": str(trouble)}


def making(told: dict[str, Any], folder: Path, limit_bytes: int) -> dict[str, Any]:
    """Write card, page and JSON of a making-of."""
    from bot.handoff import card, story  # noqa: PLC0415 - a timeline needs no pictures

    made = from_plain(MakingOf, told)
    try:
        card.picture(made).save(folder / "making-of.png")
        (folder / "making-of.html").write_text(story.page(made, limit_bytes), "utf-8")
        (folder / "making-of.json").write_text(story.as_json(made), "utf-8")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return {"trouble": "disk-full"}
    return {"files": [f"making-of.{ending}" for ending in ("png", "html", "json")]}


def main() -> int:
    """Do the one thing asked for."""
    match sys.argv[1:]:
        case ["pack", folder, limit_bytes, most]:
            confine(cpu_s=_CPU_S)
            answer = pack(json.load(sys.stdin), Path(folder), int(limit_bytes), int(most))
        case ["making", folder, limit_bytes]:
            confine()
            answer = making(json.load(sys.stdin), Path(folder), int(limit_bytes))
        case ["read", path]:
            confine(cpu_s=_READING_CPU_S)
            answer = read(Path(path))
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
