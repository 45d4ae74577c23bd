"""What a picture says of itself is read back, by us and by the tools people use."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.imaging.metadata import Record, parameters, read, save

if TYPE_CHECKING:
    from pathlib import Path

# How A1111's web UI takes the settings line apart.
SETTING = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')

RECORD = Record(
    prompt="une mer calme à l'aube, aquarelle",
    negative="text, blurry",
    seed=1234567890123,
    settings={"width_px": 16, "height_px": 8, "steps": 10, "guidance": 4.5, "strength": 0.35},
    sampler="DPM++ 2M",
    model="stabilityai/sd-turbo",
    model_hash="00ff00ff00",
    preset="sd-turbo",
    licence="CC0",
    training_data="Nothing: 1, 2, 3.",
    start_sha256="ab" * 32,
    unknown_words=("zzz",),
    cut="the rest",
    withheld=False,
)


def settings(text: str) -> dict[str, str]:
    """The last line of ``text`` as A1111's reader understands it."""
    found = SETTING.findall(text.splitlines()[-1])
    return {key: json.loads(value) if value[:1] == '"' else value for key, value in found}


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """Every field survives the file, accents included."""
    save(Image.new("RGB", (16, 8)), RECORD, tmp_path / "a.png")
    assert read(tmp_path / "a.png") == RECORD


def test_the_same_picture_and_record_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the moment gets into a file, so equal takes have equal digests."""
    for name in ("a.png", "b.png"):
        save(Image.new("RGB", (16, 8), (9, 8, 7)), RECORD, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_other_tools_find_what_they_look_for(tmp_path: Path) -> None:
    """The chunk ``parameters`` holds prompt, negative prompt and a settings line."""
    save(Image.new("RGB", (16, 8)), RECORD, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        text = image.info["parameters"]
    prompt, negative, _ = text.splitlines()
    assert prompt == RECORD.prompt
    assert negative == "Negative prompt: text, blurry"
    assert settings(text) == {
        "Steps": "10",
        "Sampler": "DPM++ 2M",
        "CFG scale": "4.5",
        "Seed": "1234567890123",
        "Size": "16x8",
        "Model hash": "00ff00ff00",
        "Model": "sd-turbo",
        "Denoising strength": "0.35",
        "Version": "Couplet",
    }


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_a_model_s_name_can_not_forge_settings(name: str) -> None:
    """Commas, colons and quotes in a name stay inside it."""
    record = replace(RECORD, preset=name)
    found = settings(parameters(record))
    assert found["Seed"] == "1234567890123"
    assert found["Model"].strip() == name.strip()


def test_files_that_say_nothing_are_no_error(tmp_path: Path) -> None:
    """A picture of somebody else, or one with a spoilt chunk, tells us nothing."""
    plain, spoilt = tmp_path / "plain.png", tmp_path / "spoilt.png"
    Image.new("RGB", (4, 4)).save(plain)
    save(Image.new("RGB", (4, 4)), RECORD, spoilt)
    with Image.open(spoilt) as image:
        image.tobytes()
        info = PngInfo()
        info.add_itxt("couplet", '{"prompt": 3')
        image.save(spoilt, pnginfo=info)
    assert read(plain) is None
    assert read(spoilt) is None
