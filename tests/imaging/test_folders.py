"""A model's folder is judged without loading it, and hub caches without the network."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import ModelMissing
from bot.imaging.folders import inspect_folder, weights_hash
from bot.imaging.on_disk import inspect_model
from tests.imaging.conftest import preset

if TYPE_CHECKING:
    from pathlib import Path

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(tiny_models: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model to harm."""
    return shutil.copytree(tiny_models / "sd", tmp_path / "sd")


def test_a_whole_folder_is_described(tiny_models: Path) -> None:
    """Kind, size and weights, for the doctor."""
    found = inspect_model(preset(tiny_models / "sd"))
    assert found is not None
    assert found.pipeline == "StableDiffusionPipeline"
    assert (found.variant, found.has_transformer) == (None, False)
    assert found.weights_bytes > 4_000_000


def test_half_precision_names_are_noticed(folder: Path) -> None:
    """A folder with fp16 files only must be loaded as that variant."""
    (folder / UNET).rename(folder / UNET.replace(".safe", ".fp16.safe"))
    assert inspect_folder(folder).variant == "fp16"


def test_each_part_may_be_of_a_precision_of_its_own(folder: Path) -> None:
    """Plain weights, and those of two variants: what there is most of is the folder's."""
    renamed = {UNET: "fp16", "vae/diffusion_pytorch_model.safetensors": "fp16"}
    renamed["text_encoder/model.safetensors"] = "bf16"
    for name, variant in renamed.items():
        (folder / name).rename(folder / name.replace(".safe", f".{variant}.safe"))
    found = inspect_folder(folder)
    assert (found.variant, found.apart) == ("fp16", {"text_encoder": "bf16"})
    shutil.copy(folder / UNET.replace(".safe", ".fp16.safe"), folder / UNET)
    assert inspect_folder(folder).weights_bytes == found.weights_bytes


def test_a_quantised_part_says_what_it_is_read_by(folder: Path) -> None:
    """A package of one of our extras, or any other."""
    config = json.loads((folder / "unet" / "config.json").read_text())
    for method, advice in (
        ("nobodys-own", r"needs nobodys-own: pip install 'nobodys-own', and start again"),
        ("bitsandbytes", r"needs bitsandbytes: pip install 'couplet\[quantise\]', and start again"),
    ):
        config["quantization_config"] = {"quant_method": method}
        (folder / "unet" / "config.json").write_text(json.dumps(config))
        with pytest.raises(ModelMissing, match=f"unet, which is quantised, {advice}"):
            inspect_folder(folder)


def test_weights_cut_short_are_noticed(folder: Path) -> None:
    """A download that broke off is found by its size, which the file's header promises."""
    whole = (folder / UNET).read_bytes()
    for broken, why in (
        (whole[:-1], "should have"),
        (whole[:5], "no safetensors"),
        (b"version https://git-lfs.github.com/spec/v1\n" * 3, "no safetensors"),
        (b"", "no safetensors"),
    ):
        (folder / UNET).write_bytes(broken)
        with pytest.raises(ModelMissing, match=why):
            inspect_folder(folder)


def test_missing_and_foreign_parts_are_noticed(folder: Path) -> None:
    """No weights, weights of a kind that may run code, an index that is no index."""
    (folder / UNET).rename(folder / "unet" / "diffusion_pytorch_model.bin")
    with pytest.raises(ModelMissing, match="holds no"):
        inspect_folder(folder)
    for index in ("", "[]", "{}"):
        (folder / "model_index.json").write_text(index)
        with pytest.raises(ModelMissing, match="cannot be read"):
            inspect_folder(folder)


def test_every_part_of_the_index_has_to_be_there(folder: Path) -> None:
    """Tokenizers and single shards too, and what is missing is named."""
    listing = {"weight_map": {"a": "model-00001.safetensors", "b": "model-00002.safetensors"}}
    (folder / "unet" / "x.safetensors.index.json").write_text(json.dumps(listing))
    with pytest.raises(ModelMissing, match=r"unet lacks model-00001\.safetensors"):
        inspect_folder(folder)
    for file in (folder / "tokenizer").iterdir():
        if file.name != "tokenizer_config.json":
            file.unlink()
    (folder / "unet" / "x.safetensors.index.json").unlink()
    with pytest.raises(ModelMissing, match="tokenizer's vocabulary"):
        inspect_folder(folder)
    shutil.rmtree(folder / "tokenizer")
    with pytest.raises(ModelMissing, match="lacks its tokenizer"):
        inspect_folder(folder)


def test_what_is_no_model_is_named_for_what_it_is(tmp_path: Path, folder: Path) -> None:
    """A LoRA, alone or in a folder; a file of another kind; a model with code of its own."""
    lora = tmp_path / "style.safetensors"
    header = json.dumps(
        {"unet.lora_down": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}
    ).encode()
    lora.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    (tmp_path / "loras").mkdir()
    shutil.copy(lora, tmp_path / "loras")
    (tmp_path / "model.ckpt").write_bytes(b"x")
    (folder / "model_index.json").write_text('{"_class_name": ["mine.py", "MyPipeline"]}')
    for path, why in (
        (lora, "is a LoRA"),
        (tmp_path / "loras", "holds a LoRA"),
        (tmp_path / "model.ckpt", "only .safetensors files"),
        (folder, "never run"),
    ):
        with pytest.raises(ModelMissing, match=why):
            inspect_model(preset(path))


def test_the_hash_is_the_weights_own(folder: Path) -> None:
    """One file: its SHA-256, as A1111 has it; several: a digest of theirs."""
    one = hashlib.sha256((folder / UNET).read_bytes()).hexdigest()
    assert weights_hash(folder) == one[:10]
    shutil.copy(folder / UNET, folder / "unet" / "second.safetensors")
    assert weights_hash(folder) not in {one[:10], ""}


def test_a_hub_model_is_looked_for_in_the_cache_only(
    tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doctor downloads nothing: a hub model is there already, or it is not."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    asked = replace(preset("/unused"), model="somebody/tiny")
    assert inspect_model(asked) is None
    cached = tmp_path / "models--somebody--tiny"
    shutil.copytree(tiny_models / "sd", cached / "snapshots" / "0123")
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("0123")
    found = inspect_model(asked)
    assert found is not None
    assert json.loads((found.path / "model_index.json").read_text())
