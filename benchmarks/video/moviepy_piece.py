"""The piece as a MoviePy user would write it: ``python -m benchmarks.video.moviepy_piece``.

Resized image clips that zoom by a function of time, text clips, crossfades in a composite clip,
written with the same x264 settings. MoviePy is a benchmark's dependency only.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.video import piece
from bot.domain.cut.transitions import DURATIONS_S, Transition
from bot.video import faces

if TYPE_CHECKING:
    from collections.abc import Callable

FADE_S: Final = DURATIONS_S[Transition.CROSSFADE]


def main(folder: Path, shots: int, seconds: float) -> None:
    """Write ``folder/moviepy.mp4``."""
    movie: Any = importlib.import_module("moviepy")
    effects: Any = importlib.import_module("moviepy.video.fx")
    edit = piece.edit(folder, shots=shots, seconds=seconds)
    size = (edit.format.width_px, edit.format.height_px)
    fades = {passage.before + 1 for passage in edit.passages}
    layers: list[Any] = []
    for index, cut in enumerate(edit.cuts):
        assert cut.source is not None  # noqa: S101 - the piece has them all
        lead_s = FADE_S if index in fades else 0.0
        start_s = edit.timeline.seconds(cut.shot.start) - lead_s / 2
        length_s = float(cut.shot.frames / edit.timeline.rate) + lead_s
        still = movie.ImageClip(str(cut.source.path)).with_duration(length_s)
        still = still.resized(height=size[1]).resized(_growing(length_s))
        still = still.with_start(max(start_s, 0)).with_position("center")
        layers.append(still.with_effects([effects.CrossFadeIn(FADE_S)]) if lead_s else still)
    for cut in edit.cuts:
        line = cut.shot.line
        if line is not None:
            text = movie.TextClip(
                font=str(faces.TEXT.path),
                text=line.text,
                font_size=48,
                color="white",
                stroke_color="black",
                stroke_width=2,
                margin=(8, 12),
            )
            layers.append(
                text.with_start(edit.timeline.seconds(cut.shot.start))
                .with_duration(float(cut.shot.frames / edit.timeline.rate))
                .with_position(("center", size[1] - 120))
            )
    whole = movie.CompositeVideoClip(layers, size=size).with_duration(seconds)
    whole = whole.with_audio(movie.AudioFileClip(str(edit.song)))
    whole.write_videofile(
        str(folder / "moviepy.mp4"),
        fps=24,
        codec="libx264",
        preset="veryfast",
        audio_codec="aac",
        ffmpeg_params=["-crf", "20"],
        logger=None,
    )


def _growing(length_s: float) -> Callable[[float], float]:
    return lambda t: 1.0 + 0.1 * t / length_s


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
