"""The child process: signs our files, and reads those of strangers with little to lose.

python -m bot.marks key FOLDER           makes key and certificate there, unless there are
python -m bot.marks inspect KEY CHAIN    prints who signs with them
python -m bot.marks sign                 reads keys and markings as JSON, writes signed files
python -m bot.marks read FILE            reads certificates as PEM, prints a Report as JSON
python -m bot.marks look FROM FOLDER FILE...
                                         prints a Look at each picture, blurs those held into FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bot.domain.plain import from_plain, to_plain
from bot.processes.errands import confine


def key(folder: str) -> dict[str, Any]:
    """Make what is missing."""
    from bot.marks import keys  # noqa: PLC0415 - reading needs no cryptography of ours

    try:
        keys.make(Path(folder))
    except OSError:
        return {"trouble": "key-unwritable"}
    return inspect(str(Path(folder) / keys.KEY), str(Path(folder) / keys.CHAIN))


def inspect(key_file: str, chain_file: str) -> dict[str, Any]:
    """Say whose they are, or what is wrong with them."""
    from bot.marks import keys  # noqa: PLC0415 - as above

    try:
        signer, until = keys.check(Path(key_file), Path(chain_file))
    except keys.BadKey as trouble:
        return {"trouble": str(trouble)}
    return {"signer": signer, "until": until}


def sign(data: dict[str, Any]) -> dict[str, Any]:
    """Sign all, or say what stands in the way."""
    from bot.marks.manifest import FileToSign, sign_all  # noqa: PLC0415 - as above

    identity = inspect(data["key"], data["chain"])
    if "trouble" in identity:
        return identity
    sign_all(
        [from_plain(FileToSign, entry) for entry in data["markings"]],
        key=Path(data["key"]),
        chain=Path(data["chain"]),
        timestamp_url=data["timestamp_url"],
        version=data["version"],
    )
    return {}


def main() -> int:
    """Do the one thing asked for."""
    confine()
    match sys.argv[1:]:
        case ["key", folder]:
            answer = key(folder)
        case ["inspect", key_file, chain_file]:
            answer = inspect(key_file, chain_file)
        case ["sign"]:
            answer = sign(json.load(sys.stdin))
        case ["read", path]:
            from bot.marks.report import read  # noqa: PLC0415 - making a key needs no C2PA

            answer = to_plain(read(Path(path), sys.stdin.read() or None))
        case ["look", held_from, folder, *paths]:
            from bot.marks.looking import look  # noqa: PLC0415 - an extra may be missing

            looks = look([Path(path) for path in paths], float(held_from), Path(folder))
            answer = {"looks": [to_plain(one) for one in looks]}
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
