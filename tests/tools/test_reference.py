"""Documents made from the code are what the code would make."""

from __future__ import annotations

from tools.reference import ROOT, commands_page


def test_the_commands_document_is_current() -> None:
    """``make docs`` writes it; run it when this fails."""
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == commands_page()


def test_every_command_is_in_it_in_both_languages() -> None:
    """With options and what they take."""
    page = commands_page()
    for part in (
        "### /generate line",
        "`/peindre ligne`",
        "| `takes` (optional) | `prises` |",
        "1 to 10",
        "Add as lyrics",
        "🧬 Variation",
    ):
        assert part in page
