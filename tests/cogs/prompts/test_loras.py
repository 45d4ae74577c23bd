"""``/style set lora:`` as people meet it, with a real folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cogs.stage import staged

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord import LocalDiscord


def folder_with_ink(at: Path) -> Path:
    """A folder with one small LoRA and what its owner says of it."""
    folder = at / "loras"
    folder.mkdir()
    name = "unet.down.attn2.to_k.lora_A.weight"
    header = json.dumps({name: {"dtype": "F32", "shape": [1, 768], "data_offsets": [0, 3072]}})
    body = len(header).to_bytes(8, "little") + header.encode() + bytes(3072)
    (folder / "ink.safetensors").write_bytes(body)
    words = 'title = "Ink wash"\ntrigger = "inkwash"\nlicence = "CC BY 4.0"\n'
    (folder / "ink.toml").write_text(words, "utf-8")
    return folder


async def test_a_style_wears_a_lora_in_both_languages(
    local_discord: LocalDiscord, tmp_path: Path
) -> None:
    """Suggested with base, words and licence; told with the style and under a take."""
    folder = folder_with_ink(tmp_path)
    async with staged(local_discord, tmp_path, lora_folder=folder) as stage:
        await stage.clip("The tide is out", prompts=True)
        told = await stage.ana.slash("style set", stage.channel, lora="ink")
        assert "LoRA: Ink wash \\(CC BY 4.0\\), weight 1" in told.text
        assert "for your prompts: inkwash" in told.text
        shown = await stage.cleo.slash("style show", stage.channel)
        assert "LoRA : Ink wash \\(CC BY 4.0\\), poids 1" in shown.text
        message = await stage.round(takes=1)
        about = await stage.bo.click(message, "About")
        assert "LoRA: Ink wash \\(CC BY 4.0\\) 1" in about.text
        wrong = await stage.ana.slash("style set", stage.channel, lora="gold")
        assert "no LoRA called “gold” here: choose one of ink" in wrong.text
        alone = await stage.ana.slash("style set", stage.channel, weight=0.5)
        assert "Say which LoRA" in alone.text
        tried = await stage.ana.slash(
            "style try", stage.channel, look1="oil <lora:ink:0.4>", look2="<->"
        )
        assert "in 2 styles" in tried.text
        off = await stage.ana.slash("style set", stage.channel, lora="-")
        assert "LoRA" not in off.text
