"""The child process: reads lyrics of strangers with little to lose.

python -m bot.lyrics keep|tidy [ENCODING]   reads bytes, prints an Imported as JSON, or why not
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from bot.domain.errors import UserError
from bot.domain.lyrics.imported import Reading
from bot.lyrics import parse
from bot.processes.errands import confine


def main() -> int:
    """Read once."""
    confine()
    keep, encoding = sys.argv[1:]
    try:
        imported = parse(sys.stdin.buffer.read(), Reading(encoding or None, keep == "keep"))
        answer = asdict(imported)
    except UserError as refused:
        answer = {"trouble": refused.key, "values": refused.values}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
