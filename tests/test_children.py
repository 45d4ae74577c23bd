"""A child's end leaves nothing: no process, no zombie, no pipe, whoever is cancelled meanwhile."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from bot.processes.children import child_environment, end, inherited
from bot.video import ffmpeg_process

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, "x" * 300_000, flush=True)
sys.stdin.read()
child.kill()
"""


@pytest.fixture
async def family() -> AsyncGenerator[asyncio.subprocess.Process]:
    """A process in a session of its own, waiting to be told."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    yield process
    if process.returncode is None:
        process.kill()


async def test_a_child_ends_with_its_own_children(family: asyncio.subprocess.Process) -> None:
    """Also with more said than a pipe holds, and nobody reading it."""
    assert family.stdout is not None
    grandchild = psutil.Process(int(await family.stdout.readuntil(b" ")))
    await end(family)
    assert family.returncode == -9
    assert family.stdout.at_eof()
    grandchild.wait(20)


async def test_a_cancel_does_not_leave_the_dead(family: asyncio.subprocess.Process) -> None:
    """However often it comes: the child is reaped first, then the cancel goes on."""
    ending = asyncio.create_task(end(family))
    for _ in range(3):
        await asyncio.sleep(0)
        ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert family.returncode == -9
    assert family.stderr is not None
    assert family.stderr.at_eof()


async def test_what_has_ended_is_left_alone(family: asyncio.subprocess.Process) -> None:
    """Its number may be another's by now."""
    assert family.stdin is not None
    family.stdin.close()
    await family.communicate()
    await end(family)
    assert family.returncode == 0


async def test_no_child_inherits_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token above all: decoders have no use for it."""
    monkeypatch.setenv("COUPLET_TOKEN", "not.a.token")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for environment in (inherited(), child_environment()):
        assert not [name for name in environment if name.startswith("COUPLET_")]
        assert environment["LC_ALL"] == "C.UTF-8"
    told = "import os; print(os.environ.get('COUPLET_TOKEN'), os.environ['LC_ALL'])"
    process = await ffmpeg_process.start([sys.executable, "-c", told])
    said, _ = await process.communicate()
    assert said.split() == [b"None", b"C.UTF-8"]
