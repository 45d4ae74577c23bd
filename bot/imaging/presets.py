"""The presets: which models can be chosen, what they paint well with, what they were made from.

They come from ``presets.toml`` beside this file and from one more file that a setting may name. It
imports neither torch nor diffusers, and looks at no model.
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from bot.domain.errors import UserError
from bot.domain.prompts.prompt import FilmSettings, Preset

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLED: Final = Path(__file__).with_name("presets.toml")

_TEXTS: Final = (
    *("title", "model", "licence", "training_data", "training_data_fr", "negative", "pipeline"),
    *("config", "quantise", "lora", "spacing"),
)
_DEFAULTS: Final[dict[str, Any]] = {
    field.name: field.default for field in fields(Preset) if field.default is not MISSING
}
_NUMBERS: Final = {
    "steps": (1, 200),
    "guidance": (0, 50),
    "lora_weight": (-2, 2),
    "width_px": (64, 4096),
    "height_px": (64, 4096),
    "max_words": (1, 10_000),
    "step_px": (8, 128),
}

_FILM_NUMBERS: Final = {
    "rate": (1, 60),
    "frames": (2, 1000),
    "frame_step": (1, 64),
    "memory_gib": (0, 1000),
}
QUANTISED: Final = ("", "nf4", "int8", "fp8")
_SPACINGS: Final = ("", "trailing", "leading", "linspace")

_BY_MEMORY: Final = ((22, "flux-schnell"), (13, "flux2-klein"), (8, "sdxl"), (4, "sd15"))
"""Bundled presets and the GiB of a card that are about enough for each, the largest first."""


def recommended(kind: str, memory_bytes: int) -> str:
    """The bundled preset to try first on such a device; on a processor but one is practical."""
    if kind == "cpu":
        return "sketch"
    gib = memory_bytes / 2**30
    return next((name for least, name in _BY_MEMORY if gib >= least), "sketch")


def load_presets(extra: Path | None = None) -> Mapping[str, Preset]:
    """The bundled presets and those in the TOML file ``extra``, by name; the extra ones win.

    Raises:
        UserError: the file cannot be read, or a preset in it lacks something, its licence and
            training data above all; the sentence says which and what.
    """
    presets = _read(BUNDLED)
    if extra is not None:
        presets |= _read(extra)
    return presets


def _read(file: Path) -> dict[str, Preset]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError("painting.presets-unreadable", file=str(file), why=str(error)) from None
    return {name: _preset(name, table, file) for name, table in tables.items()}


def _preset(name: str, table: object, file: Path) -> Preset:
    if not isinstance(table, dict):
        raise UserError("painting.preset-no-table", preset=name, file=str(file))
    values: dict[str, Any] = {"title": name, "negative": "", "training_data_fr": ""}
    values |= cast("dict[str, Any]", table)
    known = {field.name for field in fields(Preset)} - {"name"}
    if unknown := sorted(values.keys() - known):
        raise UserError("painting.preset-unknown-key", preset=name, field=unknown[0])
    if not str(values.get("licence", "")).strip():
        raise UserError("painting.preset-without-licence", preset=name)
    if not str(values.get("training_data", "")).strip():
        raise UserError("painting.preset-without-training-data", preset=name)
    needed = {field.name for field in fields(Preset) if field.default is MISSING} - {"name"}
    values = {**_DEFAULTS, **values}
    if missing := sorted(needed - values.keys()):
        raise UserError("painting.preset-lacks", preset=name, field=missing[0])
    _check_texts(name, values)
    for key, (least, most) in _NUMBERS.items():
        step = values["step_px"] if key in {"width_px", "height_px"} else 1
        _check_number(name, key, values[key], least, most, step=step)
    for key in ("model", "config", "lora"):
        values[key] = located(values[key], file.parent)
    if values["film"] is not None:
        values["film"] = _film(name, values["film"], file)
    return Preset(name=name, **values)


def _film(name: str, table: object, file: Path) -> FilmSettings:
    """The table ``[NAME.film]`` of a model that paints films."""
    if not isinstance(table, dict):
        raise UserError("painting.preset-no-table", preset=f"{name}.film", file=str(file))
    values = cast("dict[str, Any]", table)
    known = {field.name: field for field in fields(FilmSettings)}
    if unknown := sorted(values.keys() - known.keys()):
        raise UserError("painting.preset-unknown-key", preset=name, field=unknown[0])
    for key, field in known.items():
        value = values.get(key, field.default)
        if value is MISSING:
            raise UserError("painting.preset-lacks", preset=name, field=f"film.{key}")
        if key not in _FILM_NUMBERS:
            values[key] = bool(value)
            continue
        least, most = _FILM_NUMBERS[key]
        _check_number(name, f"film.{key}", value, least, most, step=1)
    return FilmSettings(**values)


def _check_texts(name: str, values: Mapping[str, object]) -> None:
    for key in _TEXTS:
        if not isinstance(values[key], str):
            raise UserError("painting.preset-no-text", preset=name, field=key)
    for key, known in (("quantise", QUANTISED), ("spacing", _SPACINGS)):
        if values[key] not in known:
            choices = ", ".join(filter(None, known))
            raise UserError("painting.preset-choice", preset=name, field=key, choices=choices)
    if values["lora"] and not str(values["lora"]).endswith(".safetensors"):
        raise UserError("painting.preset-lora", preset=name)


def _check_number(
    name: str, field: str, value: object, least: int, most: int, *, step: object
) -> None:
    kinds = (int, float) if field in {"guidance", "lora_weight"} else (int,)
    number = value if isinstance(value, kinds) and not isinstance(value, bool) else None
    if number is None or not least <= number <= most:
        raise UserError("painting.preset-number", preset=name, field=field, least=least, most=most)
    if isinstance(step, int) and step > 1 and number % step:
        raise UserError("painting.preset-pixels", preset=name, field=field, step=step)


def located(model: str, base: Path) -> str:
    """A folder as an absolute path, from ``base`` on; a hub id as it is."""
    if model.startswith(("./", "../", "~")) or Path(model).is_absolute():
        return str((base / Path(model).expanduser()).resolve())
    return model
