"""Batches that fit and files that are whole, with a model of paper in this process."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.domain.errors import OutOfMemory
from bot.imaging.batches import BatchPainter, Stopped
from bot.imaging.metadata import digest, read
from bot.ports.rounds import PaintItem, PaintRequest
from tests.imaging.conftest import recipe, request, seeds
from tests.imaging.paper_host import PaperModel, PaperModels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.domain.prompts.prompt import Preset
    from bot.ports.rounds import PaintedPicture


class OneModel(PaperModels):
    """Always the same model, to ask it afterwards what it was given."""

    def __init__(self) -> None:
        self.model = PaperModel()

    def get(self, preset: Preset, on_stage: Callable[[str], None] = lambda _: None) -> PaperModel:
        """The one."""
        del preset, on_stage
        return self.model


def unwatched(place: int, jpeg: bytes) -> None:
    """Fail: nobody wants to see anything."""
    raise AssertionError((place, jpeg))


def painted(
    painter: BatchPainter, folder: Path, prompt: str, count: int
) -> tuple[PaintedPicture, ...]:
    """Paint ``count`` pictures of ``prompt``."""
    return painter.paint(
        request("/paper", *seeds(prompt, count)), folder, lambda _: None, unwatched
    )


def test_a_request_is_one_batch(tmp_path: Path) -> None:
    """What fits is painted in one go."""
    models = OneModel()
    pictures = painted(BatchPainter(models), tmp_path, "sea", 10)
    assert [picture.seed for picture in pictures] == list(range(1, 11))
    assert models.model.batches == [10]


def test_a_batch_that_does_not_fit_is_halved_and_the_size_remembered(tmp_path: Path) -> None:
    """Ten don't fit, five don't, two do: no picture is lost, and next time two are tried first."""
    models = OneModel()
    painter = BatchPainter(models)
    pictures = painted(painter, tmp_path, "large 3", 10)
    assert [picture.seed for picture in pictures] == list(range(1, 11))
    assert models.model.batches == [10, 5, 2, 2, 2, 2, 2]
    models.model.batches.clear()
    painted(painter, tmp_path, "large 3", 3)
    assert models.model.batches == [2, 1]


def test_what_fits_grows_again(tmp_path: Path) -> None:
    """Another program may have left: after a while larger batches are tried, and kept."""
    models = OneModel()
    painter = BatchPainter(models)
    painted(painter, tmp_path, "large 3", 10)
    for _ in range(8):
        painted(painter, tmp_path, "sea", 8)
    models.model.batches.clear()
    painted(painter, tmp_path, "sea", 4)
    assert models.model.batches == [4]


def test_memory_that_was_saved_is_used_again(tmp_path: Path) -> None:
    """Speed comes back before larger batches do."""
    models = OneModel()
    painter = BatchPainter(models)
    painted(painter, tmp_path, "large 0", 1)
    for _ in range(15):
        assert models.model.saving
        painted(painter, tmp_path, "sea", 1)
    assert not models.model.saving


def test_when_one_does_not_fit_memory_is_saved(tmp_path: Path) -> None:
    """Speed is traded for memory before giving up."""
    models = OneModel()
    assert len(painted(BatchPainter(models), tmp_path, "large 0", 2)) == 2
    assert models.model.batches == [2, 1, 1, 1]


def test_when_nothing_helps_it_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    """OutOfMemory comes after everything has been tried once, not in a loop."""
    models = OneModel()
    with pytest.raises(OutOfMemory):
        painted(BatchPainter(models), tmp_path, "large never", 2)
    assert models.model.batches == [2, 1, 1]
    assert list(tmp_path.iterdir()) == []


def test_stopping_late_leaves_no_files(tmp_path: Path) -> None:
    """A cancel that comes when files are written already removes them."""

    def stop_at_the_end(share: float) -> None:
        if share == 1.0:
            raise Stopped

    with pytest.raises(Stopped):
        BatchPainter(OneModel()).paint(
            request("/paper", *seeds("sea", 3)), tmp_path, stop_at_the_end, unwatched
        )
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_all_batches(tmp_path: Path) -> None:
    """The share is of the whole request, however many batches it takes."""
    shares: list[float] = []
    painter = BatchPainter(OneModel())
    painted(painter, tmp_path, "large 1", 2)
    painter.paint(
        request("/paper", *seeds("large 1", 2), steps=2), tmp_path, shares.append, unwatched
    )
    assert shares == [0.0, 0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_file_tells_what_was_painted_and_nothing_of_the_machine(tmp_path: Path) -> None:
    """From the file alone: words, seed, settings, model, licence, and the picture it came from."""
    start = tmp_path / "start.png"
    Image.new("RGB", (8, 8)).save(start)
    asked = PaintRequest(
        replace(recipe("/home/ana/models/lantern"), strength=0.5),
        (PaintItem("a lighthouse", "fog", 42, start),),
    )
    (picture,) = BatchPainter(OneModel()).paint(asked, tmp_path, lambda _: None, unwatched)
    record = read(picture.file)
    assert record is not None
    assert (record.prompt, record.negative, record.seed) == ("a lighthouse", "fog", 42)
    assert record.settings == {
        "width_px": 64,
        "height_px": 40,
        "steps": 3,
        "guidance": 4.0,
        "strength": 0.5,
    }
    assert (record.preset, record.model, record.model_hash) == ("tiny", "tiny", "0123456789")
    assert (record.licence, record.training_data) == ("CC0", "Nothing at all.")
    assert record.start_sha256 == digest(start)
    assert b"/home/ana" not in picture.file.read_bytes()


def test_previews_name_the_place_in_the_whole_request(tmp_path: Path) -> None:
    """However many batches it takes, only watched items are shown, each as itself."""
    seen: dict[int, tuple[int, int]] = {}

    def look(place: int, jpeg: bytes) -> None:
        with Image.open(io.BytesIO(jpeg)) as image:
            red = image.convert("RGB").getpixel((0, 0))
        assert isinstance(red, tuple)
        seen[place] = image.width, round(red[0] / 50)

    items = tuple(PaintItem("large 2", "", 50 * n, watched=n != 1) for n in range(4))
    BatchPainter(OneModel()).paint(request("/paper", *items), tmp_path, lambda _: None, look)
    assert seen == {0: (16, 0), 2: (16, 2), 3: (16, 3)}
