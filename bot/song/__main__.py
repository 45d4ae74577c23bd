"""The child process: measures a song, or draws one, with little memory, little time, no secrets.

python -m bot.song measure FILE LONGEST_S [PLACED]   prints the facts as JSON, a line each
python -m bot.song draw FILE                         reads a Sheet as JSON, writes a PNG
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.plain import from_plain
from bot.processes.errands import confine
from bot.song.measurement import cpu_s

if TYPE_CHECKING:
    from bot.domain.song.song import SongFacts


def measure(path: str, longest_s: float, copy: str | None) -> int:
    """Print what the song is, first without its beats, then with them; or a complaint."""
    from av.logging import PANIC, set_level  # noqa: PLC0415 - drawing needs no decoder

    from bot.song.analysis import measure  # noqa: PLC0415 - as above
    from bot.song.decoding import NoSong  # noqa: PLC0415 - as above

    set_level(PANIC)

    def tell(facts: SongFacts) -> None:
        sys.stdout.write(json.dumps(dataclasses.asdict(facts)) + "\n")
        sys.stdout.flush()

    try:
        measure(Path(path), longest_s, tell, placed=None if copy is None else Path(copy))
    except NoSong as none:
        sys.stdout.write(json.dumps({"complaint": none.args}) + "\n")
    return 0


def draw(path: str) -> int:
    """Draw the sheet on standard input."""
    from bot.song.drawing import picture  # noqa: PLC0415 - measuring needs no Pillow
    from bot.song.sheet import Sheet  # noqa: PLC0415 - as above

    picture(from_plain(Sheet, json.load(sys.stdin))).save(path, format="PNG")
    return 0


def main() -> int:
    """Do the one thing asked for."""
    match sys.argv[1:]:
        case ["measure", path, longest_s, *copy]:
            confine(cpu_s=cpu_s(float(longest_s)))
            return measure(path, float(longest_s), copy[0] if copy else None)
        case ["draw", path]:
            confine()
            return draw(path)
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


if __name__ == "__main__":
    sys.exit(main())
