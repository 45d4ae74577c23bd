"""The real painter, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.imaging.painter import ProcessPainter

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.clock import Clock
    from bot.settings import Settings


def build_painter(settings: Settings, folder: Path, clock: Clock) -> ProcessPainter:
    """The painter, which puts its pictures into ``folder``; to be closed by the caller."""
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
    )
