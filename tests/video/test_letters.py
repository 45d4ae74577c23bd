"""Letters on the picture: the right words where they should be, as data and never as commands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.cut.camera import Move
from bot.domain.cut.captions import Caption, CaptionOptions, CaptionPlace, CaptionSize, CaptionStyle
from bot.domain.cut.credits import ENGLISH, CreditRole, Credits, Title
from bot.domain.cut.formats import Aspect, Format, format_of
from bot.domain.cut.timeline import TimedLine
from bot.domain.cut.transitions import Transition
from bot.domain.lyrics.line import Word
from bot.video import ass, faces, fonts
from bot.video.ass import CLOCK_OFFSET_S, Ink, Inscription
from bot.video.assembly import Assembler
from bot.video.captions import caption_inscriptions, fitted_rows
from bot.video.cards import credit_inscriptions
from tests.video.footage import edit_of, flat, look_at, tone, unheard

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.cut.edit import Edit
    from tests.video.footage import Seen

GROUND = (30, 60, 90)
FRAME = Format(480, 270, Fraction(24))


async def shown(
    assembler: Assembler,
    folder: Path,
    line: TimedLine,
    *,
    options: CaptionOptions | None,
    frame: Format = FRAME,
    seconds: float = 2.5,
) -> tuple[Edit, Seen]:
    """A line over a plain colour, rendered and decoded."""
    edit = edit_of(
        tone(folder / "song.wav", seconds),
        seconds,
        [line],
        [flat(folder / "ground.png", GROUND)],
        frame=frame,
        move=Move.HOLD,
    )
    edit = replace(edit, captions=options)
    made = await assembler.render(edit, folder / "clip.mp4", on_progress=unheard)
    return edit, look_at(made.path)


def written(seen: Seen, frame: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which pixels differ clearly from the plain ground."""
    off = np.abs(seen.frames[frame].astype(np.int16) - np.array(GROUND, dtype=np.int16))
    return np.asarray(off.max(axis=2) > 40)


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("place", CaptionPlace)
async def test_captions_stand_where_they_were_put(
    assembler: Assembler, tmp_path: Path, style: CaptionStyle, place: CaptionPlace
) -> None:
    """Within the safe margins, in the third of the frame that was chosen, centred."""
    line = TimedLine(1, 1, "Où est l’œuvre, Ève ?", 0.0, 2.0)
    options = CaptionOptions(style, place)
    _, seen = await shown(assembler, tmp_path, line, options=options)
    rows, columns = np.nonzero(written(seen, 20))
    safe = FRAME.safe
    assert rows.size > 200
    assert rows.min() >= safe.top - 6
    assert rows.max() <= FRAME.height_px - safe.bottom + 6
    assert columns.min() >= safe.left - 6
    assert columns.max() <= FRAME.width_px - safe.right + 6
    assert (columns.min() + columns.max()) / 2 == pytest.approx(FRAME.width_px / 2, abs=6)
    middle = (rows.min() + rows.max()) / 2 / FRAME.height_px
    third = {CaptionPlace.TOP: 0, CaptionPlace.MIDDLE: 1, CaptionPlace.BOTTOM: 2}[place]
    assert third / 3 <= middle <= (third + 1) / 3


@pytest.mark.parametrize("place", CaptionPlace)
async def test_a_corner_says_its_words_in_every_frame(
    assembler: Assembler, tmp_path: Path, place: CaptionPlace
) -> None:
    """On the right, within the margins, on the other side than captions; the same in each shot."""
    edit = replace(
        edit_of(
            tone(tmp_path / "song.wav", 4.0),
            4.0,
            [TimedLine(1, 1, "", 0.0, 2.0), TimedLine(2, 2, "", 2.0)],
            [flat(tmp_path / "g.png", GROUND)] * 2,
            frame=FRAME,
            move=Move.HOLD,
        ),
        captions=CaptionOptions(place=place),
        corner="Clip fait avec l’IA",
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    first = written(seen, 1)
    assert all((written(seen, frame) ^ first).sum() < 40 for frame in (20, 46, 50, 60))
    rows, columns = np.nonzero(first)
    assert columns.min() > FRAME.width_px / 2
    assert columns.max() <= FRAME.width_px - FRAME.safe.right + 4
    low = place is CaptionPlace.TOP
    assert bool(rows.min() > FRAME.height_px / 2) is low
    assert rows.max() <= FRAME.height_px - FRAME.safe.bottom + 4


async def test_captions_can_be_off(assembler: Assembler, tmp_path: Path) -> None:
    """Without captions, nothing is written on the picture."""
    line = TimedLine(1, 1, "words nobody wants to see", 0.0, 2.0)
    _, seen = await shown(assembler, tmp_path, line, options=None)
    assert not written(seen, 20).any()


@pytest.mark.parametrize("workers", [1, 2], ids=["in one run", "one by one"])
async def test_captions_come_and_go_with_their_line(tmp_path: Path, workers: int) -> None:
    """Not a frame before the line and not a frame after it, whoever encodes them."""
    assembler = Assembler(tmp_path / "cache", workers=workers)
    edit = edit_of(
        tone(tmp_path / "song.wav", 6.0),
        6.0,
        [TimedLine(1, 1, "words", 1.0, 2.0), TimedLine(2, 2, "", 3.0)],
        [flat(tmp_path / "g.png", GROUND)] * 2,
        frame=FRAME,
        move=Move.HOLD,
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    inside = [frame for frame in range(96) if written(seen, frame).any()]
    assert 24 <= inside[0] <= 26  # the fade's first frame is nearly nothing
    assert 45 <= inside[-1] <= 47


@pytest.mark.parametrize("aspect", [Aspect.WIDE, Aspect.TALL])
async def test_long_lines_are_wrapped_inside_the_margins(
    assembler: Assembler, tmp_path: Path, aspect: Aspect
) -> None:
    """However long the line, no letter leaves the safe area of any format."""
    frame = format_of(aspect, Fraction(24), short_side_px=270)
    words = "une très longue ligne qui ne finit jamais et qui continue encore " * 3
    line = TimedLine(1, 1, words, 0.0, 2.0)
    _, seen = await shown(
        assembler, tmp_path, line, options=CaptionOptions(size=CaptionSize.LARGE), frame=frame
    )
    rows, columns = np.nonzero(written(seen, 20))
    assert columns.min() >= frame.safe.left - 6
    assert columns.max() <= frame.width_px - frame.safe.right + 6
    assert rows.max() <= frame.height_px - frame.safe.bottom + 6


async def test_karaoke_lights_up_word_by_word(assembler: Assembler, tmp_path: Path) -> None:
    """While the first word is sung it is bright and the last one still dim."""
    words = (Word("premier", 0.0), Word("second", 0.8), Word("dernier", 1.6))
    line = TimedLine(1, 1, "premier second dernier", 0.0, 2.4, None, words)
    options = CaptionOptions(CaptionStyle.CLEAN)
    _, seen = await shown(assembler, tmp_path, line, options=options, seconds=4.0)
    early, late = (seen.frames[frame].max(axis=2).astype(int) for frame in (18, 52))
    _, columns = np.nonzero(written(seen, 52))
    left = slice(columns.min(), columns.min() + 70)
    right = slice(columns.max() - 70, columns.max())
    assert early[:, left].max() > early[:, right].max() + 40
    assert late[:, right].max() > 235


@pytest.mark.parametrize(
    "text",
    [
        "{\\pos(40,20)}high up",
        "\\N\\N\\N\\N\\N\\Nline breaks",
        "{\\fs300}huge",
        "{\\p1}m 0 0 l 400 0 400 400{\\p0}",
        "a\nDialogue: 0,0:00:00.00,9:00:00.00,S0,,0,0,0,,{\\pos(40,20)}b",
        "%{pts} :x=1',drawtext=text=a",
    ],
)
async def test_people_cannot_command_the_renderer(
    assembler: Assembler, tmp_path: Path, text: str
) -> None:
    """Whatever is typed stands in the caption's place, at the caption's size."""
    line = TimedLine(1, 1, text, 0.0, 2.0)
    _, seen = await shown(assembler, tmp_path, line, options=CaptionOptions())
    rows, _ = np.nonzero(written(seen, 20))
    assert rows.size
    assert rows.min() > FRAME.height_px * 0.55


@pytest.mark.parametrize(
    "text",
    [
        "où œuvre çà",
        "שלום עולם",
        "مرحبا بالعالم",
        "🔥❤️🎸",
        "Привет, мир",
        "नमस्ते",
        "สวัสดี",
        "真夜中の電車",
        "한밤의",
    ],
)
async def test_scripts_and_emoji_have_letters(
    assembler: Assembler, tmp_path: Path, text: str
) -> None:
    """No script is shown as empty boxes: the text looks unlike the same number of boxes."""
    _, seen = await shown(
        assembler, tmp_path, TimedLine(1, 1, text, 0.0, 2.0), options=CaptionOptions()
    )
    boxes = tmp_path / "boxes"
    boxes.mkdir()
    _, missing = await shown(
        assembler,
        boxes,
        TimedLine(1, 1, re.sub(r"\S", "\U000f0000", text), 0.0, 2.0),
        options=CaptionOptions(),
    )
    one, two = written(seen, 20), written(missing, 20)
    assert one.sum() > 100
    assert (one ^ two).sum() > 0.4 * max(one.sum(), two.sum())


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا بالعالم", "मध्यरात्रि"])
def test_letters_are_never_spaced_where_they_belong_together(text: str) -> None:
    """Spaced letters tear Arabic apart and turn Hebrew round, whatever the style asks for."""
    caption = Caption(text, 0, 24)
    (one,) = caption_inscriptions([caption], CaptionOptions(CaptionStyle.POSTER), FRAME)
    assert one.ink.spacing == 0.0
    (latin,) = caption_inscriptions(
        [replace(caption, text="mots")], CaptionOptions(CaptionStyle.POSTER), FRAME
    )
    assert latin.ink.spacing > 0.0


def test_a_long_line_without_spaces_is_broken_between_its_letters() -> None:
    """Into even rows at full size; no row begins with a mark that closes the one before."""
    text = "真夜中の電車に乗って君に会いに行く、窓の外には海が見える。星が降る"
    (one,) = caption_inscriptions([Caption(text, 0, 24)], CaptionOptions(), FRAME)
    (short,) = caption_inscriptions([Caption("真夜中", 0, 24)], CaptionOptions(), FRAME)
    rows = [re.sub(r"\{[^}]*\}", "", row) for row in one.body.split("\\N")]
    assert "".join(rows) == text
    assert len(rows) == 2
    assert abs(len(rows[0]) - len(rows[1])) <= 4
    assert rows[1][0] not in "、。"
    assert one.ink.size == short.ink.size


async def test_title_and_credits_are_shown_on_a_veil(assembler: Assembler, tmp_path: Path) -> None:
    """The opening carries the title, the closing the credits; the picture steps back for both."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 10.0),
        10.0,
        [TimedLine(1, 1, "", 3.0, 6.0)],
        [flat(tmp_path / "g.png", (150, 150, 150))],
        frame=FRAME,
    )
    credits_ = Credits((CreditRole("Prompts", ("Ana", "Béa")),), (ENGLISH.disclosure,))
    edit = replace(edit, title=Title("La mer", "Les Œillets", "made with AI"), credits=credits_)
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    for frame in (40, 190):
        assert np.median(seen.grey(frame)) < 85
        assert (seen.grey(frame) > 200).sum() > 100
    assert np.median(seen.grey(110)) == pytest.approx(150, abs=4)
    assert (seen.grey(110) > 200).sum() == 0


async def test_long_before_the_end_the_last_shot_is_seen_as_it_is(
    assembler: Assembler, tmp_path: Path
) -> None:
    """However long the music goes on, credits stand for the last seconds of it."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 24.0),
        24.0,
        [TimedLine(1, 1, "", 0.0, 4.0)],
        [flat(tmp_path / "g.png", (150, 150, 150))],
        frame=FRAME,
    )
    credits_ = Credits((CreditRole("Prompts", ("Ana", "Béa")),), (ENGLISH.disclosure,))
    made = await assembler.render(
        replace(edit, credits=credits_), tmp_path / "clip.mp4", on_progress=unheard
    )
    seen = look_at(made.path)
    free, last = int(11.8 * FRAME.rate), int(15 * FRAME.rate)
    assert np.median(seen.grey(free)) == pytest.approx(150, abs=4)
    assert (seen.grey(free) > 200).sum() == 0
    assert np.median(seen.grey(last)) < 85
    assert (seen.grey(last) > 200).sum() > 100


async def test_a_still_is_the_clips_own_frame(assembler: Assembler, tmp_path: Path) -> None:
    """With its caption, camera and all; in a passage there is none."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 4.0),
        4.0,
        [TimedLine(1, 1, "La mer", 0.0, 2.0), TimedLine(2, 2, "Le port", 2.0, 4.0)],
        [flat(tmp_path / "g.png", (150, 150, 150)), flat(tmp_path / "w.png", (40, 90, 140))],
        frame=FRAME,
        transition=Transition.CROSSFADE,
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    at = int(3.0 * FRAME.rate)
    assert await assembler.still(edit, at, tmp_path / "frame.jpg")
    with Image.open(tmp_path / "frame.jpg") as picture:
        assert picture.format == "JPEG"
        seen = np.asarray(picture.convert("L"), dtype=float)
    expected = look_at(made.path).grey(at)
    assert seen.shape == expected.shape
    assert np.abs(seen - expected).mean() < 6
    assert not await assembler.still(edit, edit.passages[0].start, tmp_path / "none.jpg")


async def test_a_poster_is_the_first_frame_alone(assembler: Assembler, tmp_path: Path) -> None:
    """The picture that was chosen, without letters; the second frame is the clip's as ever."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 4.0),
        4.0,
        [TimedLine(1, 1, "", 0.0, 2.0), TimedLine(2, 2, "", 2.0, 4.0)],
        [flat(tmp_path / "g.png", (150, 150, 150)), flat(tmp_path / "w.png", (230, 230, 230))],
        frame=FRAME,
    )
    edit = replace(edit, title=Title("La mer", "", ""))
    usual = await assembler.render(edit, tmp_path / "usual.mp4", on_progress=unheard)
    poster = edit.cuts[1].source
    made = await assembler.render(
        replace(edit, poster=poster), tmp_path / "clip.mp4", on_progress=unheard
    )
    assert made.frames == usual.frames
    seen, before = look_at(made.path), look_at(usual.path)
    assert seen.grey(0).min() > 215
    for frame in (1, 40, 90):
        assert np.abs(seen.grey(frame).astype(int) - before.grey(frame)).mean() < 3


async def test_a_title_without_an_opening_stands_over_the_first_shot(
    assembler: Assembler, tmp_path: Path
) -> None:
    """A song that begins with its first line still gets its title, on a shade that goes."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 6.0),
        6.0,
        [TimedLine(1, 1, "", 0.0, 6.0)],
        [flat(tmp_path / "g.png", (150, 150, 150))],
        frame=FRAME,
    )
    edit = replace(edit, title=Title("La mer", "", ""))
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert np.median(seen.grey(40)) < 100
    assert np.median(seen.grey(110)) == pytest.approx(150, abs=4)


@pytest.mark.parametrize("opening_s", [0.0, 3.0])
async def test_the_first_frame_has_the_whole_title(
    assembler: Assembler, tmp_path: Path, opening_s: float
) -> None:
    """It is the poster in the channel: as many bright pixels as a second later."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 8.0),
        8.0,
        [TimedLine(1, 1, "", opening_s, 8.0)],
        [flat(tmp_path / "g.png", (150, 150, 150))],
        frame=FRAME,
    )
    edit = replace(edit, title=Title("La mer toujours", "Les Œillets", "made with AI"))
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    first, later = ((seen.grey(frame) > 180).sum() for frame in (0, 36))
    assert later > 100
    assert first == pytest.approx(later, rel=0.1)
    assert np.median(seen.grey(0)) == pytest.approx(np.median(seen.grey(36)), abs=4)


async def test_the_last_words_are_seen_under_the_credits(
    assembler: Assembler, tmp_path: Path
) -> None:
    """A song that ends on singing: its last caption stays to the end, clear of the credits."""
    edit = edit_of(
        tone(tmp_path / "song.wav", 8.0),
        8.0,
        [TimedLine(1, 1, "la mer", 0.0, 3.0), TimedLine(2, 2, "et la nuit", 5.0, 8.0)],
        [flat(tmp_path / f"{k}.png", (60, 60, 60)) for k in range(2)],
        frame=FRAME,
    )
    credits_ = Credits((CreditRole("Prompts", ("Ana", "Béa")),), (ENGLISH.disclosure,))
    with_credits = replace(edit, credits=credits_)
    made = await assembler.render(with_credits, tmp_path / "clip.mp4", on_progress=unheard)
    silent = replace(with_credits, captions=None)
    bare = await assembler.render(silent, tmp_path / "bare.mp4", on_progress=unheard)
    foot = slice(int(FRAME.height_px * 0.8), None)
    for frame in (150, 175):
        words, nothing = (look_at(clip.path).grey(frame) for clip in (made, bare))
        assert (words[foot] > 180).sum() > (nothing[foot] > 180).sum() + 30


@given(text=st.text(max_size=60))
def test_escaped_text_opens_no_command(text: str) -> None:
    """No brace is left bare, no backslash meets a letter, no line ends."""
    told = ass.escape(text)
    assert not re.search(r"(?<!\\)[{}]", told)
    assert not re.search(r"\\[^{}\u2060]", told)
    assert "\n" not in told
    assert "\r" not in told


@given(
    frame=st.integers(0, 20_000),
    rate=st.sampled_from([Fraction(24000, 1001), Fraction(24), Fraction(30), Fraction(60)]),
)
def test_words_switch_on_exactly_at_their_frame(frame: int, rate: Fraction) -> None:
    """ASS times fall between the frame before and the frame itself, whatever the rounding."""
    mark = Inscription(frame, frame + 1, Ink(faces.TEXT, 20), "x", 2, (1, 1), frozenset())
    text, _ = ass.document([mark], Format(640, 360, rate), 0)
    times = re.findall(r"(\d+):(\d\d):(\d\d)\.(\d\d)", text)[:2]
    shown_at = [
        Fraction(int(h) * 3600 + int(m) * 60 + int(s)) + Fraction(int(c), 100)
        for h, m, s, c in times
    ]
    start = Fraction(ass.offset_frames(rate) + frame) / rate
    assert start - 1 / rate < shown_at[0] <= start
    assert start < shown_at[1] <= start + 1 / rate
    assert ass.offset_frames(rate) / rate >= CLOCK_OFFSET_S


def test_every_face_is_there() -> None:
    """All fonts that are named come with the install."""
    for face in faces.ALL:
        assert face.path.is_file()
        assert 1.0 < faces.ass_size(face) < 2.2


def test_a_word_too_wide_for_the_frame_is_broken() -> None:
    """An endless word goes on in the next row; nothing is cut off, nothing becomes a hairline."""
    frame = format_of(Aspect.TALL, Fraction(24))
    rows, size = fitted_rows("a" * 120, Ink(faces.TEXT, 50.0), frame, 3)
    room = frame.width_px - frame.safe.left - frame.safe.right
    assert "".join(rows) == "a" * 120
    assert len(rows) > 1
    assert size >= 50.0 * 0.45
    assert all(fonts.width(row, faces.TEXT, size) <= room + 1 for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "เที่ยงคืนนี้ฉันนั่งรถไฟไปหาเธอที่ริมทะเลเพราะคิดถึงมากเหลือเกินในคืนที่ฝนตก",
        "夜行列車に乗って、きみのいる港町まで行こう。“midnight train” を追いかけて…",
        "한밤중기차를타고바다가보이는항구까지너를만나러갈거야정말로꼭갈거야오늘밤에",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikbesitzerwitwe lacht",
    ],
)
def test_long_lines_of_any_script_keep_their_size_and_their_letters_whole(text: str) -> None:
    """Rows end where the script lets them: never before a vowel sign or a closing mark."""
    frame = format_of(Aspect.TALL, Fraction(24))
    rows, size = fitted_rows(text, Ink(faces.TEXT, 50.0), frame, 3)
    assert "".join(rows) == text
    assert size >= 50.0 * 0.45
    for row in rows[1:]:
        assert unicodedata.category(row[0]) not in {"Mn", "Mc", "Pe", "Pf", "Po"}


def test_a_short_caption_is_seen_for_most_of_its_time() -> None:
    """Fades take at most a quarter each: a line of 40 ms is not a ghost."""
    (one,) = caption_inscriptions([Caption("ah", 0, 1)], CaptionOptions(), FRAME)
    (usual,) = caption_inscriptions([Caption("ah", 0, 99)], CaptionOptions(), FRAME)
    fades = [int(re.findall(r"\\fad\((\d+)", mark.body)[0]) for mark in (one, usual)]
    assert fades[0] <= 1000 / float(FRAME.rate) / 4
    assert fades[1] == 140


def test_captions_at_a_time_never_overlap() -> None:
    """The upper one stands above all rows of the lower one, and both are set smaller."""
    low = Caption("a line that is long enough to be set in two rows of letters at least", 0, 90)
    high = replace(low, text="short", start=30, end=60, slot=1)
    alone = caption_inscriptions([low], CaptionOptions(), FRAME)[0]
    under, over = caption_inscriptions([low, high], CaptionOptions(), FRAME)
    assert under.ink.size < alone.ink.size
    rows = under.body.count("\\N") + 1
    assert under.place[1] - over.place[1] >= rows * under.ink.size


def test_karaoke_counts_syllables_and_letters() -> None:
    """Each piece has its own time, in centiseconds, and the words stay as written."""
    caption = Caption("Har·bour", 0, 48, ((0, 0), (4, 24)))
    (one,) = caption_inscriptions([caption], CaptionOptions(), FRAME)
    length = round(24 / FRAME.rate * 100)
    assert f"{{\\kf{length}}}Har·{{\\kf{length}}}bour" in one.body


def test_the_letters_say_which_way_a_line_runs() -> None:
    """-1 lets libass see it; 1 sets the full stop of an Arabic line at the wrong end."""
    mark = Inscription(0, 1, Ink(faces.TEXT, 20), "x", 2, (1, 1), frozenset())
    style = next(
        row for row in ass.document([mark], FRAME, 0)[0].splitlines() if row.startswith("Style: ")
    )
    assert style.endswith(",-1")


def test_each_letter_is_in_a_face_that_has_it() -> None:
    """Whole keycaps, both brackets of an Arabic line in one face, compatible forms if need be."""
    assert fonts.runs("1\ufe0f\u20e3", faces.TEXT) == ((faces.EMOJI, "1\ufe0f\u20e3"),)
    arabic = dict.fromkeys(
        face for face, part in fonts.runs("(ليل)", faces.TEXT) if "ل" not in part
    )
    assert len(arabic) == 1
    for text in ("ΜΕΣΆΝΥΧΤΑ", "Ǆ", "㎏", "e\u0301", "🚂", "↔ ★"):
        assert all(faces.has(face, part) for face, part in fonts.runs(text, faces.POSTER)), text


def test_letters_that_no_face_has_are_named_once() -> None:
    """A person learns of them before the clip shows empty boxes."""
    assert fonts.undrawable("𒀀 and 𒀀, \U000f0000") == ("𒀀", "\U000f0000")
    assert fonts.undrawable("L’été, 真夜中, полночь, ไทย, ᚠᛖ, བོད, 1️⃣ ❤️ 🚂") == ()


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (720, 720)])
@pytest.mark.parametrize("seconds", [6, 12])
def test_credits_of_many_people_are_told_on_pages(size: tuple[int, int], seconds: int) -> None:
    """Each name once, in letters that can be read, inside the frame, and each page for a while."""
    frame = Format(*size, FRAME.rate)
    names = tuple(f"Jean-Christophe de la Tour {number}" for number in range(24))
    roles = (CreditRole("Prompts", names[:6]), CreditRole("Votes", names))
    marks = credit_inscriptions(
        Credits(roles, (ENGLISH.disclosure,)), frame, (0, int(seconds * FRAME.rate)), scrim=False
    )
    shown = [mark for mark in marks if "Tour" in mark.body]
    told = " ".join(mark.body for mark in shown)
    assert told.count("Tour") == 30
    assert min(mark.ink.size for mark in shown) >= 0.024 * 720
    assert max(mark.place[1] for mark in shown) < frame.height_px - frame.safe.bottom
    pages = sorted({(mark.start, mark.end) for mark in shown})
    assert min(end - start for start, end in pages) >= 1.2 * FRAME.rate
