"""The demo, shorter: real bot, real model, real votes, a real clip; and a visitor who leaves.

It is played from the built wheel, in a folder where nothing of the project lies.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
import av
import psutil
import pytest

from bot.demo.play import SCENARIO
from bot.demo.scenario import read

SONG_S = 60.0
WHEELED = tuple(
    map(Path, ("bot", "cogs", "storage", "local_discord", "pyproject.toml", "README.md", "LICENSE"))
)
SHORT = ("demo", "--headless", "--lines", "2", "--takes", "2", "--language", "fr")
UNPACKED = ("local_discord/page_source/",)
"""What only makes the page; the page itself goes along."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked: all that an installation has of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for part in WHEELED:
        if part.is_dir():
            shutil.copytree(part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(part, source / part)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    subprocess.run([*pip, *build], check=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    return target


@pytest.fixture(scope="module")
def played(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a demo of two lines leaves."""
    empty = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [str(installed / "bin/couplet"), *SHORT],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    folder = empty / "demo-out"
    log = folder / "bot.log"
    assert done.returncode == 0, done.stdout + done.stderr + log.read_text(encoding="utf-8")
    return folder


def test_the_wheel_holds_all_that_git_does(installed: Path) -> None:
    """No file of the rooms is forgotten, and none of the tests goes along."""
    listed = subprocess.run(
        [shutil.which("git") or "git", "ls-files", "bot", "cogs", "storage", "local_discord"],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not in a git checkout")
    wanted = {line for line in listed.stdout.splitlines() if not line.startswith(UNPACKED)}
    assert {one for one in wanted if not (installed / one).is_file()} == set()
    assert not (installed / "tests").exists()


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
    assert "</" not in told  # commands to click are read by their names
    assert "taps line 1" in told
    assert "🥁 Bastien a marqué 1 ligne au fil de la chanson (1)" in told
    assert len(re.findall(r"🏆", told)) == 2
    assert "🎨 Le clip a un nouveau style" in told
    assert "takes 1️⃣ back and reacts 2️⃣" in told


def test_the_takes_are_left_as_pictures(played: Path) -> None:
    """Two lines of two takes each and a style of three, all different."""
    pictures = {file.read_bytes() for file in (played / "takes").glob("take-*.png")}
    assert len(pictures) == 7


async def test_it_opens_the_page_and_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    """A visitor who leaves in the middle leaves no process; what was made so far stays."""
    folder, opened = tmp_path / "out", tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n', encoding="utf-8")
    browser.chmod(0o755)
    demo = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--out", str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "DISPLAY": ":0", "BROWSER": str(browser)},
    )
    async with asyncio.timeout(120):
        address = await told(demo, r"(http://127\.0\.0\.1:\d+/)")
        assert {"Ana", "Ben", "Chloé"} <= set(await people(address))
        await told(demo, "(/clip new)")
        started = psutil.Process(demo.pid).children(recursive=True)
        assert started
        demo.send_signal(signal.SIGINT)
        assert await demo.wait() == 0
    assert opened.read_text(encoding="utf-8").strip() == address
    assert not [one for one in started if one.is_running()]
    assert "stopped" in (folder / "bot.log").read_text(encoding="utf-8").splitlines()[-1]
    assert "/clip new" in (folder / "transcript.txt").read_text(encoding="utf-8")


async def told(demo: asyncio.subprocess.Process, pattern: str) -> str:
    """What ``pattern`` finds in the next lines that the demo prints."""
    assert demo.stdout is not None
    seen = ""
    async for line in demo.stdout:
        seen += line.decode()
        if found := re.search(pattern, line.decode()):
            return found[1]
    raise AssertionError(f"The demo ended without saying {pattern}:\n{seen}")


async def people(address: str) -> list[str]:
    """Whom the page at ``address`` lets a visitor be."""
    async with aiohttp.ClientSession() as session, session.get(f"{address}people") as answer:
        return [one["global_name"] for one in await answer.json()]
