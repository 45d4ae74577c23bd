"""The painter as the bot sees it: a process that is started when needed and again when it dies.

This side imports neither torch nor diffusers, so the bot stays small and outlives what they do.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from typing import TYPE_CHECKING, Final

from bot.domain import errors
from bot.domain.errors import DiskFull, OutOfMemory, PainterDied, PainterError
from bot.imaging.painter_process import Ended, Process
from bot.imaging.wire import Describe, Described, Failed, Find, Found, Paint, Painted
from bot.processes.children import inherited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.domain.rounds.abilities import Abilities
    from bot.domain.rounds.part import Mask
    from bot.imaging.painter_process import Answer
    from bot.imaging.wire import Device, ToPainter
    from bot.ports.clock import Clock
    from bot.ports.rounds import PaintedPicture, PaintRequest

PAINTER: Final = (sys.executable, "-m", "bot.imaging")
"""How the process is started."""
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0


class ProcessPainter:
    """The port ``Painter`` by a child process.

    ``folder`` is emptied at the first start and then holds the pictures until the caller takes
    them. After a death the next start waits 1 s, then 2, 4 ... 60 s, until a picture is finished.
    ``nice`` lowers the process's priority, so that the bot answers while it paints; ``device`` and
    ``dtype`` say where and in what numbers it computes, ``more`` are other options of its
    command line. A painting that does not stop ``cancel_grace_s`` seconds after it was cancelled is
    killed with its process.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        device: str = "auto",
        dtype: str = "auto",
        nice: int = 10,
        more: Sequence[str] = (),
        cancel_grace_s: float = 20.0,
        environ: Mapping[str, str] | None = None,
        command: Sequence[str] = PAINTER,
    ) -> None:
        self._folder = folder
        self._clock = clock
        options = ("--nice", str(nice), "--device", device, "--dtype", dtype)
        self._command = (*command, *options, *more)
        self._cancel_grace_s = cancel_grace_s
        self._environ = inherited() if environ is None else dict(environ)
        self._starting = asyncio.Lock()
        self._process: Process | None = None
        self._deaths = 0
        self._not_before = 0.0
        self._tidied = False
        self._closed = False
        self.abilities: dict[str, Abilities] = {}
        """What the models can do that have painted, by their presets' ``weights``."""
        self.peak_bytes = 0
        self._loaded: Sequence[str] = ()

    async def paint(
        self,
        request: PaintRequest,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Sequence[PaintedPicture]:
        """Paint as the port promises."""
        answer = await self._ask(
            lambda number: Paint(number, self._folder, request), on_progress, on_preview, on_stage
        )
        if not isinstance(answer, Painted):
            raise PainterError(f"painting was answered by {answer}")
        self._deaths = 0
        self.abilities[request.recipe.preset.weights] = answer.abilities
        self.peak_bytes = answer.peak_bytes
        self._loaded = answer.loaded
        return answer.pictures

    async def find(
        self, model: str, picture: Path, words: str, on_stage: Callable[[str], None]
    ) -> Mask:
        """Look as the port promises."""
        answer = await self._ask(
            lambda number: Find(number, model, picture, words),
            lambda _: None,
            on_stage=on_stage,
        )
        if not isinstance(answer, Found):
            raise PainterError(f"the question for a part was answered by {answer}")
        return answer.mask

    async def describe_device(self) -> Device:
        """What the painter runs on.

        Raises:
            PainterDied: the process ended, or cannot be started.
            PainterError: torch or diffusers cannot be used.
        """
        answer = await self._ask(Describe, lambda _: None)
        if not isinstance(answer, Described):
            raise PainterError(f"the question for the device was answered by {answer}")
        return answer.device

    @property
    def places(self) -> int:
        """One request after the other."""
        return 1

    @property
    def loaded(self) -> Sequence[str]:
        """The models that the running process keeps in memory."""
        return () if self.pid is None else self._loaded

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return None if self._process is None or self._process.ended else self._process.pid

    async def aclose(self) -> None:
        """End the process; what it was painting is given up."""
        self._closed = True
        async with self._starting:
            if self._process is not None:
                await self._process.close(grace_s=5.0)

    async def _ask(
        self,
        question: Callable[[int], ToPainter],
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None] | None = None,
        on_stage: Callable[[str], None] | None = None,
    ) -> Answer:
        process = await self._running()
        try:
            answer = await process.ask(
                question,
                on_progress,
                on_preview or _unseen,
                on_stage or _unheard,
                self._cancel_grace_s,
            )
        except Ended as end:
            raise PainterDied(f"the painter process ended: {end}") from None
        if isinstance(answer, Failed):
            raise _error(answer)
        return answer

    async def _running(self) -> Process:
        async with self._starting:
            dead = self._process
            if dead is not None and dead.ended:
                await dead.close(grace_s=0)
                self._process = None
                self._put_off()
        if self._process is None:
            await self._clock.sleep(max(0.0, self._not_before - self._clock.now()))
        async with self._starting:
            if self._closed:
                raise PainterDied("the painter is closed")
            if self._process is None:
                self._process = await self._start()
            return self._process

    async def _start(self) -> Process:
        if not self._tidied:
            # What an earlier bot left here was never taken, and its jobs are painted again.
            await asyncio.to_thread(_empty, self._folder)
            self._tidied = True
        try:
            return await Process.start(self._command, self._environ)
        except OSError as error:
            self._put_off()
            raise PainterDied(f"the painter process cannot be started: {error}") from error

    def _put_off(self) -> None:
        """Let the next start wait, the longer the more often it died in a row."""
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**self._deaths)
        self._deaths += 1
        self._not_before = self._clock.now() + pause_s


def _unseen(_place: int, _jpeg: bytes) -> None:
    """Nobody looks."""


def _unheard(_doing: str) -> None:
    """Nobody listens."""


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


def _error(failed: Failed) -> PainterError | DiskFull:
    if failed.error == DiskFull.__name__:
        return DiskFull(failed.message)
    if failed.error == OutOfMemory.__name__:
        return OutOfMemory(
            failed.message, weights_bytes=failed.weights_bytes, device_bytes=failed.device_bytes
        )
    kind: object = getattr(errors, failed.error, None)
    if isinstance(kind, type) and issubclass(kind, PainterError):
        return kind(failed.message)
    return PainterError(f"{failed.error}: {failed.message}")
