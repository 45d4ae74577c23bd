"""What the settings say of painting arrives in the painter's process, and its device is told."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from bot.domain.errors import PainterDied, PainterError
from bot.imaging.painter import PAINTER
from bot.imaging.presets import load_presets
from bot.settings import Settings
from bot.wiring.painting import Advice, build_painter, build_painters, cards_found
from tests.imaging.conftest import Pauses, request, seeds, tiny_models

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from pathlib import Path

    from bot.imaging.painter import ProcessPainter

__all__ = ["tiny_models"]

TELLING = (sys.executable, "-m", "tests.wiring.telling_host")


@asynccontextmanager
async def painting(
    folder: Path, command: Sequence[str], **more: object
) -> AsyncGenerator[ProcessPainter]:
    """The painter that the settings ask for, closed in the end."""
    settings = Settings.model_validate({"data_folder": folder / "data", **more})
    painter = build_painter(settings, folder / "painted", Pauses(), command=command)
    try:
        yield painter
    finally:
        await painter.aclose()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("painter_compile", True, "compiled=True"),
        ("painter_compile", False, "compiled=False"),
        ("painter_channels_last", True, "channels_last=True"),
        ("painter_channels_last", False, "channels_last=False"),
        ("painter_attention", "_native_flash", "attention='_native_flash'"),
        ("painter_dtype", "bfloat16", "dtype='bfloat16'"),
        ("painter_device", "cpu", "device='cpu'"),
        ("painter_nice", 7, "nice=7"),
    ],
)
async def test_every_setting_reaches_the_process(
    tmp_path: Path, name: str, value: object, told: str
) -> None:
    """By its command line, as the process reads it."""
    async with painting(tmp_path, TELLING, **{name: value}) as painter:
        assert told in (await painter.describe_device()).name


async def test_the_attention_that_is_set_is_the_model_s(tmp_path: Path, tiny_models: Path) -> None:
    """One whose package is missing is said when the model is loaded, by its setting."""
    async with painting(
        tmp_path, PAINTER, painter_device="cpu", painter_attention="sage"
    ) as painter:
        with pytest.raises(PainterError, match="COUPLET_PAINTER_ATTENTION=sage"):
            await painter.paint(request(tiny_models / "sd", *seeds("sea", 1)), lambda _: None)


async def test_a_model_that_is_compiled_says_so_before(tmp_path: Path, tiny_models: Path) -> None:
    """Whoever waits learns why nothing is seen for minutes."""
    compiling = asyncio.Event()

    def on_stage(doing: str) -> None:
        if doing == "compiling":
            compiling.set()

    async with painting(tmp_path, PAINTER, painter_device="cpu", painter_compile=True) as painter:
        wish = request(tiny_models / "sd", *seeds("sea", 1))
        task = asyncio.create_task(painter.paint(wish, lambda _: None, on_stage=on_stage))
        async with asyncio.timeout(120):
            await compiling.wait()
    with pytest.raises(PainterDied):
        await task


@pytest.mark.parametrize(
    ("device", "preset", "impractical"),
    [("cpu", "sdxl", True), ("cpu", "sketch", False), ("cuda", "sdxl", False)],
)
async def test_only_the_bundled_model_is_practical_on_a_processor(
    tmp_path: Path, device: str, preset: str, *, impractical: bool
) -> None:
    """On a card all are."""
    async with painting(tmp_path, TELLING, painter_device=device) as painter:
        advice = Advice(painter)
        assert await advice.impractical(load_presets()[preset]) is impractical
    await advice.aclose()


async def test_a_painter_that_does_not_start_gives_no_advice(tmp_path: Path) -> None:
    """It is asked again the next time."""
    async with painting(tmp_path, ("/nowhere/python",)) as painter:
        advice = Advice(painter)
        for _ in range(2):
            assert not await advice.impractical(load_presets()["sdxl"])
    await advice.aclose()


@pytest.mark.parametrize(
    ("device", "said"), [("cpu", "only the bundled preset"), ("cuda", "try first there is sdxl")]
)
async def test_beginners_are_told_what_to_try(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    device: str,
    said: str,
) -> None:
    """In the log of the first start."""
    heard = asyncio.Event()

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            del record
            heard.set()

    monkeypatch.setattr(logging.getLogger("bot.wiring.painting"), "handlers", [Hearing()])
    caplog.set_level(logging.INFO, "bot.wiring.painting")
    async with painting(tmp_path, TELLING, painter_device=device) as painter:
        advice = Advice(painter)
        telling = asyncio.create_task(advice.run())
        async with asyncio.timeout(60):
            await heard.wait()
        telling.cancel()
    await advice.aclose()
    assert said in caplog.text


CARDS = ("GPU-a", "GPU-b")
BOTH_CORES = str(max(1, (os.cpu_count() or 1) // 2))


@pytest.mark.parametrize(
    ("wish", "device", "cards", "seen"),
    [
        ("auto", "auto", CARDS, [("auto", "GPU-a", None), ("auto", "GPU-b", None)]),
        ("auto", "auto", CARDS[:1], [("auto", None, None)]),
        ("auto", "cpu", CARDS, [("cpu", None, None)]),
        ("auto", "auto", (), [("auto", None, None)]),
        ("1", "cuda", CARDS, [("cuda", "GPU-a", None)]),
        ("3", "auto", CARDS, [("auto", card, None) for card in ("GPU-a", "GPU-b", "GPU-a")]),
        ("cpu:2", "auto", CARDS, [("cpu", None, BOTH_CORES)] * 2),
        ("2", "auto", (), [("auto", None, BOTH_CORES)] * 2),
    ],
)
async def test_each_painter_has_a_card_or_its_part_of_the_cores(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    wish: str,
    device: str,
    cards: Sequence[str],
    seen: list[tuple[str, str | None, str | None]],
) -> None:
    """By its own environment; one alone has whatever there is."""
    for name in ("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings.model_validate(
        {"data_folder": tmp_path / "data", "painters": wish, "painter_device": device}
    )
    painters = build_painters(settings, tmp_path, Pauses(), cards, TELLING)
    try:
        devices = await painters.describe_devices()
    finally:
        await painters.aclose()
    assert painters.places == len(seen) == len(devices)
    for found, (kind, card, threads) in zip(devices, seen, strict=True):
        assert found.kind == kind
        assert f"CUDA_VISIBLE_DEVICES={card} OMP_NUM_THREADS={threads}" in found.name


async def test_cards_are_counted_by_their_driver(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Unless it is said which may be used; where there is no driver there are none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert await cards_found() == []
    driver = tmp_path / "nvidia-smi"
    driver.write_text("#!/bin/sh\necho GPU-a\necho GPU-b\n")
    driver.chmod(0o755)
    assert await cards_found() == ["GPU-a", "GPU-b"]
    driver.write_text("#!/bin/sh\necho No devices were found\nexit 6\n")
    assert await cards_found() == []
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1, 3")
    assert await cards_found() == ["1", "3"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert await cards_found() == []


@pytest.mark.parametrize("wish", ["0", "cpu", "cpu:0", "two", "100", ""])
def test_how_many_paint_is_a_number(tmp_path: Path, wish: str) -> None:
    """Anything else is refused at the start."""
    with pytest.raises(ValidationError):
        Settings.model_validate({"data_folder": tmp_path, "painters": wish})
