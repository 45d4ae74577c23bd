"""The making-of as people open it: a card, a page without network, data; whatever names hold."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.domain.handoff.making import (
    MadeLine,
    MadeModel,
    MadePerson,
    MadePrompt,
    MakingOf,
    work_s,
)
from bot.handoff.packer import ProcessPacker

if TYPE_CHECKING:
    from pathlib import Path

EVIL = '"><script src="https://evil.example/x.js"></script><img src=//evil.example/y>'
LIMIT_BYTES = 10 * 1024 * 1024


class Page(HTMLParser):
    """What a browser would load, and which elements stay open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what it points to."""
        self.tags.add(tag)
        if tag not in {"img", "meta", "br"}:
            self.open.append(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "action"}]

    def handle_endtag(self, tag: str) -> None:
        """Each closes the one opened last."""
        assert self.open.pop() == tag


def told(folder: Path, *, lines: int = 2, locale: str = "en", name: str = "Minuit") -> MakingOf:
    """A making-of whose first line has a winner."""
    picture = folder / "winner.png"
    Image.effect_noise((640, 360), 80).convert("RGB").save(picture)
    return MakingOf(
        title=name,
        artist=name,
        locale=locale,
        director="Inès",
        begun_at=1_780_000_000.0,
        until=1_780_090_000.0,
        work_s=5400.0,
        song="minuit.mp3",
        song_sha256="ab" * 32,
        song_s=61.5,
        lines=tuple(
            MadeLine(
                number=number,
                text=f"{name} {number}",
                section="",
                prompts=(
                    MadePrompt(1, name, "Zoé", draft=True),
                    MadePrompt(2, "a boat", name, draft=False),
                ),
                rounds=2,
                takes=6,
                votes=3,
                winner="1b" if number % 2 else "",
                winner_prompt="a boat",
                winner_seed=7,
                decided="vote" if number % 2 else "",
                picture=picture if number % 2 else None,
            )
            for number in range(1, lines + 1)
        ),
        people=(MadePerson("Inès", 2, 1, 3, 2, 4), MadePerson(name, 0, 3, 1, 4, 0)),
        models=(MadeModel("Sketch", "MIT", "Drawings of ours.", 12),),
        decisions=4,
    )


async def written(making: MakingOf, folder: Path, limit_bytes: int = LIMIT_BYTES) -> Path:
    """The folder with what the child wrote."""
    out = folder / "out"
    out.mkdir()
    paths = await ProcessPacker().write_making_of(making, out, limit_bytes)
    assert [path.name for path in paths] == ["making-of.png", "making-of.html", "making-of.json"]
    return out


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_a_page_needs_no_network_and_obeys_no_names(tmp_path: Path, locale: str) -> None:
    """Its pictures are in it; scripts in names are words; every element is closed."""
    out = await written(told(tmp_path, locale=locale, name=EVIL), tmp_path)
    text = (out / "making-of.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert page.loads
    assert all(one.startswith("data:image/jpeg;base64,") for one in page.loads)
    assert not page.tags & {"script", "link", "iframe", "object"}
    assert "&lt;script" in text
    assert {"ligne", "prises"} & set(text.split()) if locale == "fr" else "Trained on" in text


async def test_data_has_all_that_the_page_has(tmp_path: Path) -> None:
    """Totals are sums of what stands beside them; no path of the bot's disk is in it."""
    out = await written(told(tmp_path), tmp_path)
    text = (out / "making-of.json").read_text("utf-8")
    data = json.loads(text)
    assert data["totals"] == {
        "lines": 2,
        "prompts": 4,
        "rounds": 4,
        "takes": 12,
        "rejected": 11,
        "votes": 6,
        "decisions": 4,
        "people": 2,
    }
    assert str(tmp_path) not in text
    assert str(tmp_path) not in (out / "making-of.html").read_text("utf-8")


async def test_a_card_shows_what_was_chosen(tmp_path: Path) -> None:
    """A picture of its own size, the winner on its upper edge."""
    out = await written(told(tmp_path), tmp_path)
    with Image.open(out / "making-of.png") as card:
        assert card.size == (1600, 900)
        strip, below = card.crop((0, 0, 1600, 200)), card.crop((0, 860, 1600, 900))
        assert len(set(strip.resize((40, 10)).tobytes())) > len(
            set(below.resize((40, 10)).tobytes())
        )


async def test_a_long_clip_s_page_stays_within_its_limit(tmp_path: Path) -> None:
    """Three hundred lines: without small pictures where they would make it too large."""
    out = await written(told(tmp_path, lines=300), tmp_path, 1024 * 1024)
    text = (out / "making-of.html").read_text("utf-8")
    assert len(text.encode()) <= 1024 * 1024
    assert "<img" not in text
    assert text.count('class="line"') == 300


async def test_a_picture_that_is_gone_leaves_the_rest(tmp_path: Path) -> None:
    """No page is lost over a file."""
    making = told(tmp_path)
    (tmp_path / "winner.png").write_bytes(b"broken")
    out = await written(making, tmp_path)
    assert "<img" not in (out / "making-of.html").read_text("utf-8")


def test_time_at_work_is_between_deeds_that_are_close() -> None:
    """Ten minutes apart counts, an hour does not; people do not share their time."""
    assert work_s([(1, 0.0), (1, 600.0), (1, 4200.0), (2, 300.0), (2, 360.0)]) == 660.0
    assert work_s([]) == 0.0
