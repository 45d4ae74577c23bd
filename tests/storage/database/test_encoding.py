"""The JSON columns: rows of an older or a newer version are read, and the log tells of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.captions import CaptionOptions, CaptionStyle
from bot.domain.cut.look import ClipLook, ShotLook
from bot.domain.errors import StorageError
from bot.domain.lyrics.line import LineShot, NewLine, Word
from bot.domain.marks.claim import Claim, Deed, Ingredient, Relation, Source
from bot.domain.votes.ballot import BallotRules, Decision, TieRule, Verdict
from storage.database.encoding import decode, encode


class Colour(StrEnum):
    """For the grown dataclass below."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Grown:
    """As a later version would have it: ``colour`` and ``inner`` came last."""

    size_px: int
    colour: Colour = Colour.BLUE
    inner: tuple[Ingredient, ...] = field(default_factory=tuple)


VALUES: Final[list[object]] = [
    ClipLook(captions=None),
    ClipLook(captions=CaptionOptions(style=list(CaptionStyle)[-1]), rate="24000/1001"),
    ShotLook(move=next(iter(Move)), focus=(0.25, 1.0)),
    BallotRules(tie=TieRule.EARLIEST, voter_ids=frozenset({2**60, 3}), deadline_s=90.5),
    Decision(Verdict.TIE, (1, 2), {0: 0, 1: 2, 2: 2, 10: 0}, 4),
    NewLine("L'été", start_s=1.5, words=(Word("L'été", 1.5),), shot=LineShot.SHARED),
    Claim(
        "take 1",
        "image/png",
        Source.TRAINED,
        facts=(("licence", "MIT"),),
        parts=(Ingredient("song", "audio/ogg", "a" * 64, Relation.INPUT),),
        deeds=(Deed("asked", ("Zoé",)),),
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_written_is_read_again(value: object) -> None:
    """Enums, sets, mappings by number, nested dataclasses and nulls; accents stay readable."""
    text = encode(value)
    assert decode(text, type(value)) == value
    assert "\\u" not in text


def test_a_row_older_than_a_field_gets_its_default() -> None:
    """``ClipLook`` as version 0.1 wrote it before captions had a size, and any look before it."""
    assert decode("{}", ClipLook) == ClipLook()
    assert decode('{"captions":{"style":"poster"}}', ClipLook).captions == CaptionOptions(
        style=CaptionStyle.POSTER
    )
    assert decode('{"size_px":3}', Grown) == Grown(3)


def test_a_field_of_another_version_is_left_out_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At any depth; the rest of the row is read."""
    text = (
        '{"size_px":3,"mood":"blue","inner":'
        '[{"title":"a","media_type":"b","sha256":"c","length_s":1.5}]}'
    )
    with caplog.at_level(logging.WARNING):
        assert (
            decode(text, Grown)
            == decode(text, Grown)
            == Grown(3, inner=(Ingredient("a", "b", "c"),))
        )
    assert [record.args for record in caplog.records] == [("Grown", "mood"), ("Grown", "length_s")]


@pytest.mark.parametrize("text", ["", "[1", '{"colour":"red"}', '{"size_px":"large"}', "[]"])
def test_what_is_no_such_value_is_a_storage_error(text: str) -> None:
    """Damaged, of another kind, or without what has no default."""
    with pytest.raises(StorageError, match="holds no Grown"):
        decode(text, Grown)


def test_what_json_cannot_hold_is_a_storage_error() -> None:
    """Nothing of the transaction is kept then."""
    with pytest.raises(StorageError, match="as JSON"):
        encode({"deed": object()})
