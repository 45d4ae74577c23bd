"""Words that a server refuses, and people whose style is asked for."""

from __future__ import annotations

import pytest

from bot.domain.marks.guarding import imitated, names_in, refused_word

ASKED = [
    ("a boat in the style of Ada Example", "Ada Example"),
    ("in the manner of Ada van der Example, at night", "Ada van der Example"),
    ("un bateau à la manière d’Ada Exemple", "Ada Exemple"),
    ("dans le style d'Élodie Exemple", "Élodie Exemple"),
    ("dans le style de Ada Exemple, au soir", "Ada Exemple"),
    ("art by Ada Example", "Ada Example"),
    ("photographed by A. D. Example", "A. D. Example"),
    ("in Ada Example’s style", "Ada Example"),
    ("in Example's style", "Example"),
    ("In the style of van Example", "van Example"),
]
NOT_ASKED = [
    "in the style of watercolour",
    "dans le style d’une affiche",
    "à la manière d’un rêve",
    "in the style of Art Nouveau",
    "dans le style de la Renaissance",
    "Ada stands by the sea",
    "a house by Night River",
    "un train par la Loire",
    "style of old maps",
    "",
]


@pytest.mark.parametrize(("text", "name"), ASKED)
def test_a_person_s_style_is_noticed(text: str, name: str) -> None:
    """In English and in French, by the words before the name and its capital."""
    assert imitated([text], ()) == (name,)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_materials_schools_and_places_are_no_person(text: str) -> None:
    """Nobody is warned of watercolour."""
    assert imitated([text], ()) == ()


def test_a_listed_name_is_noticed_anywhere_and_however_written() -> None:
    """Small letters, without accents, beside other words; not inside one."""
    listed = ("Élodie Exemple",)
    assert imitated(["ELODIE   exemple colours, a boat"], listed) == listed
    assert imitated(["elodie-exemple"], listed) == listed
    assert imitated(["melodie exemples"], listed) == ()
    assert imitated(["in the style of Élodie Exemple"], listed) == listed


def test_each_person_is_named_once() -> None:
    """By the longer name where both are there."""
    text = "in the style of Exemple, à la manière d’Élodie Exemple"
    assert imitated([text], ("Élodie Exemple",)) == ("Élodie Exemple",)


def test_a_refused_word_is_one_of_its_own() -> None:
    """Not a part of another word; capitals and accents make no difference; phrases count."""
    assert refused_word(["Épée au clair"], ["epee"]) == "epee"
    assert refused_word(["a sword"], ["word"]) is None
    assert refused_word(["a bare   KNIFE!"], ["bare knife"]) == "bare knife"
    assert refused_word(["anything"], ["", "  ", "#"]) is None


def test_a_list_is_a_name_a_line_with_remarks() -> None:
    """Empty lines and repeats are left out."""
    assert names_in("# all\n Ada  Example # asked\n\nAda Example\nBo\n") == ("Ada Example", "Bo")
