"""The finished clip, decoded: every frame there, every cut in its place, sound in time."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.edit import Codec, EncoderSettings, Metadata
from bot.domain.cut.formats import RATES, Aspect, Format, format_of
from bot.domain.cut.source import Still
from bot.domain.cut.timeline import ShotKind
from bot.domain.cut.transitions import Transition
from bot.video.assembly import Assembler
from tests.video.footage import (
    SMALL,
    edit_of,
    flat,
    lines_at,
    look_at,
    textured,
    tone,
    unheard,
    with_encoder,
    write_wav,
)

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = [(200, 40, 40), (40, 190, 60), (50, 70, 210), (210, 200, 40), (180, 50, 190)]


def near(colour: tuple[int, int, int], other: tuple[int, int, int], within: int = 14) -> bool:
    """Whether two colours are the same but for what encoding costs."""
    return all(abs(a - b) <= within for a, b in zip(colour, other, strict=True))


@pytest.mark.parametrize("workers", [1, 2], ids=["in one run", "one by one"])
@pytest.mark.parametrize("rate", [RATES["23.976"], RATES["25"], RATES["60"]], ids=str)
async def test_every_cut_is_where_its_line_is(tmp_path: Path, rate: Fraction, workers: int) -> None:
    """Pictures on both sides of every boundary are the right ones, and no time stamp is off.

    A single worker has one encoder make all of it; two share it segment by segment.
    """
    assembler = Assembler(tmp_path / "cache", workers=workers)
    pictures = [flat(tmp_path / f"{k}.png", COLOURS[k % 5]) for k in range(8)]
    starts = [k * 0.71 + 0.013 * k * k for k in range(8)]
    song = tone(tmp_path / "song.wav", 7.3)
    edit = edit_of(
        song,
        7.3,
        lines_at(starts),
        pictures,
        frame=Format(128, 72, rate),
        transition=Transition.CUT,
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert seen.rate == rate
    assert len(seen.frames) == made.frames == round(Fraction(7.3) * rate)
    assert [b - a for a, b in itertools.pairwise(seen.times)] == [1 / rate] * (made.frames - 1)
    fading = made.frames - round(1.1 * rate)
    for shot in edit.timeline.shots:
        if shot.kind is ShotKind.LINE and shot.line is not None:
            wanted = COLOURS[(shot.line.number - 1) % 5]
            assert near(seen.colour(shot.start), wanted)
            assert near(seen.colour(min(shot.end - 1, fading)), wanted)


async def test_no_frame_is_black_doubled_or_missing(assembler: Assembler, tmp_path: Path) -> None:
    """While the camera moves, every frame differs from the one before, joins included."""
    pictures = [textured(tmp_path / f"{k}.png", k) for k in range(4)]
    song = tone(tmp_path / "song.wav", 8.0)
    edit = edit_of(
        song,
        8.0,
        lines_at([0, 2, 4, 6]),
        pictures,
        move=Move.PAN_LEFT,
        transition=Transition.CROSSFADE,
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    greys = [seen.grey(k) for k in range(made.frames - 24)]
    assert min(float(grey.mean()) for grey in greys) > 80
    inside = [
        float(np.abs(b - a).mean())
        for k, (a, b) in enumerate(itertools.pairwise(greys))
        # The first and last frames of a shot move least: the camera starts and ends at rest.
        if all(abs(k - shot.start) > 4 for shot in edit.timeline.shots)
    ]
    assert min(inside) > 0.15


async def test_sound_and_picture_stay_together_for_four_minutes(
    assembler: Assembler, tmp_path: Path
) -> None:
    """Clicks against flashes: within 10 ms at the start, in the middle and at the end."""
    rate_hz, seconds = 44_100, 240.0
    moments = [2.0, 60.5, 120.25, 180.125, 237.5]
    clicks = np.zeros(round(seconds * rate_hz))
    for moment in moments:
        at = round(moment * rate_hz)
        clicks[at : at + 400] = 0.8 * np.sin(2 * np.pi * 2000 * np.arange(400) / rate_hz)
    song = write_wav(tmp_path / "clicks.wav", clicks, rate_hz)
    dark, light = flat(tmp_path / "d.png", (20, 20, 20)), flat(tmp_path / "l.png", (235, 235, 235))
    starts = [0.0, *itertools.chain(*((moment, moment + 1.0) for moment in moments))]
    edit = edit_of(
        song,
        seconds,
        lines_at(starts),
        [dark, *[light, dark] * len(moments)],
        frame=Format(64, 64, Fraction(24)),
        move=Move.HOLD,
        transition=Transition.CUT,
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    light_at = [float(frame.mean()) > 128 for frame in seen.frames]
    flashes = [k / 24 for k in range(1, len(light_at)) if light_at[k] and not light_at[k - 1]]
    loud = np.flatnonzero(np.abs(seen.sound) > 0.3)
    heard = loud[np.flatnonzero(np.diff(loud, prepend=-48_000) > 24_000)] / 48_000
    assert len(flashes) == len(heard) == len(moments)
    assert np.abs(np.array(flashes) - heard).max() < 0.010
    assert seen.sound_s == pytest.approx(240.0, abs=1 / 24)


@pytest.mark.parametrize(
    ("transition", "middle"),
    [
        (Transition.CROSSFADE, (125, 115, 50)),
        (Transition.DIP_BLACK, (10, 10, 10)),
        (Transition.DIP_WHITE, (245, 245, 245)),
    ],
)
async def test_a_fade_is_halfway_at_its_cut(
    assembler: Assembler, tmp_path: Path, transition: Transition, middle: tuple[int, int, int]
) -> None:
    """Around the cut the fade is at its middle; before and after it there is one shot only."""
    pictures = [flat(tmp_path / "a.png", COLOURS[0]), flat(tmp_path / "b.png", COLOURS[1])]
    song = tone(tmp_path / "song.wav", 4.0)
    edit = edit_of(song, 4.0, lines_at([0, 1.5]), pictures, transition=transition)
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    (passage,) = (one for one in edit.passages if one.before == 0)
    assert near(seen.colour(passage.start - 1), COLOURS[0])
    assert near(seen.colour(36), middle, within=32)
    assert near(seen.colour(passage.end), COLOURS[1])


async def test_a_wipe_reaches_one_side_first(assembler: Assembler, tmp_path: Path) -> None:
    """Halfway through a wipe, one side is the new shot and the other still the old one."""
    pictures = [flat(tmp_path / "a.png", (20, 20, 20)), flat(tmp_path / "b.png", (230, 230, 230))]
    song = tone(tmp_path / "song.wav", 4.0)
    edit = edit_of(song, 4.0, lines_at([0, 1.5]), pictures, transition=Transition.LUMA_WIPE)
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    middle = seen.grey(36)
    assert middle[:, :30].mean() > 200
    assert middle[:, -30:].mean() < 60


async def test_a_whip_blurs_along_its_way(assembler: Assembler, tmp_path: Path) -> None:
    """In the middle of a whip there is detail across the motion, hardly any along it."""
    pictures = [textured(tmp_path / "a.png", 1), textured(tmp_path / "b.png", 2)]
    song = tone(tmp_path / "song.wav", 4.0)
    edit = edit_of(song, 4.0, lines_at([0, 1.5]), pictures, transition=Transition.WHIP)
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    slope_y, slope_x = np.gradient(seen.grey(36))
    assert np.abs(slope_x).mean() < 0.5 * np.abs(slope_y).mean()


async def test_a_clip_ends_in_black(assembler: Assembler, tmp_path: Path) -> None:
    """The last second fades out; the last frame is black."""
    song = tone(tmp_path / "song.wav", 3.0)
    picture = flat(tmp_path / "a.png", (200, 200, 200))
    edit = edit_of(song, 3.0, lines_at([0]), [picture])
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    assert seen.colour(71) < (4, 4, 4)
    assert near(seen.colour(40), (200, 200, 200))


@pytest.mark.parametrize("aspect", Aspect)
async def test_the_same_edit_fills_every_format(
    assembler: Assembler, tmp_path: Path, aspect: Aspect
) -> None:
    """A picture of any shape fills any frame, the focus in sight, no bar at any edge."""
    path = tmp_path / "wide.png"
    textured(path, 5, (640, 360))
    frame = format_of(aspect, Fraction(24), short_side_px=144)
    song = tone(tmp_path / "song.wav", 1.5)
    edit = edit_of(song, 1.5, lines_at([0]), [Still(path, focus=(0.9, 0.5))], frame=frame)
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert seen.frames[0].shape == (frame.height_px, frame.width_px, 3)
    for edge in (seen.grey(2)[:2], seen.grey(2)[-2:], seen.grey(2)[:, :2], seen.grey(2)[:, -2:]):
        assert edge.mean() > 40


async def test_a_panorama_is_shown_whole_on_a_blur(assembler: Assembler, tmp_path: Path) -> None:
    """When a crop would leave too little, the whole picture stands on a blurred copy."""
    path = tmp_path / "panorama.png"
    textured(path, 6, (1600, 200))
    song = tone(tmp_path / "song.wav", 1.5)
    edit = edit_of(
        song,
        1.5,
        lines_at([0]),
        [Still(path)],
        frame=Format(144, 256, Fraction(24)),
        move=Move.HOLD,
    )
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    detail = np.abs(np.gradient(seen.grey(2))[1]).mean(axis=1)
    assert detail[122:134].mean() > 3 * detail[20:60].mean()


async def test_the_file_says_what_it_is(assembler: Assembler, tmp_path: Path) -> None:
    """Colours tagged, 4:2:0, metadata kept, and the index in front for players that stream."""
    song = tone(tmp_path / "song.wav", 1.5)
    picture = flat(tmp_path / "a.png", COLOURS[0])
    edit = replace(
        edit_of(song, 1.5, lines_at([0]), [picture]),
        metadata=Metadata(
            "Ça ; brûle",
            "Les Œillets",
            "made with AI, directed by people",
            "OpenRAIL",
            "Votes: Ana",
        ),
    )
    out = tmp_path / "clip.mp4"
    await assembler.render(edit, out, on_progress=unheard)
    seen = look_at(out)
    assert seen.colours == (1, 1, 1, 1)
    assert seen.pixel_format == "yuv420p"
    told = {
        name: seen.metadata[name]
        for name in ("title", "artist", "comment", "copyright", "description")
    }
    assert told == {
        "title": "Ça ; brûle",
        "artist": "Les Œillets",
        "comment": "made with AI, directed by people",
        "copyright": "OpenRAIL",
        "description": "Votes: Ana",
    }
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


async def test_pictures_keep_their_colours(assembler: Assembler, tmp_path: Path) -> None:
    """From PNG to screen and back, a colour is the colour it was (BT.709 all the way)."""
    song = tone(tmp_path / "song.wav", 6.0)
    pictures = [flat(tmp_path / f"{k}.png", colour) for k, colour in enumerate(COLOURS)]
    edit = edit_of(
        song, 6.0, lines_at(range(5)), pictures, move=Move.HOLD, transition=Transition.CUT
    )
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    for k, colour in enumerate(COLOURS):
        assert near(seen.colour(24 * k + 6), colour, within=4)


@pytest.mark.parametrize(
    ("codec", "named"), [(Codec.AV1, "dav1d"), (Codec.VP9, "vp9")], ids=["av1", "vp9"]
)
async def test_other_encoders_make_the_same_clip(
    assembler: Assembler, tmp_path: Path, codec: Codec, named: str
) -> None:
    """SVT-AV1 and VP9 keep count of frames and cuts too."""
    song = tone(tmp_path / "song.wav", 3.0)
    pictures = [flat(tmp_path / "a.png", COLOURS[0]), flat(tmp_path / "b.png", COLOURS[1])]
    edit = with_encoder(
        edit_of(song, 3.0, lines_at([0, 1]), pictures, transition=Transition.CUT),
        EncoderSettings(codec=codec),
    )
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert named in seen.codec
    assert len(seen.frames) == 72
    assert near(seen.colour(23), COLOURS[0])
    assert near(seen.colour(24), COLOURS[1])


async def test_one_frame_shots_are_all_there(assembler: Assembler, tmp_path: Path) -> None:
    """A strobe of one-frame shots shows each of them once."""
    pictures = [flat(tmp_path / f"{k}.png", COLOURS[k % 5]) for k in range(12)]
    song = tone(tmp_path / "song.wav", 3.0)
    edit = edit_of(song, 3.0, lines_at([k / 24 for k in range(12)]), pictures)
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert len(seen.frames) == 72
    assert all(near(seen.colour(k), COLOURS[k % 5]) for k in range(12))


async def test_a_span_shows_whole_shots_with_their_sound(
    assembler: Assembler, tmp_path: Path
) -> None:
    """A preview from the middle of the song begins with a shot, and is heard from there."""
    rate_hz = 48_000
    sound = np.zeros(8 * rate_hz)
    sound[4 * rate_hz : 4 * rate_hz + 2000] = 0.8
    song = write_wav(tmp_path / "song.wav", sound, rate_hz)
    pictures = [flat(tmp_path / f"{k}.png", COLOURS[k]) for k in range(4)]
    whole = edit_of(song, 8.0, lines_at([0, 2, 4, 6]), pictures, transition=Transition.CUT)
    edit = replace(whole, span=(whole.timeline.frame_of(2.5), whole.timeline.frame_of(4.5)))
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    assert made.frames == len(seen.frames) == 96
    assert near(seen.colour(0), COLOURS[1])
    assert near(seen.colour(48), COLOURS[2])
    assert np.flatnonzero(np.abs(seen.sound) > 0.3)[0] / rate_hz == pytest.approx(2.0, abs=0.01)
    assert seen.sound_s == pytest.approx(4.0, abs=1 / 24)


async def test_time_before_and_after_the_song_is_silent(
    assembler: Assembler, tmp_path: Path
) -> None:
    """A title before the song delays the sound with the picture."""
    from bot.domain.cut.edit import compose  # noqa: PLC0415
    from bot.domain.cut.timeline import lay_out  # noqa: PLC0415

    song = tone(tmp_path / "song.wav", 3.0)
    lines = lines_at([0.0, 1.5])
    timeline = lay_out(lines, 3.0, SMALL.rate, lead_s=2.0, tail_s=1.0)
    pictures = {line.id: flat(tmp_path / f"{line.id}.png", COLOURS[0]) for line in lines}
    edit = with_encoder(compose(timeline, SMALL, song, pictures))
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    loud = np.flatnonzero(np.abs(seen.sound) > 0.05) / 48_000
    assert loud[0] == pytest.approx(2.0, abs=0.01)
    assert loud[-1] == pytest.approx(5.0, abs=0.03)
    assert len(seen.frames) == 144
