"""A render worker: a child process that paints segments and feeds them to ffmpeg.

Started by ``bot.video.worker_pool`` as ``python -m bot.video.render_worker``. Orders come as JSON,
one a line, on standard input; reports go back the same way. When standard input closes, whoever
gave the orders is gone, and the worker ends at once with its ffmpeg: no render outlives its bot.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import cv2

from bot.video.frames import FramePainter
from bot.video.pictures import BrokenPicture
from bot.video.segments import Order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from bot.video.frames import Canvas

NICENESS: Final = 10
PIPE_BYTES: Final = 1 << 20
"""The largest pipe that Linux grants without privilege: fewer waits between painter and encoder."""

TAIL_CHARS: Final = 2000


class _Worker:
    """Takes orders until there are no more; one ffmpeg at a time."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._encoder: subprocess.Popen[bytes] | None = None
        self._easels: dict[tuple[int, int], FramePainter] = {}
        self._speaking = threading.Lock()

    def run(self) -> None:
        """Work until the orders end; a thread listens, so that their end is noticed at once."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            self._obey(Order.from_json(self._orders.get()))

    def _listen(self) -> None:
        for line in sys.stdin:
            self._orders.put(line)
        encoder = self._encoder
        if encoder is not None:
            with contextlib.suppress(ProcessLookupError):
                encoder.kill()
        os._exit(0)

    def _say(self, **report: object) -> None:
        with self._speaking:
            sys.stdout.write(json.dumps(report) + "\n")
            sys.stdout.flush()

    def _obey(self, order: Order) -> None:
        try:
            self._render(order)
        except BrokenPicture as error:
            self._say(event="broken", detail=error.detail, path=error.path)
        except OSError as error:
            reason = "full" if error.errno == errno.ENOSPC else "failed"
            self._say(event=reason, detail=str(error))

    def _render(self, order: Order) -> None:
        size = (order.width_px, order.height_px)
        painter = self._easels.setdefault(size, FramePainter(size))
        painted = _painted(painter, order)
        first = next(painted)  # mostly, a broken picture is found before anything is started
        folder = Path(order.folder)
        script = folder / order.script if order.script is not None else None
        if script is not None:
            script.write_text(order.letters, encoding="utf-8")
        try:
            encoder = subprocess.Popen(
                order.args,
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            self._encoder = encoder
            stdin, stdout, stderr = (
                cast("IO[bytes]", stream)
                for stream in (encoder.stdin, encoder.stdout, encoder.stderr)
            )
            _widen(stdin)
            complaints: list[bytes] = []
            readers = [
                threading.Thread(target=self._follow, args=(stdout,)),
                threading.Thread(target=lambda: complaints.append(stderr.read())),
            ]
            for reader in readers:
                reader.start()
            try:
                with contextlib.suppress(BrokenPipeError):  # its complaint says why it stopped
                    stdin.write(first.data.data)
                    for canvas in painted:
                        stdin.write(canvas.data.data)
                    stdin.flush()
            except BrokenPicture:
                encoder.kill()
                raise
            finally:
                with contextlib.suppress(BrokenPipeError):
                    stdin.close()
                code = encoder.wait()
                for reader in readers:
                    reader.join()
                self._encoder = None
        finally:
            if script is not None:
                script.unlink(missing_ok=True)
        said = b"".join(complaints).decode(errors="replace")[-TAIL_CHARS:]
        if code == 0:
            self._say(event="done")
        elif "No space left" in said:
            self._say(event="full", detail=said)
        else:
            self._say(event="failed", detail=f"ffmpeg ended with {code}: {said}")

    def _follow(self, progress: IO[bytes]) -> None:
        """Pass on how many frames the encoder says it has finished."""
        for line in progress:
            name, _, value = line.strip().partition(b"=")
            if name == b"frame" and value.isdigit():
                self._say(event="frames", count=int(value))


def _painted(painter: FramePainter, order: Order) -> Iterator[Canvas]:
    """Every frame of the order's segments in turn."""
    for segment in order.segments:
        yield from painter.paint(segment, float(order.rate))


def _widen(pipe: IO[bytes]) -> None:
    """Ask for a larger pipe where the system has such a wish (Linux)."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - only there

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def main() -> None:
    """Lower the priority below everything that answers people, then work."""
    cv2.setNumThreads(1)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    _Worker().run()


if __name__ == "__main__":
    main()
