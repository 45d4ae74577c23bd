"""Prompt, cast and style become what the painter reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.prompts.composition import compose, strangers
from bot.domain.prompts.prompt import CastMember, Preset, StyleSettings

CAST = [
    CastMember(1, 1, "mara", "a tall woman in a red coat.", 1),
    CastMember(2, 1, "Vieux-Port", "le vieux port de Marseille", 1),
    CastMember(3, 1, "été", "summer", 1),
    CastMember(4, 1, "twin", "like @mara", 1),
]


def style(words: str = "", negative: str = "") -> StyleSettings:
    """A style with these words."""
    return StyleSettings(words=words, negative=negative, preset="sketch")


def preset(negative: str = "") -> Preset:
    """A preset with these negative words."""
    return Preset("p", "P", "m/m", "CC0", "none", 10, 4.0, 512, 288, negative, 40)


def prompt(text: str, words: str = "") -> str:
    """The composed prompt."""
    return compose(text, style(words), CAST, preset()).prompt


def test_the_line_s_prompt_comes_before_the_style() -> None:
    """Models read the beginning best: the shot first, the look after it."""
    assert prompt("a lighthouse at dawn", "watercolour, soft") == (
        "a lighthouse at dawn, watercolour, soft"
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("@mara runs", "a tall woman in a red coat runs"),
        ("@MARA's shadow", "a tall woman in a red coat's shadow"),
        ("(@mara)", "(a tall woman in a red coat)"),
        ("@vieux-port, @Été", "le vieux port de Marseille, summer"),
        ("@twin", "like @mara"),
        ("mail ana@mara.example", "mail ana@mara.example"),
        ("<@123> dances", "<@123> dances"),
        ("@ mara", "@ mara"),
        ("@e\u0301te\u0301", "summer"),
    ],
)
def test_cast_names_become_their_descriptions(text: str, read: str) -> None:
    """Upper and lower case are the same; descriptions are not searched for names again."""
    assert prompt(text) == read


def test_names_that_are_not_cast_stay_words_and_are_told_once() -> None:
    """A misspelt name is still painted as a word, and whoever wrote it learns of it."""
    text = "@lou and @mara and @Lou and @zoé"
    assert prompt(text) == "lou and a tall woman in a red coat and Lou and zoé"
    assert strangers(text, CAST) == ("lou", "zoé")
    assert strangers("@MARA and ana@mara.example", CAST) == ()


def test_negative_words_of_style_and_preset_are_joined_each_once() -> None:
    """The style's come first; what both say is said once, whatever its case."""
    composed = compose("sea", style(negative="fog, Text,"), [], preset("text, blurry , fog"))
    assert composed.negative == "fog, Text, blurry"


def test_line_feeds_and_loose_ends_are_tidied() -> None:
    """What people paste becomes one line without doubled commas."""
    assert prompt("the sea,\n\n  grey\t and \x00cold, ", " , oil paint;") == (
        "the sea, grey and cold, oil paint"
    )


def test_without_style_or_prompt_nothing_is_added() -> None:
    """Empty parts leave no commas behind."""
    assert prompt("sea") == "sea"
    assert prompt("", "oil paint") == "oil paint"
    assert compose("sea", style(), [], preset()).negative == ""


@given(st.text(), st.text(), st.text())
def test_the_composed_words_are_one_printable_line(text: str, words: str, negative: str) -> None:
    """Whatever is pasted, the painter and the picture's metadata get one clean line each."""
    composed = compose(text, style(words, negative), CAST, preset("blurry"))
    for said in (composed.prompt, composed.negative):
        assert said.isprintable()
        assert said == " ".join(said.split())
    assert composed == compose(text, style(words, negative), CAST, preset("blurry"))
