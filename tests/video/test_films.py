"""Films as shots: which of their frames is seen when, and that nothing is doubled or missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from PIL import Image

from bot.domain.cut.camera import Move
from bot.domain.cut.edit import EncoderSettings
from bot.domain.cut.source import Film, FilmFit, Fit, Reel
from bot.domain.cut.transitions import Transition
from bot.video.films import FilmReader
from bot.video.graph import KEY_FRAMES
from tests.video.footage import edit_of as quick_edit
from tests.video.footage import flat, lines_at, look_at, tone, unheard, with_encoder

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.cut.edit import Edit
    from bot.video.assembly import Assembler


EXACT = EncoderSettings(preset="ultrafast", quality=1, audio_kbps=96)


def edit_of(*args: Any, **options: Any) -> Edit:
    """An edit encoded so well that levels can be read from its frames."""
    return with_encoder(quick_edit(*args, **options), EXACT)


def counting(
    path: Path,
    frames: int,
    rate: int = 24,
    size: tuple[int, int] = (256, 144),
    by: int = 4,
) -> Film:
    """A film whose frame k is a grey of level ``by`` k + 20, as this bot keeps films."""
    with av.open(str(path), "w") as opened:
        container: Any = opened
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {"qp": "0", "g": str(KEY_FRAMES), "bf": "0"}
        for k in range(frames):
            luma = np.full((size[1], size[0]), by * k + 20, np.uint8)
            chroma = np.full((size[1] // 2, size[0]), 128, np.uint8)
            frame = av.VideoFrame.from_ndarray(np.vstack([luma, chroma]), format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return Film(path, Reel(frames, Fraction(rate)))


def numbers(seen_levels: list[float]) -> list[float]:
    """Which frame of a ``counting`` film each level stands for, to half a frame."""
    return [round((level / 255 * 219 + 16 - 20) / 4 * 2) / 2 for level in seen_levels]


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        (FilmFit.TRIM, [*range(12), *[11] * 12]),
        (FilmFit.LOOP, [*range(12), *range(12)]),
        (FilmFit.THERE_AND_BACK, [*range(12), *range(10, -1, -1), 1]),
        (FilmFit.AUTO, [*range(12), *range(10, -1, -1), 1]),
    ],
)
async def test_a_short_film_fills_its_shot(
    assembler: Assembler, tmp_path: Path, fit: FilmFit, expected: list[int]
) -> None:
    """Each frame of the shot shows the film's frame that the way of filling says, exactly."""
    film = counting(tmp_path / "film.mp4", 12)
    film = replace(film, reel=replace(film.reel, fit=fit))
    song = tone(tmp_path / "song.wav", 3.0)
    edit = edit_of(song, 3.0, lines_at([0, 1.0]), [film, flat(tmp_path / "a.png", (255, 0, 0))])
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    levels = [float(seen.grey(k)[40:100].mean()) for k in range(24)]
    assert numbers(levels) == expected


async def test_a_slowed_film_ends_with_its_shot(assembler: Assembler, tmp_path: Path) -> None:
    """A film that nearly fits is stretched: its first frame is first, its last one last."""
    film = counting(tmp_path / "film.mp4", 18)
    song = tone(tmp_path / "song.wav", 3.0)
    edit = edit_of(song, 3.0, lines_at([0, 1.0]), [film, flat(tmp_path / "a.png", (255, 0, 0))])
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    shown = numbers([float(seen.grey(k)[40:100].mean()) for k in range(24)])
    assert (shown[0], shown[23]) == (0, 17)
    steps = np.diff(shown)
    assert steps.min() >= 0.5
    assert steps.max() <= 1


async def test_a_film_of_another_rate_does_not_stutter(
    assembler: Assembler, tmp_path: Path
) -> None:
    """At 30 frames a second into 24 every step is the same: neighbours are mixed."""
    film = counting(tmp_path / "film.mp4", 40, rate=30)
    song = tone(tmp_path / "song.wav", 3.0)
    edit = edit_of(song, 3.0, lines_at([0, 1.0]), [film, flat(tmp_path / "a.png", (255, 0, 0))])
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    levels = np.array([float(seen.grey(k)[40:100].mean()) for k in range(24)])
    places = (levels / 255 * 219 + 16 - 20) / 4
    assert np.abs(places - np.arange(24) * 30 / 24).max() < 0.4


async def test_a_film_in_a_passage_goes_on_behind_it(assembler: Assembler, tmp_path: Path) -> None:
    """A crossfade out of a film shows its further frames; its cut comes without a jump."""
    film = counting(tmp_path / "film.mp4", 48)
    song = tone(tmp_path / "song.wav", 3.0)
    edit = edit_of(
        song,
        3.0,
        lines_at([0, 1.0]),
        [film, counting(tmp_path / "other.mp4", 48)],
        transition=Transition.CROSSFADE,
    )
    seen = look_at((await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)).path)
    shown = numbers([float(seen.grey(k)[40:100].mean()) for k in range(18)])
    assert shown == list(range(18))


async def test_a_film_of_another_shape_fills_the_frame(
    assembler: Assembler, tmp_path: Path
) -> None:
    """An upright film is cropped, or stands whole on a blur; no bar at any edge."""
    song = tone(tmp_path / "song.wav", 2.0)
    for fit in (Fit.CROP, Fit.BLUR):
        film = replace(counting(tmp_path / f"{fit}.mp4", 48, size=(144, 256)), fit=fit)
        edit = edit_of(song, 2.0, lines_at([0]), [film])
        out = tmp_path / f"clip-{fit}.mp4"
        seen = look_at((await assembler.render(edit, out, on_progress=unheard)).path)
        grey = seen.grey(20)
        assert min(grey[:2].mean(), grey[-2:].mean(), grey[:, :2].mean(), grey[:, -2:].mean()) > 15


async def test_a_broken_film_becomes_a_card(assembler: Assembler, tmp_path: Path) -> None:
    """A film that cannot be decoded is shown as a card, and the clip says so."""
    film = counting(tmp_path / "film.mp4", 24)
    film.path.write_bytes(film.path.read_bytes()[:900])
    song = tone(tmp_path / "song.wav", 2.0)
    edit = edit_of(song, 2.0, lines_at([0, 1.0]), [film, flat(tmp_path / "a.png", (255, 0, 0))])
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    assert made.broken == (1,)
    assert made.frames == 48


async def test_a_morph_joins_two_pictures_without_a_seam(
    assembler: Assembler, tmp_path: Path
) -> None:
    """From the one picture's own colour to the other's, step by step, through the film between."""
    film = counting(tmp_path / "film.mp4", 12, by=16)
    pictures = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, level in zip(pictures, (20, 20), strict=True):
        grey = round((level - 16) / 219 * 255)
        Image.new("RGB", (256, 144), (grey, grey, grey)).save(path)
    song = tone(tmp_path / "song.wav", 4.0)
    stills = [flat(tmp_path / f"{k}.png", (0, 0, 0)) for k in range(2)]
    stills = [replace(still, path=path) for still, path in zip(stills, pictures, strict=True)]
    edit = edit_of(
        song, 4.0, lines_at([0, 2.0]), stills, transition=Transition.MORPH, move=Move.PUSH_IN
    )
    edit = replace(edit, morphs={0: film})
    made = await assembler.render(edit, tmp_path / "clip.mp4", on_progress=unheard)
    seen = look_at(made.path)
    shown = numbers([float(seen.grey(k)[40:100].mean()) for k in range(34, 62)])
    assert (shown[0], shown[-1]) == (0, 0)
    assert max(shown) > 36  # the film's tenth frame, which no crossfade comes by
    peak = shown.index(max(shown))
    assert sorted(shown[:peak]) == shown[:peak], shown


async def test_a_morph_without_its_film_is_a_crossfade(
    assembler: Assembler, tmp_path: Path
) -> None:
    """What was not painted yet keeps nobody from seeing the clip."""
    song = tone(tmp_path / "song.wav", 4.0)
    stills = [
        flat(tmp_path / "a.png", (200, 0, 0)),
        flat(tmp_path / "b.png", (0, 0, 200)),
    ]
    edit = edit_of(song, 4.0, lines_at([0, 2.0]), stills, transition=Transition.MORPH)
    seen = look_at((await assembler.render(edit, tmp_path / "c.mp4", on_progress=unheard)).path)
    assert np.abs(np.array(seen.colour(30)) - (200, 0, 0)).max() < 9
    assert np.abs(np.array(seen.colour(70)) - (0, 0, 200)).max() < 9
    assert 60 < seen.colour(48)[0] < 140


async def test_pictures_become_a_film_of_as_many_frames(
    assembler: Assembler, tmp_path: Path
) -> None:
    """Each picture is one frame, in order, as the reader of films counts them."""
    pictures = [tmp_path / f"picture {k}.png" for k in range(5)]
    for k, path in enumerate(pictures):
        Image.new("RGB", (64, 36), (40 * k, 40 * k, 40 * k)).save(path)
    folder = tmp_path / "film"
    folder.mkdir()
    await assembler.film(pictures, Fraction(24), folder / "film.mp4")
    reader = FilmReader(folder / "film.mp4", (64, 36), fit="crop", focus=None, moving=False)
    levels = [float(reader.at(Fraction(k)).luma.mean()) for k in (4, 2, 0, 3)]
    reader.close()
    assert levels == pytest.approx([16 + 219 * 40 * k / 255 for k in (4, 2, 0, 3)], abs=2)


async def test_a_film_has_a_copy_for_channels(assembler: Assembler, tmp_path: Path) -> None:
    """H.264 that any player shows, as many frames at the same rate, 640 pixels and far smaller."""
    pictures = [tmp_path / f"picture {k}.png" for k in range(9)]
    noise = np.random.default_rng(1)
    for path in pictures:
        levels = noise.integers(0, 255, (704, 1280, 3), np.uint8)
        Image.fromarray(levels).save(path, compress_level=1)
    folder = tmp_path / "film"
    folder.mkdir()
    film, small = folder / "film.mp4", folder / "shown.mp4"
    await assembler.film(pictures, Fraction(8), film, small)
    with av.open(str(small)) as shown:
        stream = shown.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate) == (640, 352, Fraction(8))
        assert sum(1 for _ in shown.decode(stream)) == 9
    assert small.stat().st_size < film.stat().st_size / 8
