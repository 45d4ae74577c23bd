"""Packages that only some models need: which is missing, and what brings it."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_OURS: Final = "couplet"
_REQUIREMENT: Final = re.compile(r"([\w.-]+).*extra == ['\"](\w+)['\"]")
_NOT_FOR_PAINTING: Final = ("dev", "bench", "train", "safety")


def _is_installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def missing(packages: Iterable[str]) -> list[str]:
    """Those of ``packages`` that are not installed here."""
    return sorted({package for package in packages if not _is_installed(package)})


def missing_in(text: str, look: Callable[[str], bool] = _is_installed) -> list[str]:
    """The packages of our extras that an error's ``text`` names and that are not installed."""
    words = set(re.findall(r"[\w-]+", text.lower()))
    return sorted(package for package in _extras() if package in words and not look(package))


def advice(what: str, packages: Iterable[str]) -> str:
    """The sentence that says of ``what`` which packages it needs, and how to get them."""
    names, extras = sorted(packages), _extras()
    brought = sorted({extras[name] for name in names if name in extras})
    wanted = [f"couplet[{','.join(brought)}]"] if brought else []
    wanted += [name for name in names if name not in extras]
    quoted = " ".join(f"'{one}'" for one in wanted)
    return f"{what} needs {' and '.join(names)}: pip install {quoted}, and start again"


def _extras() -> dict[str, str]:
    """Which of our extras brings a package, by the package's name."""
    lines = metadata.requires(_OURS) or ()
    found = [match.groups() for match in map(_REQUIREMENT.match, lines) if match]
    return {name: extra for name, extra in found if extra not in _NOT_FOR_PAINTING}
