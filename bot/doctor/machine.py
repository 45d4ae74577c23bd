"""The machine: Python, ffmpeg and its encoders, fonts, the model and the device it runs on."""

from __future__ import annotations

import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.client.phrasing.abilities import able_text, unread_rows
from bot.doctor.finding import Finding, failed, passed
from bot.domain.cut.edit import Codec
from bot.domain.errors import ModelMissing, PainterError, UserError
from bot.domain.texts import Safe
from bot.imaging.known import KnownAbilities
from bot.imaging.on_disk import inspect_model
from bot.imaging.presets import load_presets
from bot.settings import PREFIX
from bot.video import encoder, faces
from bot.wiring import trial
from bot.wiring.painting import device_key, device_values

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain.texts import Value
    from bot.settings import Settings

_OLDEST_PYTHON: Final = (3, 11)
_GIB: Final = 1024**3
_SCENE: Final = "a lighthouse by the sea at night"


def python() -> Finding:
    """The Python that runs this."""
    version = platform.python_version()
    if sys.version_info < _OLDEST_PYTHON:
        return failed("python-old", version=version)
    return passed("python", version=version)


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """ffmpeg, fonts, model and device."""
    yield await _ffmpeg(settings)
    yield _fonts()
    yield _model(settings, "painter_preset", films=False)
    if settings.painter_film_preset:
        yield _model(settings, "painter_film_preset", films=True)
    if (abilities := _abilities(settings)) is not None:
        yield abilities
    yield await _device(settings)


async def _ffmpeg(settings: Settings) -> Finding:
    codec = Codec(settings.render_encoder)
    try:
        tool = await encoder.ask(encoder.binary(settings.ffmpeg))
        await encoder.require(tool, codec)
    except UserError as error:
        return failed("ffmpeg-ill", why=error.sentence("en"))
    return passed("ffmpeg", version=tool.version, encoder=codec.value)


def _fonts() -> Finding:
    try:
        missing = [face.family for face in faces.ALL if not face.path.is_file()]
    except (ModuleNotFoundError, FileNotFoundError) as error:
        missing = [str(error)]
    if missing:
        return failed("fonts-ill", missing=", ".join(missing))
    return passed("fonts", count=len(faces.ALL))


def _model(settings: Settings, field: str, *, films: bool) -> Finding:
    """The model that the setting ``field`` chooses, for ``films`` or for pictures."""
    name, setting = getattr(settings, field), Safe(f"{PREFIX}{field.upper()}")
    try:
        presets = load_presets(settings.painter_presets_file)
    except UserError as error:
        return failed("presets-ill", why=error.sentence("en"))
    fitting = {
        each: preset for each, preset in presets.items() if (preset.film is not None) == films
    }
    preset = fitting.get(name)
    if preset is None:
        choices = ", ".join(sorted(fitting))
        return failed("preset-unknown", preset=name, setting=setting, presets=choices)
    try:
        folder = inspect_model(preset)
    except ModelMissing as error:
        return failed("model-ill", preset=name, setting=setting, why=str(error))
    if folder is None:
        return passed("model-to-download", preset=name, model=preset.model)
    return passed(
        "model", preset=name, licence=preset.licence, size=round(folder.weights_bytes / _GIB, 2)
    )


def _abilities(settings: Settings) -> Finding | None:
    """What the preset's model does and what it does not read, where that is known."""
    try:
        preset = load_presets(settings.painter_presets_file)[settings.painter_preset]
    except (UserError, KeyError):
        return None  # which was found already
    abilities = KnownAbilities({}).of(preset)
    if abilities is None:
        return None
    unread = unread_rows("en", abilities, preset.guidance, negative=bool(preset.negative))
    what = " ".join((able_text("en", abilities), *unread))
    return passed("abilities", preset=preset.name, pipeline=abilities.pipeline, what=what)


async def _device(settings: Settings) -> Finding:
    try:
        async with trial.lone_painter(settings) as painter:
            device = await painter.describe_device()
    except PainterError as error:
        return failed("device-ill", why=str(error))
    return passed(device_key(device), **device_values(device))


async def paint(settings: Settings, name: str) -> Finding:
    """One take for real: how long, how much memory, what the model did not read."""
    wish = trial.Wish(model=name, prompt=_SCENE)
    with tempfile.TemporaryDirectory(prefix="couplet-") as folder:
        try:
            done = await trial.paint(settings, wish, Path(folder))
        except (PainterError, UserError) as error:
            return failed("paint-ill", preset=name, why=str(error))
    measured: dict[str, Value] = {
        "preset": name,
        "seconds": f"{done.seconds:.1f}",
        "peak": f"{done.peak_mib:.0f}",
    }
    if done.ignored:
        return passed("paint-ignored", **measured, what=", ".join(done.ignored))
    return passed("paint", **measured)
