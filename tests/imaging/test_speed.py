"""What makes painting quicker is switched by itself, and said where it cannot be had."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from bot.domain.errors import PainterError
from bot.imaging.loader import best_dtype
from bot.imaging.speed import Speed
from tests.imaging import tiny


def compiled_blocks(pipeline: Any) -> int:
    """How many of the denoiser's blocks will be compiled."""
    return sum(
        getattr(part, "_compiled_call_impl", None) is not None for part in pipeline.unet.modules()
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own, of its own
def test_nothing_is_compiled_unless_it_is_wanted() -> None:
    """The first painting takes minutes then, which is told beforehand."""
    pipeline = tiny.stable_diffusion()
    assert not Speed().arrange(pipeline)
    assert compiled_blocks(pipeline) == 0
    assert Speed(compiled=True).arrange(pipeline)
    assert compiled_blocks(pipeline) > 0


@pytest.mark.parametrize("wanted", [True, False])
def test_the_order_of_memory_can_be_left_as_it_is(*, wanted: bool) -> None:
    """As convolutions read it fastest, or as it was loaded."""
    pipeline = tiny.stable_diffusion()
    Speed(channels_last=wanted).arrange(pipeline)
    weights = pipeline.unet.conv_in.weight
    assert weights.is_contiguous(memory_format=torch.channels_last) is wanted


def test_an_attention_whose_package_is_missing_is_said_by_its_setting() -> None:
    """Whoever set it knows where to look."""
    with pytest.raises(PainterError, match="COUPLET_PAINTER_ATTENTION=sage"):
        Speed(attention="sage").arrange(tiny.stable_diffusion())


@pytest.mark.parametrize(("able", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_bfloat16_is_taken_only_where_the_card_computes_it(
    monkeypatch: pytest.MonkeyPatch, dtype: torch.dtype, *, able: bool
) -> None:
    """An older card imitates it, and newer models overflow in float16."""

    def supported(including_emulation: bool) -> bool:  # noqa: FBT001 - torch's own signature
        return including_emulation or able

    monkeypatch.setattr(torch.cuda, "is_bf16_supported", supported)
    assert best_dtype("cuda", has_transformer=True) is dtype
    assert best_dtype("cuda", has_transformer=False) is torch.float16
