"""What numbers a model computes with: as small as the device is quick with."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from bot.imaging.loader import DiffusersModels


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
