"""The scenario of the demo's clip, as its team wrote it: words, prompts and who types them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_STAMP: Final = re.compile(r"^\[(\d\d):(\d\d\.\d\d)\]", re.MULTILINE)


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
    language: str
    styles: tuple[str, ...]
    """Those that are tried side by side; the last one wins."""
    cast: dict[str, str]
    team: tuple[str, ...]
    lines: tuple[ScenarioLine, ...]

    @property
    def begins_s(self) -> float:
        """When the first line is sung, by its stamp in the timed lyrics."""
        minutes, seconds = _STAMP.findall(self.lyrics.read_text(encoding="utf-8"))[0]
        return int(minutes) * 60 + float(seconds)


def read(folder: Path) -> Scenario:
    """The scenario in ``folder``: ``scenario.toml`` beside the song and ``words.lrc``."""
    table = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    return Scenario(
        title=table["title"],
        artist=table["artist"],
        song=folder / table["audio"],
        lyrics=folder / "words.lrc",
        language=table["language"],
        styles=tuple(table["styles"]),
        cast={member["name"]: member["description"] for member in table["cast"]},
        team=tuple(person["name"] for person in table["team"]),
        lines=tuple(
            ScenarioLine(line["text"], line["prompt"], line["author"], line.get("rewrite"))
            for line in table["line"]
        ),
    )
