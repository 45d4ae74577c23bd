"""The machine: Python, ffmpeg and its encoders, fonts, the model and the device it runs on."""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.doctor.finding import Finding, ill, well
from bot.domain.cut.edit import Codec
from bot.domain.errors import ModelMissing, PainterError, UserError
from bot.imaging.folders import inspect_model
from bot.imaging.presets import load_presets
from bot.video import encoder, fonts
from bot.wiring import trial
from bot.wiring.painting import build_painter
from bot.wiring.process import SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain.texts import Value
    from bot.settings import Settings

_OLDEST_PYTHON: Final = (3, 11)
_GIB: Final = 1024**3
_SCENE: Final = "a lighthouse by the sea at night"
_FACES: Final = (
    fonts.TEXT,
    fonts.LABEL,
    fonts.POSTER,
    fonts.NUMERAL,
    fonts.SERIF,
    fonts.SERIF_ITALIC,
    fonts.EMOJI,
    fonts.SYMBOLS,
    fonts.GENERAL,
    fonts.CJK,
)


def python() -> Finding:
    """The Python that runs this."""
    version = platform.python_version()
    if sys.version_info < _OLDEST_PYTHON:
        return ill("python-old", version=version)
    return well("python", version=version)


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """ffmpeg, fonts, model and device."""
    yield await _ffmpeg(settings)
    yield _fonts()
    yield _model(settings)
    yield await _device(settings)


async def _ffmpeg(settings: Settings) -> Finding:
    codec = Codec(settings.render_encoder)
    try:
        found = await encoder.ask(encoder.binary(settings.ffmpeg))
        await encoder.require(found, codec)
    except UserError as error:
        return ill("ffmpeg-ill", why=error.sentence("en"))
    return well("ffmpeg", version=found.version, encoder=codec.value)


def _fonts() -> Finding:
    try:
        missing = [face.family for face in _FACES if not face.path.is_file()]
    except (ModuleNotFoundError, FileNotFoundError) as error:
        missing = [str(error)]
    if missing:
        return ill("fonts-ill", missing=", ".join(missing))
    return well("fonts", count=len(_FACES))


def _model(settings: Settings) -> Finding:
    name = settings.painter_preset
    try:
        presets = load_presets(settings.painter_presets_file)
    except UserError as error:
        return ill("presets-ill", why=error.sentence("en"))
    preset = presets.get(name)
    if preset is None:
        return ill("preset-unknown", preset=name, presets=", ".join(sorted(presets)))
    try:
        folder = inspect_model(preset)
    except ModelMissing as error:
        return ill("model-ill", preset=name, why=str(error))
    if folder is None:
        return well("model-to-download", preset=name, model=preset.model)
    return well(
        "model", preset=name, licence=preset.licence, size=round(folder.weights_bytes / _GIB, 2)
    )


async def _device(settings: Settings) -> Finding:
    # A folder of its own, outside the data: the doctor leaves nothing behind there.
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        painter = build_painter(settings, Path(folder), SystemClock())
        try:
            device = await painter.describe_device()
        except PainterError as error:
            return ill("device-ill", why=str(error))
        finally:
            await painter.aclose()
    return well(
        "device", kind=device.kind, name=device.name, dtype=device.dtype, torch=device.torch
    )


async def paint(settings: Settings, name: str) -> Finding:
    """One take for real: how long, how much memory, what the model did not read."""
    wish = trial.Wish(model=name, prompt=_SCENE)
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        try:
            done = await trial.paint(settings, wish, Path(folder))
        except (PainterError, UserError) as error:
            return ill("paint-ill", preset=name, why=str(error))
    measured: dict[str, Value] = {
        "preset": name,
        "seconds": f"{done.seconds:.1f}",
        "peak": f"{done.peak_mib:.0f}",
    }
    if done.ignored:
        return well("paint-ignored", **measured, what=", ".join(done.ignored))
    return well("paint", **measured)
