"""The demo, shorter: real bot, real model, real votes, a real clip."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import av
import pytest

from bot.demo.playing import SCENARIO
from bot.demo.scenario import read

if TYPE_CHECKING:
    from pathlib import Path

SONG_S = 60.0


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a demo of two lines leaves."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "bot", "demo", "--out", str(folder)]
    done = subprocess.run(
        [*command, "--lines", "2", "--takes", "2"],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    log = folder / "bot.log"
    assert done.returncode == 0, done.stdout + done.stderr + log.read_text(encoding="utf-8")
    return folder


def test_the_clip_is_as_long_as_the_song(played: Path) -> None:
    """Within one frame, with picture and sound."""
    with av.open(str(played / "clip.mp4")) as clip:
        rate = clip.streams.video[0].average_rate
        assert rate is not None
        frames = sum(1 for _ in clip.decode(video=0))
    assert abs(frames - SONG_S * rate) <= 1
    with av.open(str(played / "clip.mp4")) as clip:
        samples = sum(frame.samples for frame in clip.decode(audio=0))
        seconds = samples / clip.streams.audio[0].rate
    assert abs(seconds - SONG_S) < 0.05


def test_the_transcript_tells_the_story(played: Path) -> None:
    """Every step that people took is there, and what the bot answered."""
    told = (played / "transcript.txt").read_text(encoding="utf-8")
    for step in ("/clip new", "/lyrics paste", "/song set", "/generate missing", "/render final"):
        assert step in told
    for line in read(SCENARIO).lines[:2]:
        assert line.text in told
    assert len(re.findall(r"🏆", told)) == 2
    assert "takes 1️⃣ back and reacts 2️⃣" in told


def test_the_takes_are_left_as_pictures(played: Path) -> None:
    """Two lines, two takes each, all different."""
    pictures = {file.read_bytes() for file in (played / "takes").glob("take-*.png")}
    assert len(pictures) == 4
