"""What is said before and when a model cannot be fetched."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import ModelMissing
from bot.imaging.hub import fetched

if TYPE_CHECKING:
    from pathlib import Path

# Whole, before anything is put in the place of the hub's names.
pipelines: Any = import_module("diffusers.pipelines.pipeline_utils")
hub: Any = import_module("huggingface_hub")
errors: Any = import_module("huggingface_hub.errors")


class Hub:
    """A hub of one repository, whose weights have ``size`` bytes; or that raises ``problem``."""

    def __init__(self, size: int = 0, problem: Exception | None = None) -> None:
        self._size = size
        self._problem = problem

    def model_info(self, model: str, *, files_metadata: bool) -> Any:
        """Its files."""
        assert files_metadata
        if self._problem is not None:
            raise self._problem
        name = f"unet/{model.rsplit('/', maxsplit=1)[-1]}.safetensors"
        return SimpleNamespace(siblings=[SimpleNamespace(rfilename=name, size=self._size)])


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty cache."""
    monkeypatch.setattr(import_module("huggingface_hub.constants"), "HF_HUB_CACHE", str(tmp_path))
    return tmp_path


def test_a_gated_model_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where to accept its licence, and where the token goes."""
    gated = errors.GatedRepoError("401", response=SimpleNamespace(headers={}, request=None))
    monkeypatch.setattr(hub, "HfApi", lambda: Hub(problem=gated))
    with pytest.raises(ModelMissing, match=r"accept its licence at .*/some/model.* HF_TOKEN"):
        fetched("some/model", (None,), lambda _: None)


def test_the_disk_is_looked_at_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sizes are said."""
    monkeypatch.setattr(hub, "HfApi", lambda: Hub(size=10**17))
    fetching: list[object] = []

    def download(*args: object, **_: object) -> None:
        fetching.append(args)

    monkeypatch.setattr(pipelines.DiffusionPipeline, "download", download)
    with pytest.raises(ModelMissing, match=r"needs 93132257\.5 GiB more, .* HF_HOME"):
        fetched("some/model", (None,), lambda _: None)
    assert fetching == []


def test_the_download_is_told_and_the_next_variant_tried(
    monkeypatch: pytest.MonkeyPatch, tiny_models: Path
) -> None:
    """Whoever waits sees that something comes."""
    said: list[str] = []

    def download(model: str, *, variant: str | None, **_more: object) -> str:
        if variant is not None:
            raise OSError(f"{model} has no {variant}")
        return str(tiny_models / "sd")

    monkeypatch.setattr(hub, "HfApi", lambda: Hub(size=1000))
    monkeypatch.setattr(pipelines.DiffusionPipeline, "download", download)
    folder = fetched("some/model", ("fp16", None), said.append)
    assert folder.path == tiny_models / "sd"
    assert said == ["downloading 0"] * 2


def test_without_a_hub_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""

    def download(*_args: object, **_more: object) -> str:
        raise OSError("no route to host\nand more")

    monkeypatch.setattr(hub, "HfApi", lambda: Hub(problem=OSError("no route to host")))
    monkeypatch.setattr(pipelines.DiffusionPipeline, "download", download)
    with pytest.raises(ModelMissing, match=r"cannot be downloaded from the hub: no route to host$"):
        fetched("some/model", (None,), lambda _: None)
