"""Write requirements.lock: the versions that the present environment holds of all we depend on.

Hashes are left out on purpose, and so are builds (``+cpu``): the lock fits every build of torch.
Packages that only this environment happens to hold are not in it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]


def canonical(name: str) -> str:
    """A package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def holding(requirements: Iterable[str], extras: Iterable[str] = ()) -> list[Requirement]:
    """Those of ``requirements`` that hold on this machine, with these extras."""
    groups = ("", *extras)
    return [
        requirement
        for requirement in map(Requirement, requirements)
        if requirement.marker is None
        or any(requirement.marker.evaluate({"extra": extra}) for extra in groups)
    ]


def locked(root: Iterable[str]) -> dict[str, str]:
    """The version of every package that ``root`` needs, directly or not, by name."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = holding(root)
    while todo:
        one = todo.pop()
        if (one.name, frozenset(one.extras)) in seen:
            continue
        seen.add((one.name, frozenset(one.extras)))
        try:
            versions[canonical(one.name)] = metadata.version(one.name).partition("+")[0]
        except metadata.PackageNotFoundError:
            sys.exit(f"{one.name} is not installed here: install it, then run make lock again.")
        todo += holding(metadata.requires(one.name) or [], one.extras)
    return versions


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project.get("optional-dependencies", {})
    root = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    pins = sorted(locked(root).items())
    (ROOT / "requirements.lock").write_text("".join(f"{name}=={pin}\n" for name, pin in pins))
