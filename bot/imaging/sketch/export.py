"""Put what was trained together as an ordinary diffusers folder: the weights in the repository.

`python -m bot.imaging.sketch.export --help`. The folder loads by
`AutoPipelineForText2Image.from_pretrained(folder)` with no code of ours.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler

from bot.imaging.sketch.autoencoder import load_or_fit
from bot.imaging.sketch.denoiser import Learner
from bot.imaging.sketch.tokenizer import build_tokenizer

MODEL_FOLDER: Final = Path(__file__).parent / "model"


def assemble(checkpoints: Path) -> StableDiffusionPipeline:
    """The pipeline of the checkpoints' running means, in 32-bit floats."""
    tokenizer = build_tokenizer()
    learner = Learner(tokenizer, "cpu")
    learner.restore(torch.load(checkpoints / "denoiser.pt", map_location="cpu", weights_only=True))
    learner.use_mean()
    scheduler = DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=1.0
    )
    pipeline: Any = StableDiffusionPipeline
    built: StableDiffusionPipeline = pipeline(
        vae=load_or_fit(checkpoints),
        text_encoder=learner.text.eval(),
        tokenizer=tokenizer,
        unet=learner.unet.eval(),
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return built


def export(checkpoints: Path, target: Path) -> None:
    """Write the pipeline folder with weights in 16-bit floats."""
    pipeline: Any = assemble(checkpoints).to(dtype=torch.float16)
    pipeline.save_pretrained(target, safe_serialization=True)
    # The autoencoder's class writes this key but warns on reading it; it sets it anew anyway.
    config = target / "vae" / "config.json"
    known = json.loads(config.read_text("utf-8"))
    known.pop("block_out_channels", None)
    for key in [one for one in known if one == "_name_or_path"]:
        del known[key]
    config.write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def main() -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(prog="bot.imaging.sketch.export", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("checkpoints"))
    parser.add_argument("--target", type=Path, default=MODEL_FOLDER)
    asked = parser.parse_args()
    export(asked.folder, asked.target)


if __name__ == "__main__":
    main()
