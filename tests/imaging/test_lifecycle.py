"""The painter process starts, dies, hangs, is cancelled and ends with the bot: the bot copes.

The process here is real, its model is paper (``paper_host``), so nothing waits for torch.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing, OutOfMemory, PainterDied, PainterError
from bot.imaging.metadata import read
from bot.imaging.painter import ProcessPainter
from bot.ports.rounds import PaintItem
from tests.imaging.conftest import Pauses, Progress, request, seeds

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

PAPER = (sys.executable, "-m", "tests.imaging.paper_host")


@asynccontextmanager
async def painting(
    folder: Path, clock: Pauses | None = None, cancel_grace_s: float = 30.0
) -> AsyncGenerator[ProcessPainter]:
    """A painter with the paper host, closed in the end."""
    painter = ProcessPainter(
        folder, clock or Pauses(), cancel_grace_s=cancel_grace_s, command=PAPER
    )
    try:
        yield painter
    finally:
        await painter.aclose()


async def test_the_process_starts_with_the_first_request_only(tmp_path: Path) -> None:
    """A bot that nobody asks for pictures has no painter process."""
    async with painting(tmp_path) as painter:
        assert painter.pid is None
        await painter.describe_device()
        assert painter.pid is not None


async def test_progress_grows_to_one(tmp_path: Path) -> None:
    """The shares told begin at 0, never fall and end at 1."""
    progress = Progress()
    async with painting(tmp_path) as painter:
        await painter.paint(request("/paper", *seeds("a sea", 2)), progress.note)
    assert progress.shares == sorted(progress.shares)
    assert (progress.shares[0], progress.shares[-1]) == (0.0, 1.0)


async def test_what_goes_before_the_painting_is_told(tmp_path: Path) -> None:
    """Loading a model takes longer than painting with it."""
    stages: list[str] = []
    async with painting(tmp_path) as painter:
        await painter.paint(
            request("/paper", *seeds("a sea", 1)), lambda _: None, on_stage=stages.append
        )
    assert stages[0] == "loading 50"


async def test_a_process_killed_in_the_middle_is_said_and_started_again(tmp_path: Path) -> None:
    """Kill -9 while painting raises PainterDied; the next request gets a new process."""
    clock, progress = Pauses(), Progress()
    async with painting(tmp_path, clock) as painter:
        task = asyncio.create_task(
            painter.paint(request("/paper", *seeds("slow", 1), steps=100_000), progress.note)
        )
        await progress.begun.wait()
        first = painter.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with pytest.raises(PainterDied, match="SIGKILL"):
            await task
        assert painter.pid is None
        assert len(await painter.paint(request("/paper", *seeds("sea", 1)), progress.note)) == 1
        assert clock.pauses == [1.0]
        assert painter.pid not in {None, first}


async def test_restarts_wait_longer_after_each_death_until_a_picture_is_painted(
    tmp_path: Path,
) -> None:
    """The pause doubles from 1 s, and begins anew after a success."""
    clock = Pauses()
    async with painting(tmp_path, clock) as painter:
        for _ in range(4):
            with pytest.raises(PainterDied, match="SIGSEGV"):
                await painter.paint(request("/paper", *seeds("crash", 1)), lambda _: None)
        await painter.paint(request("/paper", *seeds("sea", 1)), lambda _: None)
        with pytest.raises(PainterDied):
            await painter.paint(request("/paper", *seeds("crash", 1)), lambda _: None)
        await painter.paint(request("/paper", *seeds("sea", 1)), lambda _: None)
    assert clock.pauses == [1.0, 2.0, 4.0, 8.0, 1.0]


async def test_a_lost_driver_ends_the_process(tmp_path: Path) -> None:
    """Nothing can be painted in a process whose device is gone: the next one may be luckier."""
    async with painting(tmp_path) as painter:
        with pytest.raises(PainterDied, match="exit code 70"):
            await painter.paint(request("/paper", *seeds("gone", 1)), lambda _: None)


async def test_cancelling_stops_between_two_steps_and_leaves_nothing(tmp_path: Path) -> None:
    """The process lives on, no file is left, and the next request is painted at once."""
    progress = Progress()
    async with painting(tmp_path) as painter:
        task = asyncio.create_task(
            painter.paint(request("/paper", *seeds("slow", 2), steps=100_000), progress.note)
        )
        await progress.begun.wait()
        pid = painter.pid
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert _files(tmp_path) == []
        await painter.paint(request("/paper", *seeds("sea", 1)), progress.note)
        assert painter.pid == pid


async def test_cancelling_at_the_last_moment_leaves_nothing(tmp_path: Path) -> None:
    """Pictures that were finished while the cancel was on its way are removed."""

    def cancel_at_the_end(share: float) -> None:
        if share == 1.0:
            task.cancel()

    async with painting(tmp_path) as painter:
        task = asyncio.create_task(
            painter.paint(request("/paper", *seeds("sea", 3)), cancel_at_the_end)
        )
        with pytest.raises(asyncio.CancelledError):
            await task
        assert _files(tmp_path) == []


async def test_a_waiting_request_can_be_cancelled_before_its_turn(tmp_path: Path) -> None:
    """Cancelling what waits disturbs neither the one before nor the one behind."""
    first, second, third = Progress(), Progress(), Progress()
    async with painting(tmp_path) as painter:
        running = asyncio.create_task(
            painter.paint(request("/paper", *seeds("slow", 1), steps=50), first.note)
        )
        await first.begun.wait()
        waiting = asyncio.create_task(painter.paint(request("/paper", *seeds("b", 1)), second.note))
        behind = asyncio.create_task(painter.paint(request("/paper", *seeds("c", 1)), third.note))
        await asyncio.sleep(0)
        waiting.cancel()
        assert len(await running) == 1
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert len(await behind) == 1
    assert second.shares == []


async def test_a_painting_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    """A hung driver call can't be asked to stop: after the grace its process is killed."""
    progress = Progress()
    async with painting(tmp_path, cancel_grace_s=0.05) as painter:
        task = asyncio.create_task(
            painter.paint(request("/paper", *seeds("hang", 1)), progress.note)
        )
        await progress.heard.wait()
        hung = painter.pid
        assert hung is not None
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await painter.paint(request("/paper", *seeds("sea", 1)), progress.note)
        assert painter.pid != hung
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)


async def test_closing_gives_up_what_is_painted(tmp_path: Path) -> None:
    """A closed painter's process is gone, whatever it was doing, and takes no more requests."""
    progress = Progress()
    async with painting(tmp_path) as painter:
        task = asyncio.create_task(
            painter.paint(request("/paper", *seeds("hang", 1)), progress.note)
        )
        await progress.heard.wait()
    with pytest.raises(PainterDied):
        await task
    with pytest.raises(PainterDied, match="closed"):
        await painter.paint(request("/paper", *seeds("sea", 1)), lambda _: None)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells of others' processes")
async def test_the_process_does_not_outlive_a_killed_bot(tmp_path: Path) -> None:
    """Kill -9 of the bot closes the pipe, and the painter ends even in the middle of a step."""
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.imaging.doomed_bot", str(tmp_path)),
        stdout=subprocess.PIPE,
    )
    assert bot.stdout is not None
    painter = os.pidfd_open(int(await bot.stdout.readline()))
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(painter, ended.set)
    bot.kill()
    await bot.wait()
    async with asyncio.timeout(20):
        await ended.wait()
    asyncio.get_running_loop().remove_reader(painter)
    os.close(painter)


async def test_a_command_that_does_not_exist_is_a_death_too(tmp_path: Path) -> None:
    """A broken installation is said like any other death, not as a bare OSError."""
    painter = ProcessPainter(tmp_path, Pauses(), command=("/nowhere/python",))
    with pytest.raises(PainterDied, match="cannot be started"):
        await painter.paint(request("/paper", *seeds("sea", 1)), lambda _: None)
    await painter.aclose()


async def test_what_libraries_print_does_not_disturb(tmp_path: Path) -> None:
    """A library that prints on standard output can't break the protocol."""
    async with painting(tmp_path) as painter:
        assert len(await painter.paint(request("/paper", *seeds("shout", 1)), lambda _: None)) == 1


async def test_errors_come_back_as_what_they_are(tmp_path: Path) -> None:
    """Each kind of failure is raised as its own class, and the process serves on."""
    async with painting(tmp_path) as painter:
        with pytest.raises(ModelMissing, match="does not exist"):
            await painter.paint(request("/missing", *seeds("sea", 1)), lambda _: None)
        with pytest.raises(OutOfMemory) as short:
            await painter.paint(request("/paper", *seeds("large never", 1)), lambda _: None)
        assert (short.value.weights_bytes, short.value.device_bytes) == (7, 5)
        with pytest.raises(PainterError, match="ZeroDivisionError") as raised:
            await painter.paint(request("/paper", *seeds("bug", 1)), lambda _: None)
        assert type(raised.value) is PainterError
        assert painter.pid is not None


async def test_pictures_of_an_earlier_bot_are_removed(tmp_path: Path) -> None:
    """What was painted and never taken doesn't pile up over restarts."""
    (tmp_path / "left.png").write_bytes(b"x")
    async with painting(tmp_path) as painter:
        await painter.describe_device()
    assert _files(tmp_path) == []


async def test_what_is_known_of_a_take_comes_with_it(tmp_path: Path) -> None:
    """Unknown words, what was cut and what was withheld are told for each picture by itself."""
    items = (PaintItem("a fox | and more", "", 5), PaintItem("forbidden", "", 6))
    async with painting(tmp_path) as painter:
        fox, forbidden = await painter.paint(request("/paper", *items), lambda _: None)
    assert (fox.seed, fox.unknown_words, fox.cut, fox.withheld) == (5, ("fox",), "and more", False)
    assert (forbidden.seed, forbidden.cut, forbidden.withheld) == (6, None, True)
    assert (fox.width_px, fox.height_px) == (64, 40)
    record = read(fox.file)
    assert record is not None
    assert (record.cut, record.unknown_words) == ("and more", ("fox",))


def _files(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]
