"""Presets say what their models are made from, or are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import UserError
from bot.domain.texts import LOCALES
from bot.imaging.known import KnownAbilities
from bot.imaging.presets import load_presets, recommended

WHOLE = """
[lantern]
title = "Lantern"
model = "./lantern"
licence = "CC0"
training_data = "Photographs of our own."
steps = 12
guidance = 3.5
width_px = 640
height_px = 360
max_words = 50
"""


def refused(tmp_path: Path, text: str) -> str:
    """The sentence with which a presets file ``text`` is refused, in English."""
    file = tmp_path / "presets.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        load_presets(file)
    for locale in LOCALES:
        assert "\n" not in raised.value.sentence(locale)
    return str(raised.value)


def test_the_bundled_presets_are_complete() -> None:
    """Each with licence, training data in two languages, and a 16:9 size on its model's step."""
    presets = load_presets()
    assert {"sketch", "sd15", "sdxl", "flux2-klein", "commoncanvas"} < set(presets)
    for preset in presets.values():
        assert preset.licence
        assert preset.training_data
        assert preset.width_px % preset.step_px == preset.height_px % preset.step_px == 0
        assert preset.trained_on("fr") != preset.trained_on("en")
        if preset.film is None:
            assert preset.width_px * 9 == preset.height_px * 16
            assert KnownAbilities({}).of(preset) is not None
        else:
            assert (preset.film.frames - 1) % preset.film.frame_step == 0


def test_a_film_is_as_long_as_its_model_can(tmp_path: Path) -> None:
    """Wished seconds become a number of frames that it paints, up to the longest."""
    file = tmp_path / "presets.toml"
    film = "[lantern.film]\nrate = 24\nframes = 121\nframe_step = 4\n"
    file.write_text(WHOLE + film, encoding="utf-8")
    found = load_presets(file)["lantern"].film
    assert found is not None
    assert [found.frames_for(seconds) for seconds in (0.01, 2.0, 5.0, 60.0)] == [5, 49, 121, 121]


@pytest.mark.parametrize(
    "table", ["rate = 24\nframes = 121", "rate = 0\nframes = 121\nframe_step = 4", "colour = 1"]
)
def test_a_table_of_films_is_checked_like_the_rest(tmp_path: Path, table: str) -> None:
    """What it lacks, what is out of range, what nobody knows."""
    assert "lantern" in refused(tmp_path, f"{WHOLE}[lantern.film]\n{table}\n")


def test_the_bundled_model_is_a_folder_beside_its_code() -> None:
    """It is found wherever the package is installed; the others are hub repositories."""
    presets = load_presets()
    assert Path(presets["sketch"].model).parts[-4:] == ("bot", "imaging", "sketch", "model")
    assert presets["sd15"].model == "stable-diffusion-v1-5/stable-diffusion-v1-5"


def test_people_add_presets_of_their_own(tmp_path: Path) -> None:
    """A folder in the file is meant from the file on; bundled presets stay, or are replaced."""
    file = tmp_path / "presets.toml"
    file.write_text(WHOLE + WHOLE.replace("[lantern]", "[sd15]"))
    presets = load_presets(file)
    assert presets["lantern"].model == str(tmp_path / "lantern")
    assert (presets["lantern"].guidance, presets["lantern"].negative) == (3.5, "")
    assert presets["sd15"].title == "Lantern"
    assert "sdxl" in presets


@pytest.mark.parametrize("key", ["licence", "training_data"])
@pytest.mark.parametrize("value", ["", "   ", None])
def test_a_preset_that_hides_its_origin_is_refused(
    tmp_path: Path, key: str, value: str | None
) -> None:
    """Without licence or training data nobody can choose, so nobody may."""
    lines = [line for line in WHOLE.splitlines() if not line.startswith(key)]
    lines += [] if value is None else [f'{key} = "{value}"']
    assert key in refused(tmp_path, "\n".join(lines)).replace("\\", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("steps = 12", "", "steps"),
        ("steps = 12", "steps = 0", "1 to 200"),
        ("steps = 12", "steps = true", "1 to 200"),
        ("steps = 12", "steps = 2.5", "1 to 200"),
        ("guidance = 3.5", 'guidance = "high"', "0 to 50"),
        ("width_px = 640", "width_px = 641", "multiple of 8"),
        ('title = "Lantern"', "title = 3", "text in quotes"),
        ('title = "Lantern"', 'titel = "Lantern"', "titel"),
        ("[lantern]", "lantern = 3\n[other]", "square brackets"),
        ("[lantern]", "[lantern", "cannot be read"),
    ],
)
def test_mistakes_are_said_in_a_sentence_that_names_them(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Whoever wrote the file learns what to change."""
    assert said in refused(tmp_path, WHOLE.replace(old, new)).replace("\\", "")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """The sentence names the file."""
    with pytest.raises(UserError, match="nowhere"):
        load_presets(tmp_path / "nowhere.toml")


def test_the_bot_s_side_imports_no_torch() -> None:
    """What the bot imports of the painting leaves torch, diffusers and their kin out."""
    code = """
import sys
import bot.domain.prompts.composition, bot.imaging.folders, bot.imaging.metadata
import bot.imaging.painter, bot.imaging.presets
heavy = {"torch", "diffusers", "transformers", "numpy", "huggingface_hub"} & sys.modules.keys()
assert not heavy, heavy
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("kind", "gib", "preset"),
    [
        ("cpu", 64, "sketch"),
        ("cuda", 2, "sketch"),
        ("cuda", 6, "sd15"),
        ("cuda", 11.7, "sdxl"),
        ("mps", 16, "flux2-klein"),
        ("cuda", 23.6, "flux-schnell"),
    ],
)
def test_a_preset_is_recommended_by_the_memory_of_the_card(
    kind: str, gib: float, preset: str
) -> None:
    """One that comes along; on a processor the one that is practical there."""
    assert recommended(kind, int(gib * 2**30)) == preset
    assert preset in load_presets()
