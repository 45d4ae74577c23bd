"""What numbers a model computes with, and how many models are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from bot.imaging.loader import DiffusersModels
from tests.imaging.card import Card
from tests.imaging.conftest import preset

if TYPE_CHECKING:
    from pathlib import Path


def dtype_with(monkeypatch: pytest.MonkeyPatch, able: dict[str, object], wanted: str) -> str:
    """The numbers on a processor that is ``able``."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    return DiffusersModels("cpu", wanted).device().dtype


@pytest.mark.parametrize("instructions", ["avx512_bf16", "amx_bf16", "bf16"])
def test_a_processor_with_bfloat16_uses_it(
    monkeypatch: pytest.MonkeyPatch, instructions: str
) -> None:
    """It is quicker there than float32."""
    assert dtype_with(monkeypatch, {instructions: True}, "auto") == "bfloat16"


def test_a_processor_without_bfloat16_keeps_to_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have to imitate it."""
    able: dict[str, object] = {"avx2": True, "avx512_bf16": False}
    assert dtype_with(monkeypatch, able, "auto") == "float32"


def test_an_older_torch_that_cannot_tell_keeps_to_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking is newer than the oldest torch that we take."""
    untyped: Any = torch.cpu
    monkeypatch.delattr(untyped, "get_capabilities", raising=False)
    assert DiffusersModels("cpu").device().dtype == "float32"


def test_what_is_set_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the processor is quick with."""
    assert dtype_with(monkeypatch, {"avx512_bf16": True}, "float32") == "float32"


@pytest.mark.parametrize(("free", "kept"), [(10**9, ["sd", "sdxl"]), (1000, ["sdxl"])])
def test_two_models_stay_loaded_where_both_fit(
    tiny_models: Path, free: int, kept: list[str]
) -> None:
    """What was loaded before is there at once, or goes before the next one is loaded."""
    models = DiffusersModels("cpu", memory=Card(free))
    first = models.get(preset(tiny_models / "sd"))
    models.get(preset(tiny_models / "sdxl"))
    assert models.loaded == tuple(str(tiny_models / name) for name in kept)
    assert (models.get(preset(tiny_models / "sd")) is first) is (len(kept) == 2)


def test_the_other_model_goes_when_memory_is_short(tiny_models: Path) -> None:
    """Before batches become smaller or parts are moved."""
    models = DiffusersModels("cpu", memory=Card(10**9))
    models.get(preset(tiny_models / "sd"))
    models.get(preset(tiny_models / "sdxl"))
    assert models.spare(preset(tiny_models / "sdxl"))
    assert models.loaded == (str(tiny_models / "sdxl"),)
    assert not models.spare(preset(tiny_models / "sdxl"))
