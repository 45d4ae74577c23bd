"""Single files as other programs use them: told apart by their tensors, and painted with."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
import torch

from bot.domain.errors import ModelMissing
from bot.imaging import checkpoints
from bot.imaging.checkpoints import configuration, inspect_file, recognised
from bot.imaging.known import KnownAbilities
from bot.imaging.loader import DiffusersModels
from bot.imaging.model import Batch
from bot.imaging.on_disk import inspect_model
from tests.imaging import originals, tiny
from tests.imaging.conftest import preset, recipe, seeds
from tests.imaging.families.diffusion import stable_diffusion_3

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.prompts.prompt import Preset

safetensors: Any = import_module("safetensors.torch")
_theirs: Any = import_module("diffusers.loaders.single_file_utils")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def header_only(file: Path, tensors: Mapping[str, tuple[int, ...]]) -> Path:
    """Write a file of tensors, of which only names and shapes are looked at."""
    entries = {
        name: {"dtype": "F32", "shape": shape, "data_offsets": [0, 4]}
        for name, shape in tensors.items()
    }
    header = json.dumps(entries).encode()
    file.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    return file


def built(kind: str) -> tuple[Any, dict[str, Any]]:
    """A tiny pipeline, and all that would be in its single file."""
    cast("Any", torch).manual_seed(3)
    if kind == "sd":
        pipeline = tiny.stable_diffusion()
        return pipeline, originals.stable_diffusion(pipeline)
    if kind == "sdxl":
        pipeline = tiny.stable_diffusion_xl(48)
        return pipeline, originals.stable_diffusion_xl(pipeline)
    pipeline = stable_diffusion_3(with_t5=kind == "sd3", second=48)
    # This encoder's published files have no such tensor: diffusers takes it for the identity.
    pipeline.text_encoder.text_projection.weight.data = torch.eye(tiny.WIDTH)
    return pipeline, originals.stable_diffusion_3(pipeline)


def painted(models: DiffusersModels, wanted: Preset) -> Any:
    """The pixels of one picture."""
    (drawn,) = models.get(wanted).draw(
        Batch(seeds("a red sea", 1), replace(recipe("/tiny"), steps=2, height_px=48)),
        lambda _: None,
        lambda _place, _image: None,
    )
    return np.asarray(drawn.image, dtype=np.int16)


def without_weights(folder: Path, *kept: str) -> None:
    """Leave in ``folder`` only what says how the model is built, and the weights of ``kept``."""
    for file in folder.rglob("*.safetensors"):
        if file.parent.name not in kept:
            file.unlink()


@pytest.mark.parametrize("kind", ["sd", "sdxl", "sd3", "sd3-without-t5"])
def test_a_single_file_paints_what_its_folder_paints(tmp_path: Path, kind: str) -> None:
    """With a folder beside it that says how the model is built, and holds no weights."""
    pipeline, tensors = built(kind)
    pipeline.save_pretrained(tmp_path / "whole", safe_serialization=True)
    file = tmp_path / "dream.safetensors"
    safetensors.save_file(tensors, file)
    without_weights(shutil.copytree(tmp_path / "whole", tmp_path / "dream"))
    models = DiffusersModels("cpu", "float32")
    assert np.array_equal(
        painted(models, preset(file)), painted(models, preset(tmp_path / "whole"))
    )
    assert models.get(preset(file)).hash == hashlib.sha256(file.read_bytes()).hexdigest()[:10]
    assert KnownAbilities({}).of(preset(file)) is not None


def test_parts_that_the_file_lacks_come_from_the_folder(tmp_path: Path) -> None:
    """Files of the denoiser alone are common; whatever else is not there is named."""
    pipeline, tensors = built("sd3")
    pipeline.save_pretrained(tmp_path / "whole", safe_serialization=True)
    file = tmp_path / "denoiser.safetensors"
    safetensors.save_file(
        {name: one for name, one in tensors.items() if name.startswith("model.")}, file
    )
    models = DiffusersModels("cpu", "float32")
    wanted = replace(preset(file), config=str(tmp_path / "whole"))
    assert np.array_equal(painted(models, wanted), painted(models, preset(tmp_path / "whole")))
    without_weights(tmp_path / "whole", "vae", "text_encoder", "text_encoder_3")
    with pytest.raises(ModelMissing, match=r"has no text_encoder.*text_encoder_2 holds no"):
        inspect_model(wanted)


V = "model.diffusion_model."
KINDS: dict[str, dict[str, tuple[int, ...]]] = {
    "v1": {
        f"{V}input_blocks.0.0.weight": (320, 4, 3, 3),
        f"{V}output_blocks.11.0.skip_connection.weight": (1,),
        "cond_stage_model.transformer.text_model.embeddings.position_embedding.weight": (77, 768),
    },
    "xl_base": {
        f"{V}input_blocks.0.0.weight": (320, 4, 3, 3),
        "conditioner.embedders.0.transformer.text_model.final_layer_norm.bias": (768,),
        "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias": (1280,),
    },
    "sd3": {
        f"{V}joint_blocks.0.context_block.adaLN_modulation.1.bias": (9216,),
        f"{V}pos_embed": (1, 36_864, 1536),
    },
    "sd35_medium": {
        f"{V}joint_blocks.0.context_block.adaLN_modulation.1.bias": (9216,),
        f"{V}pos_embed": (1, 147_456, 1536),
    },
    "sd35_large": {
        f"{V}joint_blocks.0.context_block.adaLN_modulation.1.bias": (14_592,),
        f"{V}joint_blocks.37.x_block.mlp.fc1.weight": (1, 1),
        f"{V}pos_embed": (1, 36_864, 2432),
    },
    "flux-dev": {
        "double_blocks.0.img_attn.norm.key_norm.scale": (128,),
        "img_in.weight": (3072, 64),
        "vector_in.in_layer.bias": (3072,),
        "guidance_in.in_layer.bias": (3072,),
    },
    "flux-schnell": {
        f"{V}double_blocks.0.img_attn.norm.key_norm.scale": (128,),
        f"{V}img_in.weight": (3072, 64),
        f"{V}vector_in.in_layer.bias": (3072,),
    },
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_file_is_told_by_its_tensors_as_diffusers_tells_it(tmp_path: Path, kind: str) -> None:
    """The same repository has its configuration for both; the class is one that paints."""
    file = header_only(tmp_path / "x.safetensors", KINDS[kind])
    shapes = {name: SimpleNamespace(shape=shape) for name, shape in KINDS[kind].items()}
    theirs = _theirs.fetch_diffusers_config(shapes)["pretrained_model_name_or_path"]
    assert _theirs.infer_diffusers_model_type(shapes) == kind
    assert configuration(preset(file)) == theirs
    assert KnownAbilities({}).of(preset(file)) is not None


@pytest.mark.parametrize(
    ("tensors", "why"),
    [
        ({f"{V}input_blocks.0.0.weight": (320, 9, 3, 3)}, "paints into pictures"),
        ({"img_in.weight": (3072, 384)}, "paints into pictures"),
        ({"conditioner.embedders.0.model.text_projection": (1,)}, "is a refiner"),
        ({"conv_in.weight": (320, 4, 3, 3)}, "let the preset's config name"),
        ({"double_blocks.0.img_attn.norm.key_norm.scale": (1,)}, "let the preset's config name"),
        ({"lora_unet_x.lora_down.weight": (4, 4)}, "is a LoRA"),
    ],
)
def test_what_cannot_be_painted_with_is_said(
    tmp_path: Path, tensors: dict[str, tuple[int, ...]], why: str
) -> None:
    """In one sentence that says what it is or what to do."""
    with pytest.raises(ModelMissing, match=why):
        recognised(header_only(tmp_path / "x.safetensors", tensors))


def test_a_named_configuration_counts_before_all_others(tmp_path: Path, tiny_models: Path) -> None:
    """A folder or a hub id; one that is not there is named, and a LoRA stays one."""
    file = header_only(tmp_path / "x.safetensors", {"conv_in.weight": (1,)})
    assert configuration(replace(preset(file), config="some/model")) == "some/model"
    with pytest.raises(ModelMissing, match=r"configuration's folder .*nowhere does not exist"):
        inspect_model(replace(preset(file), config=str(tmp_path / "nowhere")))
    lora = header_only(tmp_path / "y.safetensors", {"x.lora_A.weight": (1,)})
    with pytest.raises(ModelMissing, match="is a LoRA"):
        inspect_file(lora, tiny_models / "sd")


def test_the_configuration_is_fetched_from_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small files first, then only the weights of parts that the file lacks."""
    pipeline, tensors = built("sd")
    repository = tmp_path / "cache" / "models--x" / "snapshots" / "1"
    pipeline.save_pretrained(repository, safe_serialization=True)
    without_weights(repository, "vae")
    file = tmp_path / "dream.safetensors"
    wanted = {name: one for name, one in tensors.items() if not name.startswith("first_stage")}
    safetensors.save_file(wanted, file)
    asked: list[tuple[str, ...]] = []

    def snapshot(model: str, *, allow_patterns: tuple[str, ...], **_more: object) -> str:
        assert model == checkpoints.SD15.repository
        asked.append(allow_patterns)
        return str(repository)

    hub: Any = import_module("huggingface_hub")

    def no_info(*_args: object, **_more: object) -> Any:
        return SimpleNamespace(siblings=[])

    monkeypatch.setattr(hub, "HfApi", lambda: SimpleNamespace(model_info=no_info))
    monkeypatch.setattr(hub, "snapshot_download", snapshot)
    assert painted(DiffusersModels("cpu", "float32"), preset(file)).std() > 0
    assert asked[1] == (*asked[0], "vae/*.safetensors")
    assert inspect_model(preset(file)) is None

    def unreachable(*_args: object, **_more: object) -> str:
        raise OSError("no route to host")

    monkeypatch.setattr(hub, "snapshot_download", unreachable)
    with pytest.raises(ModelMissing, match=r"let the preset's config name a folder.*no route"):
        DiffusersModels("cpu").get(preset(file))
