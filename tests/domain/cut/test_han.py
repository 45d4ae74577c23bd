"""Whose forms of Han characters a line is drawn in."""

from __future__ import annotations

import pytest

from bot.domain.cut.han import Han, forms_around, forms_of


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("夜の駅で君を待つ", Han.JAPAN),
        ("トウキョウ", Han.JAPAN),
        ("밤의 驛에서", Han.KOREA),
        ("我们在桥上等你", Han.CHINA),
        ("我們在橋上等你", Han.TAIWAN),
        ("佢哋喺橋上等你", Han.HONG_KONG),
        ("桜駅", Han.JAPAN),
        ("天空", Han.CHINA),
        ("lanterns", Han.CHINA),
    ],
)
def test_letters_tell_their_country(text: str, forms: Han) -> None:
    """Kana and hangul at once, Han by whose standard has all of them."""
    assert forms_of(text) == forms


@pytest.mark.parametrize(
    ("lines", "around"),
    [
        (["天空", "夜の駅", "lanterns"], Han.JAPAN),
        (["天空", "밤의 역", "하늘"], Han.KOREA),
        (["天空", "我们在桥上"], Han.CHINA),
        (["天空", "我們在橋上"], Han.TAIWAN),
        (["lanterns"], None),
    ],
)
def test_the_song_tells_where_a_line_does_not(lines: list[str], around: Han | None) -> None:
    """One line of 天空 is drawn as the lines around it."""
    assert forms_around(lines) == around
    assert forms_of("天空", around) == (around or Han.CHINA)


def test_a_translation_has_its_own_country() -> None:
    """Letters that the song's country does not have are not drawn in its forms."""
    assert forms_of("我们在桥上等你", Han.JAPAN) == Han.CHINA
