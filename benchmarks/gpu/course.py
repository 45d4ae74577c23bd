"""What is measured with one network: speed in four ways, memory, and two accidents."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypedDict

from benchmarks.gpu.networks import built_on
from bot.domain.rounds.recipe import Recipe
from bot.imaging.batches import BatchPainter, Stopped
from bot.imaging.diffusion import DiffusersModel
from bot.imaging.loader import DiffusersModels
from bot.imaging.metadata import digest
from bot.imaging.noise import generator
from bot.imaging.presets import load_presets
from bot.imaging.speed import Speed
from bot.ports.rounds import PaintItem, PaintRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.gpu.networks import Network
    from bot.domain.prompts.prompt import Preset
    from bot.ports.rounds import PaintedPicture

# Typed as it is, each of its names would need a cast of its own.
torch: Any = import_module("torch")

TAKES: Final = 4
ROUNDS: Final = 12
MOST_TAKES: Final = 20
WORDS: Final = "a lighthouse by the sea at night"
_SPARE_BYTES: Final = 256 * 2**20


class Row(TypedDict):
    """One measurement; ``said`` is ``value`` with its unit, or why there is none."""

    network: str
    what: str
    value: float | None
    said: str


class _One(DiffusersModels):
    """The models of one network, built in memory."""

    def __init__(self, device: str, model: DiffusersModel) -> None:
        super().__init__(device)
        self._model = model

    def get(
        self, preset: Preset, on_stage: Callable[[str], None] = lambda _: None
    ) -> DiffusersModel:
        """The one."""
        del preset, on_stage
        return self._model


class Course:
    """Measures ``network``, whose pictures go into ``folder``, as long as ``deadline`` is ahead."""

    def __init__(self, network: Network, folder: Path, deadline: float, *, small: bool) -> None:
        self._network = network
        self._folder = folder
        self._deadline = deadline
        self._device = "cpu" if small else "cuda"
        self._rates: dict[str, float] = {}

    def run(self) -> Iterator[Row]:
        """Row after row; what there is no time for says so."""
        self._torch_peak(reset=True)
        yield self._rate("diffusers' own call, one at a time", self._bare())
        for compiled in (False, True):
            painter = self._painter(Speed(compiled=compiled))
            how = ", compiled" if compiled else ""
            for rounds in (1, ROUNDS):
                what = f"our painter, {rounds} round{'s'[: rounds > 1]} of {TAKES}{how}"
                yield self._rate(what, lambda p=painter, r=rounds: self._painted_s(p, r))  # type: ignore[misc]
            if not compiled:
                yield self._cancelled(painter)
                yield self._short(painter)
            del painter
        yield from self._ratios()
        peak = self._torch_peak()
        yield self._row("peak memory", peak, f"{peak / 2**30:.1f} GiB" if peak else "not known")
        if self._network.name == "sd15":
            yield self._sketch()

    def _rate(self, what: str, paint: Callable[[], tuple[int, float]]) -> Row:
        """Pictures a second, after a turn to warm up."""
        if time.monotonic() > self._deadline:
            return self._row(what, None, "no time was left")
        paint()
        count, seconds = paint()
        self._rates[what] = count / seconds
        return self._row(what, count / seconds, f"{count / seconds:.2f} pictures/s")

    def _ratios(self) -> Iterator[Row]:
        rates = list(self._rates.values())
        for name, over, under in (("gpu_batching_ratio", 2, 0), ("gpu_compile_ratio", 3, 1)):
            if len(rates) > over:
                ratio = rates[over] / rates[under]
                yield self._row(name, ratio, f"{ratio:.2f}")

    def _build(self) -> Any:
        torch.manual_seed(0)
        with built_on(self._device, self._network.dtype):
            pipeline = self._network.build()
        pipeline.set_progress_bar_config(disable=True)
        return pipeline.to(self._device, self._network.dtype)

    def _bare(self) -> Callable[[], tuple[int, float]]:
        pipeline, network = self._build(), self._network

        def paint() -> tuple[int, float]:
            begun = time.perf_counter()
            for seed in range(TAKES):
                pipeline(
                    prompt=WORDS,
                    generator=generator(seed),
                    num_inference_steps=network.steps,
                    guidance_scale=network.guidance,
                    width=network.side_px,
                    height=network.side_px,
                )
            return TAKES, time.perf_counter() - begun

        return paint

    def _painter(self, speed: Speed) -> BatchPainter:
        empty = self._folder / "empty"
        empty.mkdir(exist_ok=True)
        model = DiffusersModel(self._build(), empty, self._device, speed=speed)
        return BatchPainter(_One(self._device, model))

    def _preset(self) -> Preset:
        network = self._network
        return replace(
            load_presets()["sketch"],
            name=network.name,
            model=network.name,
            steps=network.steps,
            guidance=network.guidance,
            width_px=network.side_px,
            height_px=network.side_px,
        )

    def _paint(
        self,
        painter: BatchPainter,
        takes: int,
        preset: Preset | None = None,
        on_step: Callable[[float], None] = lambda _: None,
    ) -> list[str]:
        """The digests of so many pictures."""
        preset = preset or self._preset()
        items = tuple(PaintItem(WORDS, "", seed) for seed in range(takes))
        request = PaintRequest(Recipe.of(preset, preset), items)
        pictures: tuple[PaintedPicture, ...] = painter.paint(
            request, self._folder, on_step, lambda _place, _jpeg: None
        )
        digests = [digest(picture.file) for picture in pictures]
        for picture in pictures:
            picture.file.unlink()
        return digests

    def _painted_s(self, painter: BatchPainter, rounds: int) -> tuple[int, float]:
        begun, left = time.perf_counter(), rounds * TAKES
        while left > 0:
            self._paint(painter, min(left, MOST_TAKES))
            left -= MOST_TAKES
        return rounds * TAKES, time.perf_counter() - begun

    def _cancelled(self, painter: BatchPainter) -> Row:
        def stop(share: float) -> None:
            if share > 0.4:
                raise Stopped

        before = self._paint(painter, TAKES)
        try:
            self._paint(painter, TAKES, on_step=stop)
        except Stopped:
            return self._same("a round after a cancel", before, self._paint(painter, TAKES))
        return self._row("a round after a cancel", None, "the cancel was not heard")

    def _short(self, painter: BatchPainter) -> Row:
        """Nearly all memory is taken by something else, and given back."""
        what = "a round after memory ran out"
        if self._device == "cpu":
            return self._row(what, None, "needs a card")
        before = self._paint(painter, TAKES)
        torch.cuda.empty_cache()
        taken: Any = torch.empty(
            max(0, torch.cuda.mem_get_info()[0] - _SPARE_BYTES),
            dtype=torch.uint8,
            device=self._device,
        )
        try:
            self._paint(painter, TAKES)
            how = "smaller batches"
        except Exception as error:  # noqa: BLE001 - how it ended is what is measured
            how = type(error).__name__
        del taken
        torch.cuda.empty_cache()
        return self._same(f"{what} ({how})", before, self._paint(painter, TAKES))

    def _same(self, what: str, before: list[str], after: list[str]) -> Row:
        same = before == after
        return self._row(what, float(same), "the same bytes" if same else "another batch size")

    def _sketch(self) -> Row:
        preset = load_presets()["sketch"]
        painter = BatchPainter(DiffusersModels(self._device, "bfloat16"))

        def paint() -> tuple[int, float]:
            begun = time.perf_counter()
            self._paint(painter, TAKES, preset)
            return TAKES, time.perf_counter() - begun

        return self._rate("the bundled model in bfloat16, a round of 4", paint)

    def _torch_peak(self, *, reset: bool = False) -> int:
        if self._device == "cpu":
            return 0
        if reset:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
        return int(torch.cuda.max_memory_reserved())

    def _row(self, what: str, value: float | None, said: str) -> Row:
        return Row(network=self._network.name, what=what, value=value, said=said)
