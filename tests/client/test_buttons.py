"""Buttons and forms are known again by their custom_id alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.client.buttons import Action, PostButton, custom_id, field, form, parse
from bot.client.rights import PERMISSIONS, WELCOME, intents, invite_url


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("row", [1, 2**63, "0f3a9c"])
def test_an_id_says_action_and_row(action: Action, row: int | str) -> None:
    """What goes out comes back, within Discord's 100 characters."""
    made = custom_id(action, row)
    assert len(made) <= 100
    assert parse(made) == (action, str(row))


@given(st.text())
def test_foreign_ids_are_nobody_s(text: str) -> None:
    """Another bot's button, or an old one of ours, does nothing."""
    assert parse(f"{text}!") is None
    assert parse(f"couplet:{text}:") is None


def test_buttons_have_words_in_both_languages() -> None:
    """A clip's buttons speak the clip's language."""
    assert PostButton(Action.AGAIN, 3, locale="en").item.label == "New round"
    assert PostButton(Action.AGAIN, 3, locale="fr").item.label == "Nouvelle série"


async def test_a_form_is_kept_by_nobody() -> None:
    """The library would keep it until its time is over; ours needs no memory."""
    made = form(Action.PASTE, 1, "T" * 60, field("words", "L" * 60, value="x" * 9, limit=5))
    assert made.is_finished()
    assert len(made.title) <= 45


def test_no_privileged_intent_is_asked_for() -> None:
    """A server's owner has nothing to allow in the developer portal."""
    wanted = intents()
    assert not wanted.members
    assert not wanted.presences
    assert not wanted.message_content
    assert wanted.guild_reactions


def test_the_invite_link_asks_for_what_is_needed_and_no_more() -> None:
    """No administrator, no managing."""
    assert f"permissions={(PERMISSIONS | WELCOME).value}" in invite_url(42)
    assert "client_id=42" in invite_url(42)
    running = Path("docs/running.md").read_text(encoding="utf-8")
    assert f"number {(PERMISSIONS | WELCOME).value}" in running
    assert not PERMISSIONS.administrator
    assert not PERMISSIONS.manage_messages
