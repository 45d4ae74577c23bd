"""Commands in texts are clickable, in every language; what people write never becomes one."""

from __future__ import annotations

import pytest
from discord import ui

from bot.client.command_links import CommandLinks
from bot.domain.texts import LOCALES, say
from cogs import build_tree

IDS = {"clip": 11, "lyrics": 22, "help": 33}


@pytest.fixture(scope="module")
def links() -> CommandLinks:
    """Links that know three of the commands."""
    links = CommandLinks()
    links.learn(build_tree(), IDS)
    return links


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Begin with `/clip new`.", "Begin with </clip new:11>."),
        ("Commence par `/clip nouveau` !", "Commence par </clip new:11> !"),
        ("/paroles coller ou /aide", "</lyrics paste:22> ou </help:33>"),
        ("type `/lyrics time 3 0:12`", "type `/lyrics time 3 0:12`"),
        ("/song set, /clip, /clip newer", "/song set, /clip, /clip newer"),
        ("see docs/help or https://x.org/help", "see docs/help or https://x.org/help"),
    ],
)
def test_what_can_be_clicked_is_a_mention(links: CommandLinks, text: str, linked: str) -> None:
    """By its own name or a reader's; not with arguments, not half a name, not within a path."""
    assert links.linked(text) == linked


def test_people_s_words_are_no_links(links: CommandLinks) -> None:
    """However much they look like a command."""
    for locale in LOCALES:
        told = say(locale, "answers.style-words", words="/clip new and `/help`")
        assert links.linked(told) == told


def test_nothing_is_linked_before_ids_are_known() -> None:
    """Plain text then."""
    assert CommandLinks().linked("`/clip new`") == "`/clip new`"


def test_a_text_without_room_for_mentions_stays(links: CommandLinks) -> None:
    """An answer's 2,000 characters, and a layout's 4,000 over all of its texts."""
    long = "`/clip new`" + "x" * 1989
    assert links.linked(long) == long
    layout = ui.LayoutView(timeout=None)
    shown = [ui.TextDisplay[ui.LayoutView]("/help " + "x" * 1990) for _ in range(2)]
    for one in shown:
        layout.add_item(one)
    links.link(layout)
    assert shown[0].content.startswith("/help ")
    shown[1].content = "/help"
    links.link(layout)
    assert shown[1].content == "</help:33>"
