"""The demo's scenario fits the song: a prompt for every line, by a member of the team."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.demo.minuit import compose, score
from bot.imaging.sketch.language import read

FOLDER = Path(compose.__file__).parent
SCENARIO = tomllib.loads((FOLDER / "scenario.toml").read_text(encoding="utf-8"))


def test_every_line_has_its_prompt_in_order() -> None:
    """The scenario's lines are the song's, and its authors are the team."""
    assert [line["text"] for line in SCENARIO["line"]] == [s.text for _, _, s in score.timed()]
    team = {member["name"] for member in SCENARIO["team"]}
    assert {line["author"] for line in SCENARIO["line"]} == team
    assert (SCENARIO["title"], SCENARIO["artist"]) == (score.TITLE, score.ARTIST)
    assert (FOLDER / SCENARIO["audio"]).is_file()


def test_the_bundled_model_understands_every_prompt() -> None:
    """No word of the demo's prompts is unknown to the sketch model, none is cut."""
    cast = {member["name"]: member["description"] for member in SCENARIO["cast"]}
    for line in SCENARIO["line"]:
        for prompt in (line["prompt"], line.get("rewrite", line["prompt"])):
            composed = f"{prompt}, {SCENARIO['style']['words']}"
            for name, description in cast.items():
                composed = composed.replace(f"@{name}", description)
            reading = read(composed)
            assert (reading.unknown, reading.cut) == ((), ()), prompt


def test_the_words_on_file_are_those_of_the_score() -> None:
    """The committed lyrics are what the program writes today."""
    assert (FOLDER / "paroles.lrc").read_text(encoding="utf-8") == compose.words_timed()
    assert (FOLDER / "paroles.txt").read_text(encoding="utf-8") == compose.words_plain()
