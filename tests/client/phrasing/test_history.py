"""Every deed that is written down has a sentence in the history that people read."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

from bot.domain.texts import catalogue

SERVICES: Final = Path("bot/services")


def deeds() -> set[str]:
    """The names of all deeds that the services write down as they are."""
    calls = (
        node
        for path in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "history.add"
    )
    return {
        constant.value
        for call in calls
        for constant in ast.walk(call.args[3])
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    }


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_deed_has_a_sentence(locale: str) -> None:
    """Some have several, by what it came to or what was changed."""
    known = catalogue(locale)
    found = deeds()
    assert len(found) > 20
    told = {name.removeprefix("history.") for name in known}
    assert {one for one in found if not any(name.startswith(one) for name in told)} == set()
