"""A clip whose shots are not its lines: one without words, one shared, one cut in two."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

import av

from tests.e2e.lives import LONG_S
from tests.e2e.songs import tone

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage

Colour = tuple[int, int, int]

LYRICS = (
    b"[00:05.00]Le train de minuit\n[00:08.00]part sans bruit\n"
    b"[00:10.00]<00:10.00>dans la nuit <00:14.00>\n"
)


def corners(clip: bytes, *seconds: float) -> list[Colour]:
    """The colour of the frame's corner, where no letters stand, at each of ``seconds``."""
    wanted, found = list(seconds), list[Colour]()
    with av.open(io.BytesIO(clip), mode="r") as container:
        for frame in container.decode(container.streams.video[0]):
            if wanted and frame.time >= wanted[0]:
                pixels = cast("NDArray[np.uint8]", frame.to_ndarray(format="rgb24"))
                red, green, blue = (round(float(part.mean())) for part in pixels[4:12, 4:12].T)
                found.append((red, green, blue))
                wanted.pop(0)
    return found


def alike(one: Colour, other: Colour) -> bool:
    """Whether two colours are the same picture's, encoding aside."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 6


async def decide(stage: Stage, line: int) -> None:
    """Have a picture of a line painted and kept."""
    await stage.bo.slash("prompt set", stage.channel, line=line, text=f"a train {line}")
    await stage.round(line, takes=1)
    await stage.ana.slash("vote pick", stage.channel, line=line, take=1)


async def test_the_clip_shows_each_shot_s_picture(open_stage: OpenStage) -> None:
    """A final one lacks nothing: a shared shot needs no winner, a shot without words has one."""
    stage = await open_stage()
    await stage.clip()
    await stage.bo.slash("lyrics import", stage.channel, file=("words.lrc", LYRICS))
    await stage.ana.slash("song set", stage.channel, file=("tone.wav", tone(14.0)))
    made = await stage.ana.slash("shot gaps", stage.channel, over=1.5)
    assert "` 1` `0:00.0` ♪" in made.text
    await stage.ana.slash("format", stage.channel, credits="credits-off")
    await stage.ana.slash("shot merge", stage.channel, first=2, last=3)
    cut = await stage.ana.slash("shot split", stage.channel, line=4, at="0:12")
    assert "` 5` `0:12.0` …" in cut.text
    for line in (1, 2, 4, 5):
        await decide(stage, line)
    asked = await stage.ana.slash("render final", stage.channel)
    assert "in the queue" in asked.text
    stage.ana.timeout_s = LONG_S
    posted = await stage.ana.wait_message(
        stage.channel, lambda one: any(file.filename.endswith(".mp4") for file in one.files)
    )
    assert "card" not in posted.text
    clip = await stage.ana.download(posted.files[0])
    gap, first, shared, last, part = corners(clip, 1.0, 6.5, 9.0, 11.0, 12.8)
    assert alike(first, shared)
    shown = [gap, first, last, part]
    assert not any(alike(a, b) for k, a in enumerate(shown) for b in shown[k + 1 :])
