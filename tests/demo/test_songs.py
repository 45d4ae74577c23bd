"""The demo's scenarios fit their songs: a prompt for every line, by a member of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.play import SCENARIOS
from bot.demo.scenario import read
from bot.demo.songs import compose
from bot.demo.songs.harbour import score as harbour
from bot.demo.songs.minuit import score as minuit
from bot.imaging.sketch import language

if TYPE_CHECKING:
    from bot.demo.scenario import Scenario
    from bot.demo.songs.song import Song

SONGS = {"en": harbour.SONG, "fr": minuit.SONG}


@pytest.fixture(params=SCENARIOS)
def spoken(request: pytest.FixtureRequest) -> tuple[Scenario, Song]:
    """A scenario and its song."""
    return read(SCENARIOS[request.param]), SONGS[request.param]


def test_every_line_has_its_prompt_in_order(spoken: tuple[Scenario, Song]) -> None:
    """The scenario's lines are the song's, and its authors are the team."""
    scenario, song = spoken
    assert [line.text for line in scenario.lines] == [sung.text for _, _, sung in song.timed()]
    assert {line.author for line in scenario.lines} == set(scenario.team)
    assert (scenario.title, scenario.artist) == (song.title, song.artist)
    assert scenario.song.is_file()
    _, first, _ = song.timed()[0]
    assert scenario.begins_s == pytest.approx(song.seconds(first), abs=0.01)


def test_every_syllable_has_a_note_and_a_vowel(spoken: tuple[Scenario, Song]) -> None:
    """Nothing is left unsung, and nothing is sung twice."""
    for _, _, sung in spoken[1].timed():
        syllables = sum(word.count("·") + 1 for word in sung.words.split())
        counts = {len(sung.notes), len(sung.beats), len(sung.vowels.split())}
        assert counts == {syllables}, sung.text


def test_the_bundled_model_understands_every_prompt(spoken: tuple[Scenario, Song]) -> None:
    """No word of the demo's prompts is unknown to the sketch model, none is cut."""
    scenario, _ = spoken
    for line in scenario.lines:
        for prompt in (line.prompt, line.rewrite or line.prompt):
            for style in scenario.styles:
                composed = f"{prompt}, {style}"
                for name, description in scenario.cast.items():
                    composed = composed.replace(f"@{name}", description)
                reading = language.read(composed)
                assert (reading.unknown, reading.cut) == ((), ()), prompt


def test_the_words_on_file_are_those_of_the_score(spoken: tuple[Scenario, Song]) -> None:
    """The committed lyrics are what the program writes today."""
    scenario, song = spoken
    plain = scenario.lyrics.with_suffix(".txt")
    assert scenario.lyrics.read_text(encoding="utf-8") == compose.words_timed(song)
    assert plain.read_text(encoding="utf-8") == compose.words_plain(song)
