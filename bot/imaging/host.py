"""The painter process's own loop: hear requests, paint one after the other, say how it goes.

A thread listens, so that a cancel is heard while the model works, and so that the process ends the
moment the bot does: the pipe from it closes however it died. It knows nothing of diffusers.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO, Final, assert_never

from bot.domain.errors import DiskFull, OutOfMemory, PainterError
from bot.imaging.batches import BatchPainter, Stopped
from bot.imaging.model import DeviceGone
from bot.imaging.wire import (
    Cancel,
    Cancelled,
    Describe,
    Described,
    Failed,
    Find,
    Found,
    Paint,
    Painted,
    Preview,
    Progress,
    Stage,
    decode_for_painter,
    encode,
)
from bot.processes.disk import is_full

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.imaging.model import Models
    from bot.imaging.wire import FromPainter

EXIT_DEVICE_GONE: Final = 70

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What the bot says on the command line; device and dtype may be ``auto``."""

    nice: int
    device: str
    dtype: str
    compiled: bool = False
    attention: str = "auto"
    channels_last: bool = True
    loras: Path | None = None


def serve(arguments: Sequence[str], models: Callable[[Options], Models]) -> None:
    """Answer on standard output what comes in on standard input, until the bot is gone.

    ``models`` is called once, when the first request needs it.
    """
    options = _options(arguments)
    with suppress(OSError):  # it may not be allowed
        os.nice(options.nice)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    Host(lambda: models(options), sys.stdin.buffer, _quiet_channel()).run()


class Host:
    """Answers requests in the order they come in."""

    def __init__(self, models: Callable[[], Models], inbox: BinaryIO, outbox: BinaryIO) -> None:
        self._models = cache(models)
        self._painter = cache(lambda: BatchPainter(self._models()))
        self._inbox = inbox
        self._outbox = outbox
        self._todo: SimpleQueue[Paint | Describe | Find] = SimpleQueue()
        self._cancelled: set[int] = set()
        self._speaking = threading.Lock()

    def run(self) -> None:
        """Serve; the end comes from the thread that listens."""
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()
        while True:
            request = self._todo.get()
            self._say(self._answer(request))
            self._cancelled.discard(request.id)

    def _listen(self) -> None:
        try:
            for line in self._inbox:
                message = decode_for_painter(line)
                if isinstance(message, Cancel):
                    self._cancelled.add(message.id)
                else:
                    self._todo.put(message)
        finally:
            # No bot, no painting: whatever the main thread does, in C++ or not, ends here.
            os._exit(0)

    def _say(self, message: FromPainter) -> None:
        try:
            with self._speaking:
                self._outbox.write(encode(message))
                self._outbox.flush()
        except BrokenPipeError:
            os._exit(0)

    def _answer(self, request: Paint | Describe | Find) -> FromPainter:
        try:
            match request:
                case Paint():
                    return self._paint(self._painter(), request)
                case Describe():
                    return Described(request.id, self._models().device())
                case Find():
                    return self._find(request)
                case _:
                    assert_never(request)
        except Stopped:
            return Cancelled(request.id)
        except DeviceGone:
            log.exception("request %d: this process cannot go on", request.id)
            os._exit(EXIT_DEVICE_GONE)
        except PainterError as error:
            log.exception("request %d", request.id)
            return _failed(request.id, error)
        except Exception as error:  # the process serves on, whatever a model throws
            log.exception("request %d", request.id)
            if is_full(error):
                return Failed(request.id, DiskFull.__name__, "no room is left for the pictures")
            return Failed(request.id, PainterError.__name__, f"{type(error).__name__}: {error}")

    def _find(self, request: Find) -> Found:
        def on_stage(doing: str) -> None:
            self._say(Stage(request.id, doing))

        find = self._models().find
        return Found(request.id, find(request.model, request.picture, request.words, on_stage))

    def _paint(self, painter: BatchPainter, request: Paint) -> Painted:
        def on_step(share: float) -> None:
            if request.id in self._cancelled:
                raise Stopped
            self._say(Progress(request.id, share))

        def on_preview(place: int, jpeg: bytes) -> None:
            self._say(Preview(request.id, place, jpeg))

        def on_stage(doing: str) -> None:
            self._say(Stage(request.id, doing))

        pictures = painter.paint(request.request, request.folder, on_step, on_preview, on_stage)
        models = self._models()
        model = models.get(request.request.recipe.preset)
        return Painted(request.id, pictures, model.abilities, models.peak_bytes(), models.loaded)


def _failed(request_id: int, error: PainterError) -> Failed:
    name, message = type(error).__name__, str(error)
    if isinstance(error, OutOfMemory):
        return Failed(request_id, name, message, error.weights_bytes, error.device_bytes)
    return Failed(request_id, name, message)


def _options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="bot.imaging")
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--dtype", default="auto")
    parser.add_argument("--compiled", action="store_true")
    parser.add_argument("--attention", default="auto")
    parser.add_argument("--no-channels-last", dest="channels_last", action="store_false")
    parser.add_argument("--loras", type=Path)
    return Options(**vars(parser.parse_args(arguments)))


def _quiet_channel() -> BinaryIO:
    """The real standard output, kept for messages; what libraries print goes to stderr instead."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return channel
