"""The child process: hears a song, or draws one, with little memory, little time, nothing to lose.

python -m bot.hearing listen FILE LONGEST_S    prints a Rhythm as JSON
python -m bot.hearing draw FILE                reads a Sheet as JSON, writes a PNG
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from av.logging import PANIC, set_level

from bot.hearing.decoding import Undecodable, decode
from bot.processes.errands import confine


def listen(path: str, longest_s: str) -> int:
    """Print what is heard in the file; 1 where it cannot be decoded."""
    from bot.hearing.beats import find_beats  # noqa: PLC0415 - drawing needs none of it
    from bot.hearing.shape import find_shape  # noqa: PLC0415

    try:
        decoded = decode(Path(path), float(longest_s))
    except Undecodable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    beats = find_beats(decoded.sound)
    rhythm = find_shape(decoded.sound, decoded.duration_s, beats)
    sys.stdout.write(json.dumps(rhythm.told()) + "\n")
    return 0


def draw(path: str) -> int:
    """Draw the sheet on standard input."""
    from bot.hearing.drawing import picture  # noqa: PLC0415 - hearing needs no Pillow
    from bot.hearing.sheet import Sheet  # noqa: PLC0415

    picture(Sheet.heard(json.load(sys.stdin))).save(path, format="PNG")
    return 0


def main() -> int:
    """Do the one thing asked for."""
    confine()
    set_level(PANIC)
    match sys.argv[1:]:
        case ["listen", path, longest_s]:
            return listen(path, longest_s)
        case ["draw", path]:
            return draw(path)
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


if __name__ == "__main__":
    sys.exit(main())
