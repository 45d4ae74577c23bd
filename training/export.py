"""Put what was trained together as an ordinary diffusers folder: the weights in the repository.

`python -m training.export --help`. The folder loads by
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

from bot.imaging import sketch
from bot.imaging.sketch.tokenizer import build_tokenizer
from training.autoencoder import load_or_fit
from training.denoiser import Learner

MODEL_FOLDER: Final = Path(sketch.__file__).with_name("model")


def assemble(checkpoints: Path) -> StableDiffusionPipeline:
    """The pipeline of the checkpoints' running means, in 32-bit floats."""
    tokenizer = build_tokenizer()
    learner = Learner(tokenizer, "cpu", compiling=False)
    learner.restore(torch.load(checkpoints / "denoiser.pt", map_location="cpu", weights_only=True))
    learner.use_mean()
    scheduler = DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=4.0, steps_offset=1
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
    pipeline: Any = assemble(checkpoints)
    pipeline.to(dtype=torch.float16)
    pipeline.save_pretrained(target, safe_serialization=True)
    # The autoencoder writes this key, warns on reading it, and sets it anew anyway.
    _change(target / "vae" / "config.json", block_out_channels=None, _name_or_path=None)
    # Releases of transformers name this class differently; all of them know it by this name.
    fast = "PreTrainedTokenizerFast"
    _change(target / "tokenizer" / "tokenizer_config.json", tokenizer_class=fast, backend=None)
    # Stored in 16 bits, loaded in 32 unless asked: some releases would take the stored width.
    _change(target / "text_encoder" / "config.json", dtype="float32")
    _change(target / "model_index.json", tokenizer=["transformers", fast], _name_or_path=None)


def _change(path: Path, **values: object) -> None:
    """Set keys of a JSON file; None takes the key away."""
    known = json.loads(path.read_text("utf-8")) | values
    kept = {name: value for name, value in known.items() if value is not None or name not in values}
    path.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def main() -> None:
    """Parse the command line and export."""
    parser = argparse.ArgumentParser(prog="training.export", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("checkpoints"))
    parser.add_argument("--target", type=Path, default=MODEL_FOLDER)
    asked = parser.parse_args()
    export(asked.folder, asked.target)


if __name__ == "__main__":
    main()
