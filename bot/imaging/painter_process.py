"""One run of the painter process, seen from the bot: start it, ask it, notice its end.

It knows pipes and messages, and nothing of models. ``painter`` decides when to start the next one.
"""

from __future__ import annotations

import asyncio
import logging
import re
import signal
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from bot.imaging.wire import (
    LINE_LIMIT_BYTES,
    Cancel,
    Painted,
    Preview,
    Progress,
    Stage,
    decode_from_painter,
    encode,
)
from bot.processes.children import end

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.imaging.wire import (
        Cancelled,
        Described,
        Failed,
        Found,
        FromPainter,
        ToPainter,
    )

    Answer = Painted | Failed | Cancelled | Described | Found

log = logging.getLogger(__name__)

_LAST_WORDS_LINES = 12


class Ended(Exception):  # not an error of ours: it is what happened
    """The process went away; the text says how, for the log."""


class Process:
    """A running painter process and the questions it has not answered yet."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._next_id = 1
        self._waiting: dict[int, _Waiting] = {}
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS_LINES)
        self._end: str | None = None
        self._killed = False
        self._tasks = (
            asyncio.create_task(self._listen(), name="painter-stdout"),
            asyncio.create_task(self._log_stderr(), name="painter-stderr"),
        )

    @classmethod
    async def start(cls, command: Sequence[str], environ: Mapping[str, str]) -> Self:
        """Start ``command``.

        Raises:
            OSError: it cannot be started.
        """
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environ,
            limit=LINE_LIMIT_BYTES,
            # Ctrl-C in a terminal goes to a whole group; ours ends when we close its stdin.
            start_new_session=True,
        )
        log.info("painter process %d started", process.pid)
        return cls(process)

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the process is gone, or about to be for having been killed."""
        return self._end is not None or self._killed

    async def ask(
        self,
        question: Callable[[int], ToPainter],
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None],
        on_stage: Callable[[str], None],
        cancel_grace_s: float,
    ) -> Answer:
        """Send what ``question`` makes of a fresh id; return the answer to it.

        When the awaiting task is cancelled the process is asked to stop, and killed when it has not
        stopped after ``cancel_grace_s`` seconds or the task is cancelled once more.

        Raises:
            Ended: the process went away before it answered.
        """
        if self._end is not None:
            raise Ended(self._end)
        number, self._next_id = self._next_id, self._next_id + 1
        waiting = self._waiting[number] = _Waiting(on_progress, on_preview, on_stage)
        try:
            await self._send(question(number))
            # A cancelled task cancels what it awaits: the shield keeps the answer's place open.
            answer = await asyncio.shield(waiting.answer)
        except asyncio.CancelledError:
            await self._stop(number, waiting, cancel_grace_s)
            raise
        finally:
            self._waiting.pop(number, None)
        if answer is None:
            raise Ended(self._end or "it closed its output")
        return answer

    def kill(self) -> None:
        """End the process at once."""
        self._killed = True
        with suppress(ProcessLookupError):
            self._process.kill()

    async def close(self, grace_s: float) -> None:
        """Close its stdin, which ends it; kill it when that takes longer than ``grace_s``."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(grace_s):
                await self._process.wait()
        except TimeoutError:
            self._killed = True
        finally:
            await end(self._process)
        await asyncio.gather(*self._tasks)

    async def _send(self, message: ToPainter) -> None:
        assert self._process.stdin is not None  # noqa: S101  # opened as a pipe above
        # A broken pipe means that it died: the reader of its output notices, with the reason.
        with suppress(ConnectionError):
            self._process.stdin.write(encode(message))
            await self._process.stdin.drain()

    async def _stop(self, number: int, waiting: _Waiting, grace_s: float) -> None:
        try:
            await self._send(Cancel(number))
            await asyncio.wait([waiting.answer], timeout=grace_s)
        finally:
            if not waiting.answer.done():
                log.warning("painter process %d does not stop and is killed", self.pid)
                self.kill()
            elif isinstance(painted := waiting.answer.result(), Painted):
                # It was done when the cancel came: nobody takes these pictures any more.
                for file in (file for picture in painted.pictures for file in picture.files):
                    file.unlink(missing_ok=True)

    async def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101  # opened as a pipe above
        try:
            while line := await stdout.readline():
                self._hear(decode_from_painter(line))
        except (ValueError, KeyError, TypeError):
            log.exception("painter process %d speaks nonsense and is killed", self.pid)
            self.kill()
        code = await self._process.wait()
        self._end = _how(code)
        said = "\n".join(self._last_words)
        log.log(
            logging.INFO if code == 0 else logging.WARNING,
            "painter process %d ended: %s%s",
            self.pid,
            self._end,
            f"; its last words:\n{said}" if code and said else "",
        )
        for waiting in self._waiting.values():
            waiting.settle(None)

    def _hear(self, message: FromPainter) -> None:
        waiting = self._waiting.get(message.id)
        if waiting is None:
            return  # the answer to a question that nobody asks any more
        # Not called from here: a mistake in what is called must not end the listening.
        if isinstance(message, Progress):
            asyncio.get_running_loop().call_soon(waiting.on_progress, message.share)
        elif isinstance(message, Stage):
            asyncio.get_running_loop().call_soon(waiting.on_stage, message.doing)
        elif isinstance(message, Preview):
            loop = asyncio.get_running_loop()
            loop.call_soon(waiting.on_preview, message.place, message.jpeg)
        else:
            waiting.settle(message)

    async def _log_stderr(self) -> None:
        """Log what it writes; progress bars end in carriage returns and never in line feeds."""
        stderr = self._process.stderr
        assert stderr is not None  # noqa: S101  # opened as a pipe above
        rest = ""
        while chunk := await stderr.read(4096):
            *lines, rest = re.split(r"[\r\n]+", rest + chunk.decode(errors="replace"))
            for line in filter(str.strip, lines):
                self._last_words.append(line)
                log.debug("painter: %s", line)


class _Waiting:
    """A question without an answer yet; None as the answer means that none will come."""

    def __init__(
        self,
        on_progress: Callable[[float], None],
        on_preview: Callable[[int, bytes], None],
        on_stage: Callable[[str], None],
    ) -> None:
        self.on_progress = on_progress
        self.on_preview = on_preview
        self.on_stage = on_stage
        self.answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

    def settle(self, answer: Answer | None) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


def _how(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
