"""The sketch model's words: what it knows, in which languages, and what it says it doesn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imaging.sketch.language import (
    BOUNDARY,
    MAX_TOKENS,
    concepts,
    fold,
    meanings,
    read,
    unknown_words,
)


def test_at_least_five_hundred_words_mean_something() -> None:
    """The vocabulary is large enough for free prompts."""
    assert sum(meaning not in {"", BOUNDARY} for meaning in meanings().values()) >= 500


def test_every_concept_can_be_said_in_both_languages() -> None:
    """No concept is English or French only."""
    assert all(concept["en"] and concept["fr"] for concept in concepts().values())


def test_no_word_means_two_things() -> None:
    """A word belongs to one concept, or to the boundaries, or to the dropped words."""
    owners: dict[str, set[str]] = {}
    for name, concept in concepts().items():
        for word in (*concept["en"], *concept["fr"]):
            owners.setdefault(fold(word), set()).add(name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}
    assert all(meanings()[word] == next(iter(names)) for word, names in owners.items())


@pytest.mark.parametrize("word", ["la mer", "océan", "SEA", "the waves", "l'Océan", "les vagues"])
def test_synonyms_and_inflections_are_one_token(word: str) -> None:
    """French, English, accents, case and articles make no difference to a thing."""
    assert [token for token in read(word).tokens if token != BOUNDARY] == ["sea"]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("la nuit, la ville", "night, the city"),
        ("un train sous la pluie", "train under rain"),
        ("coucher de soleil sur la plage", "sunset on the beach"),
        ("une montgolfière à gauche", "a hot-air balloon on the left"),
    ],
)
def test_both_languages_are_read_alike(french: str, english: str) -> None:
    """What differs between the languages is only where the boundaries stand."""

    def things(prompt: str) -> list[str | None]:
        return [token for token in read(prompt).tokens if token != BOUNDARY]

    assert things(french) == things(english)


def test_a_boundary_keeps_colours_with_their_things() -> None:
    """Each colour shares its stretch with its own thing, before or after it."""
    assert read("a red car and a blue balloon").tokens == ("red", "car", "&", "blue", "balloon")
    assert read("une voiture rouge, un ballon bleu").tokens == (
        "car",
        "red",
        "&",
        "balloon",
        "blue",
    )


def test_unknown_words_are_told_as_written_and_once() -> None:
    """People see their own spelling of what was not understood."""
    assert unknown_words("A Zorglub, the sea, Zorglub and Éphémère") == ("Zorglub", "Éphémère")


def test_known_prompts_have_no_unknown_words() -> None:
    """Small words of both languages are not called unknown."""
    assert unknown_words("Une femme en rouge danse dans la rue, il pleut; she is alone") == ()


def test_what_does_not_fit_is_told() -> None:
    """A prompt longer than the model's sight says which words it loses."""
    reading = read(", ".join(["sea"] * 20) + ", castle")
    assert len(reading.tokens) <= MAX_TOKENS - 2
    assert reading.cut[-1] == "castle"


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No prompt breaks the reader, and it never gives more than the model can see."""
    reading = read(text)
    assert len(reading.tokens) <= MAX_TOKENS - 2
    assert all(
        token is None or token == BOUNDARY or token in concepts() for token in reading.tokens
    )
