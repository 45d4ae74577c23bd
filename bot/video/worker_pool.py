"""Render workers as children of the event loop, as many as the machine has cores.

A worker is started when there is work and ended when the last render ends, so an idle bot keeps
nothing in memory. A cancelled order takes its worker along: killing is the only way to stop an
encoder at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.domain.errors import DiskFull, EncoderError
from bot.processes.children import child_environment, end
from bot.video import ffmpeg_process

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from bot.video.segments import Order


class PictureBroken(Exception):
    """The picture at ``path`` could not be read; the segments were not rendered."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path


@dataclass(slots=True)
class _WorkerProcess:
    """One worker process."""

    process: asyncio.subprocess.Process
    complaints: asyncio.Task[bytes]

    async def do(self, order: Order, on_frames: Callable[[int], None]) -> None:
        """Have one order done, hearing of frames as the encoder finishes them."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None  # noqa: S101 - both are pipes, see WorkerPool
        assert stdout is not None  # noqa: S101
        try:
            stdin.write(order.to_json().encode() + b"\n")
            await stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EncoderError("a render worker ended before its order") from error
        while line := await stdout.readline():
            report = cast("dict[str, Any]", json.loads(line))
            match report["event"]:
                case "frames":
                    on_frames(int(report["count"]))
                case "done":
                    return
                case "broken":
                    raise PictureBroken(report["path"], report["detail"])
                case "full":
                    raise DiskFull(report["detail"])
                case _:
                    raise EncoderError(report["detail"])
        await end(self.process)
        said = (await self.complaints).decode(errors="replace")[-ffmpeg_process.TAIL_CHARS :]
        raise EncoderError(f"a render worker ended in the middle of a segment: {said}")

    async def end_worker(self) -> None:
        """End the worker and whatever it runs."""
        await end(self.process)
        await self.complaints


class WorkerPool:
    """At most ``size`` workers for all renders together."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free = asyncio.Semaphore(size)
        self._idle: list[_WorkerProcess] = []
        self._renders = 0

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Keep workers warm while any render runs; end them with the last one."""
        self._renders += 1
        try:
            yield
        finally:
            self._renders -= 1
            if not self._renders:
                idle, self._idle = self._idle, []
                await asyncio.gather(*(worker.end_worker() for worker in idle))

    async def do(self, order: Order, on_frames: Callable[[int], None]) -> None:
        """Have segments rendered by the next free worker.

        Raises:
            PictureBroken: if one of its pictures cannot be read.
            DiskFull: if the disk had no room left.
            EncoderError: if ffmpeg or the worker failed.

        """
        async with self._free:
            worker = self._idle.pop() if self._idle else await self._start()
            try:
                await worker.do(order, on_frames)
            except PictureBroken:
                self._idle.append(worker)
                raise
            except BaseException:
                await worker.end_worker()
                raise
            self._idle.append(worker)

    async def _start(self) -> _WorkerProcess:
        process = await ffmpeg_process.start(
            [sys.executable, "-m", "bot.video.render_worker"],
            stdin=asyncio.subprocess.PIPE,
            environment=child_environment(),
        )
        assert process.stderr is not None  # noqa: S101 - piped by start()
        return _WorkerProcess(process, asyncio.create_task(process.stderr.read()))
