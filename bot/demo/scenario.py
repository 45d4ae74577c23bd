"""The scenario of the demo's clip, as its team wrote it: words, prompts and who types them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One lyric line: what is to be seen, who says so, and a second try where one is needed."""

    text: str
    prompt: str
    author: str
    rewrite: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that the team types into the bot."""

    title: str
    artist: str
    song: Path
    lyrics: Path
    style: str
    negative: str
    cast: dict[str, str]
    team: tuple[str, ...]
    lines: tuple[ScenarioLine, ...]


def read(folder: Path) -> Scenario:
    """The scenario in ``folder``: ``scenario.toml`` beside the song and ``paroles.lrc``."""
    table = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    return Scenario(
        title=table["title"],
        artist=table["artist"],
        song=folder / table["audio"],
        lyrics=folder / "paroles.lrc",
        style=table["style"]["words"],
        negative=table["style"]["negative"],
        cast={member["name"]: member["description"] for member in table["cast"]},
        team=tuple(person["name"] for person in table["team"]),
        lines=tuple(
            ScenarioLine(line["text"], line["prompt"], line["author"], line.get("rewrite"))
            for line in table["line"]
        ),
    )
