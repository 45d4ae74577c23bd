"""The real painter, as the settings say, and what is practical on the device it has."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Final

from bot.domain.errors import PainterError
from bot.domain.texts import Safe, say
from bot.imaging.painter import PAINTER, ProcessPainter
from bot.imaging.painters import Painters
from bot.imaging.presets import recommended
from bot.processes.children import end, inherited

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.domain.prompts.prompt import Preset
    from bot.domain.texts import Value
    from bot.imaging.wire import Device
    from bot.ports.clock import Clock
    from bot.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE_S: Final = 20.0


def build_painters(
    settings: Settings,
    folder: Path,
    clock: Clock,
    cards: Sequence[str],
    command: Sequence[str] = PAINTER,
) -> Painters:
    """So many painters as the settings ask for with these ``cards``, to be closed by the caller.

    Each puts its pictures into a folder of its own in ``folder``.
    """
    share = _share(settings, cards)
    return Painters(
        [
            build_painter(
                settings.model_copy(update={"painter_device": device}),
                folder / str(number),
                clock,
                command,
                inherited() | own,
            )
            for number, (device, own) in enumerate(share)
        ]
    )


def _share(settings: Settings, cards: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """The device of each painter, and what its environment says besides."""
    device, wish = settings.painter_device, settings.painters.removeprefix("cpu:")
    if wish != settings.painters:
        device = "cpu"
    cards = () if device in {"cpu", "mps"} else cards
    count = max(1, len(cards)) if wish == "auto" else int(wish)
    if count == 1 and wish == "auto":
        return [(device, {})]
    if cards:
        card = "CUDA_VISIBLE_DEVICES"
        return [(device, {card: cards[number % len(cards)]}) for number in range(count)]
    # Painters that share the cores must not all take all of them.
    threads = str(max(1, (os.cpu_count() or 1) // count))
    return [(device, {"OMP_NUM_THREADS": threads})] * count


async def cards_found() -> list[str]:
    """The cards that may be painted on, as ``CUDA_VISIBLE_DEVICES`` names them."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is not None:
        return [card for card in map(str.strip, chosen.split(",")) if card and card != "-1"]
    try:
        asked = await asyncio.create_subprocess_exec(
            *("nvidia-smi", "--query-gpu=uuid", "--format=csv,noheader"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:  # there is no such driver, or no such card
        return []
    try:
        async with asyncio.timeout(_PATIENCE_S):
            said, _ = await asked.communicate()
    except TimeoutError:
        return []
    finally:
        await end(asked)
    return said.decode(errors="replace").split() if asked.returncode == 0 else []


def build_painter(
    settings: Settings,
    folder: Path,
    clock: Clock,
    command: Sequence[str] = PAINTER,
    environ: Mapping[str, str] | None = None,
) -> ProcessPainter:
    """One painter, which puts its pictures into ``folder``; to be closed by the caller."""
    more = ["--attention", settings.painter_attention]
    if settings.painter_compile:
        more.append("--compiled")
    if not settings.painter_channels_last:
        more.append("--no-channels-last")
    if settings.lora_folder is not None:
        more += ["--loras", str(settings.lora_folder.absolute())]
    return ProcessPainter(
        folder,
        clock,
        device=settings.painter_device,
        dtype=settings.painter_dtype,
        nice=settings.painter_nice,
        more=more,
        command=command,
        environ=environ,
    )


class Advice:
    """What model to choose, by the device that ``painter`` has; it is asked once, when needed."""

    def __init__(self, painter: ProcessPainter | Painters) -> None:
        self._painter = painter
        self._asking: asyncio.Task[Device | None] | None = None

    async def impractical(self, preset: Preset) -> bool:
        """Whether the preset's model takes many minutes a take; False where nobody says in time."""
        if preset.name == recommended("cpu", 0):
            return False
        asking = self._asked()
        # It may be painting, and answers after that: nobody waits so long, nor breaks it off.
        await asyncio.wait({asking}, timeout=_PATIENCE_S)
        device = asking.result() if asking.done() else None
        return device is not None and device.kind == "cpu"

    async def run(self) -> None:
        """Log, for whoever starts Couplet for the first time, which model to try; then rest."""
        device = await asyncio.shield(self._asked())
        if device is not None:
            sentence = say("en", f"doctor.{device_key(device)}", **device_values(device))
            log.info("%s", sentence)
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        """Wait for what was asked; the painter has ended before."""
        if self._asking is not None:
            await self._asking

    def _asked(self) -> asyncio.Task[Device | None]:
        if self._asking is None or (self._asking.done() and self._asking.result() is None):
            self._asking = asyncio.create_task(self._ask(), name="the painter's device")
        return self._asking

    async def _ask(self) -> Device | None:
        try:
            return await self._painter.describe_device()
        except PainterError:
            return None


def device_key(device: Device) -> str:
    """Which of the doctor's sentences is true of ``device``."""
    return "device-slow" if device.kind == "cpu" else "device"


def device_values(device: Device) -> dict[str, Value]:
    """What that sentence is filled in with: what is painted on, and the preset to try first."""
    return {
        "kind": Safe(device.kind),
        "name": Safe(device.name),  # a terminal or the log shows no Markdown
        "dtype": Safe(device.dtype),
        "torch": Safe(device.torch),
        "preset": Safe(recommended(device.kind, device.memory_bytes)),
    }
