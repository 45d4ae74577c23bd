"""The edit: house rules applied, people's choices kept; formats and credits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.credits import (
    ENGLISH,
    FRENCH,
    CreditRole,
    CreditsMode,
    Disclosure,
    Team,
    corner_of,
    credits_of,
    people_in_words,
    title_of,
    wording,
)
from bot.domain.cut.edit import compose
from bot.domain.cut.formats import RATES, Aspect, Format, format_of
from bot.domain.cut.roles import read_roles
from bot.domain.cut.source import Still
from bot.domain.cut.timeline import TimedLine, lay_out
from bot.domain.cut.transitions import Transition

RATE = Fraction(24)
LINES = [TimedLine(10 + k, k + 1, "words", 3.0 + 3 * k, None, "verse") for k in range(3)]
TIMELINE = lay_out(LINES, 20.0, RATE)
WIDE = format_of(Aspect.WIDE, RATE)
TEAM = Team(
    "La mer",
    "Les Œillets",
    ("Béa",),
    ("Dov",),
    ("Chen",),
    ("Ana",),
    "sd",
    "OpenRAIL",
    "LAION",
)


def test_every_shot_shows_its_lines_picture() -> None:
    """The opening borrows the first line's picture, the closing the last one's."""
    pictures = {10 + k: Still(Path(f"{k}.png")) for k in range(3)}
    edit = compose(TIMELINE, WIDE, Path("song.wav"), pictures)
    shown = [cut.source.path.stem for cut in edit.cuts if cut.source is not None]
    assert shown == ["0", "0", "1", "2", "2"]


def test_a_line_without_a_winner_has_no_picture() -> None:
    """What is missing stays missing; it is not filled with a neighbour's picture."""
    edit = compose(TIMELINE, WIDE, Path("song.wav"), {10: Still(Path("0.png"))})
    assert [cut.source is None for cut in edit.cuts] == [False, False, True, True, True]


def test_what_people_set_is_in_the_edit() -> None:
    """Moves and transitions are set by line."""
    edit = compose(
        TIMELINE,
        WIDE,
        Path("song.wav"),
        {},
        moves={11: Move.HOLD},
        transitions={11: Transition.WHIP},
    )
    assert edit.cuts[2].move is Move.HOLD
    assert [passage.kind for passage in edit.passages if passage.before == 1] == [Transition.WHIP]


def test_another_winner_changes_nothing_else() -> None:
    """Cameras and transitions don't depend on which picture won."""
    one = compose(TIMELINE, WIDE, Path("s"), {10: Still(Path("a"))})
    two = compose(TIMELINE, WIDE, Path("s"), {10: Still(Path("b"))})
    assert [cut.move for cut in one.cuts] == [cut.move for cut in two.cuts]
    assert one.passages == two.passages


def test_a_clip_without_lines_can_be_composed() -> None:
    """An instrumental has one shot and no picture."""
    edit = compose(lay_out([], 5.0, RATE), WIDE, Path("s"), {})
    assert [cut.source for cut in edit.cuts] == [None]


def test_rates_must_agree() -> None:
    """A timeline counted at 24 can't be played at 30."""
    with pytest.raises(ValueError, match="cannot fill"):
        compose(TIMELINE, format_of(Aspect.WIDE, RATES["30"]), Path("s"), {})


@pytest.mark.parametrize(
    ("aspect", "short_side_px", "size"),
    [
        (Aspect.WIDE, 720, (1280, 720)),
        (Aspect.WIDE, 1080, (1920, 1080)),
        (Aspect.TALL, 720, (720, 1280)),
        (Aspect.SQUARE, 720, (720, 720)),
        (Aspect.PORTRAIT, 720, (720, 900)),
        (Aspect.WIDE, 360, (640, 360)),
    ],
)
def test_formats_have_the_size_people_expect(
    aspect: Aspect, short_side_px: int, size: tuple[int, int]
) -> None:
    """720p is 720 lines in 16:9, and 720 columns in a tall clip."""
    made = format_of(aspect, RATE, short_side_px=short_side_px)
    assert (made.width_px, made.height_px) == size


@pytest.mark.parametrize("size", [(1281, 720), (1280, 32), (10000, 720)])
def test_impossible_frames_are_refused(size: tuple[int, int]) -> None:
    """4:2:0 needs even sides, and nobody plays postage stamps or walls."""
    with pytest.raises(ValueError, match="frame's side"):
        Format(*size, RATE)


def test_tall_clips_keep_text_clear_of_the_players_buttons() -> None:
    """Feeds cover more of the bottom than a television does."""
    tall, wide = format_of(Aspect.TALL, RATE), WIDE
    assert tall.safe.bottom / tall.height_px > 2 * wide.safe.bottom / wide.height_px


def test_full_credits_name_everyone_and_the_model() -> None:
    """Who wrote, voted and decided; with what, under which licence; made with AI."""
    made = credits_of(TEAM, FRENCH, CreditsMode.FULL)
    assert made is not None
    named = {name for role in made.roles for name in role.names}
    assert named == {"Les Œillets", "Ana", "Béa", "Dov", "Chen"}
    assert made.small_print[0] == FRENCH.disclosure
    assert "OpenRAIL" in " ".join(made.small_print)
    assert "LAION" in " ".join(made.small_print)


def test_short_credits_still_disclose() -> None:
    """However short, they say that it was made with AI, by whom, and the licence."""
    made = credits_of(TEAM, ENGLISH, CreditsMode.SHORT)
    assert made is not None
    assert [role.heading for role in made.roles] == [ENGLISH.prompts, ENGLISH.direction]
    assert ENGLISH.disclosure in made.small_print
    assert credits_of(TEAM, ENGLISH, CreditsMode.OFF) is None


def test_a_crowd_is_named_as_far_as_it_can_be_read() -> None:
    """Twenty-three names and how many more there were; nobody is dropped without a word."""
    crowd = tuple(f"P{k}" for k in range(100))
    made = credits_of(Team("La mer", voters=crowd), ENGLISH, CreditsMode.FULL)
    assert made is not None
    assert made.roles[0].names == (*crowd[:23], "and 77 more")


def test_the_title_discloses_too() -> None:
    """The first thing people read says how the clip was made, if there is a title at all."""
    title = title_of(TEAM, FRENCH)
    assert title is not None
    assert title.note == FRENCH.disclosure
    assert title_of(TEAM, FRENCH, CreditsMode.OFF) is None


def test_the_file_names_its_people_by_what_they_did() -> None:
    """Prompts, takes, votes and direction, each with its names."""
    told = people_in_words(TEAM, FRENCH)
    assert "Scénario: Béa; Prises: Dov; Votes: Chen; Réalisation: Ana" in told


def test_roles_that_were_written_stand_in_all_credits() -> None:
    """As they were written, short or full, in the picture and in the file."""
    team = replace(TEAM, roles=read_roles("Words: Zoé\nGuitar:\nScript: Béa, Dov"))
    for mode in (CreditsMode.SHORT, CreditsMode.FULL):
        made = credits_of(team, ENGLISH, mode)
        assert made is not None
        assert made.roles == (
            CreditRole("Words", ("Zoé",)),
            CreditRole("Script", ("Béa", "Dov")),
        )
    assert people_in_words(team, ENGLISH) == "Words: Zoé; Script: Béa, Dov"


def test_wording_follows_the_clips_language() -> None:
    """French where French is asked for, English for what we don't speak."""
    assert wording("fr-CA") is FRENCH
    assert wording("de") is ENGLISH


def test_a_clip_says_itself_that_it_was_made_with_ai() -> None:
    """Under its title and in its credits; in a corner where it has no title, or all the time."""
    full, off = CreditsMode.FULL, CreditsMode.OFF
    said = FRENCH.disclosure
    title = title_of(TEAM, FRENCH, full)
    assert title is not None
    assert title.note == said
    assert corner_of(FRENCH, full, Disclosure.TITLE) == ""
    assert corner_of(FRENCH, off, Disclosure.TITLE) == said
    assert corner_of(FRENCH, full, Disclosure.CORNER) == said


def test_switched_off_the_clip_says_nothing_of_it() -> None:
    """Neither in title nor credits nor corner; the licence of the model stays."""
    quiet = Disclosure.OFF
    title = title_of(TEAM, ENGLISH, CreditsMode.FULL, quiet)
    credits_ = credits_of(TEAM, ENGLISH, CreditsMode.FULL, quiet)
    assert title is not None
    assert credits_ is not None
    assert title.note == ""
    assert ENGLISH.disclosure not in credits_.small_print
    assert any(ENGLISH.licence in row for row in credits_.small_print)
    assert corner_of(ENGLISH, CreditsMode.OFF, quiet) == ""
