"""Writes ``bot/imaging/abilities.json``: what diffusers' classes can do, by name."""

from __future__ import annotations

import json
import sys

from bot.domain.plain import to_plain
from bot.imaging import abilities
from bot.imaging.known import LIST


def listed() -> str:
    """The file's text."""
    classes = {
        kind.__name__
        for kind in abilities.text_to_image_classes()
        if "Pipeline" in kind.__name__ and "ControlNet" not in kind.__name__
    }
    abilities_by_class = {name: abilities.abilities_of_class(name) for name in sorted(classes)}
    plain = {
        name: to_plain(entry) for name, entry in abilities_by_class.items() if entry is not None
    }
    return json.dumps(plain, indent=1) + "\n"


def main() -> int:
    """Write it."""
    LIST.write_text(listed(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
