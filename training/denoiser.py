"""The denoiser and its text encoder: shapes, one training step, and what a checkpoint holds.

Flow matching (Lipman et al. 2023): a latent x and noise n are mixed to (1 - s) x + s n, and the
network says n - x. The UNet has one level at 16 x 9, where nearly all its work is matrix products
of 192 channels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel

from bot.imaging.sketch.language import MAX_TOKENS
from bot.imaging.sketch.tokenizer import SPECIALS
from training.autoencoder import CHANNELS
from training.optimiser import Optimiser
from training.seams import compiled, lerp_all, load_tensors

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import PreTrainedTokenizerFast

WIDTH: Final = 192
_SUBJECT_WEIGHT: Final = 4.0
"""What a square that a subject is about weighs in the loss; the others weigh 1. Subjects fill a
fifth of most scenes, so without it the network learns them last."""
_NOISE_SHIFT: Final = 1.0
_NOISE_SPREAD: Final = 1.2
"""Middle and spread (before the logistic curve) of the noise levels seen in training: mostly high
ones, where it is decided what stands where, or a subject comes twice."""


def build_unet() -> UNet2DConditionModel:
    """The denoiser with random weights."""
    unet: UNet2DConditionModel = UNet2DConditionModel(
        sample_size=16,  # one number, because diffusers' image-to-image pipeline compares it
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        down_block_types=("CrossAttnDownBlock2D",),
        up_block_types=("CrossAttnUpBlock2D",),
        mid_block_type=None,
        block_out_channels=(WIDTH,),
        layers_per_block=1,
        cross_attention_dim=WIDTH,
        attention_head_dim=3,
        norm_num_groups=16,
        use_linear_projection=True,
        resnet_time_scale_shift="scale_shift",
        time_embedding_dim=384,
    )
    return unet


def build_text_encoder(tokenizer: PreTrainedTokenizerFast) -> CLIPTextModel:
    """The text encoder with random weights."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            intermediate_size=4 * WIDTH,
            projection_dim=WIDTH,
            num_hidden_layers=3,
            num_attention_heads=3,
            max_position_embeddings=MAX_TOKENS,
            pad_token_id=SPECIALS.index("[PAD]"),
            bos_token_id=SPECIALS.index("[BOS]"),
            eos_token_id=SPECIALS.index("[EOS]"),
        )
    )


class Learner:
    """Denoiser, text encoder, their running mean and their optimiser.

    `compiling` costs a minute or more, and then makes each step faster.
    """

    def __init__(
        self, tokenizer: PreTrainedTokenizerFast, device: str, *, compiling: bool = True
    ) -> None:
        self.tokenizer, self.device = tokenizer, device
        unet: Any = build_unet()
        self.unet = unet.to(device).to(memory_format=torch.channels_last)
        text: Any = build_text_encoder(tokenizer)
        self.text = text.to(device)
        self._forward: Any = compiled(self.unet) if compiling else self.unet
        self.whole = nn.ModuleDict({"unet": self.unet, "text": self.text})
        self.mean = [one.detach().clone() for one in self.whole.parameters()]
        self.optimiser = Optimiser(
            self.whole.named_parameters(),
            muon_lr=2e-3,
            adam_lr=1.5e-3,
            adam_only=("conv_in", "conv_out", "embedding", "position"),
        )
        self.steps = 0
        self.elapsed_s = 0.0

    def step(
        self, latents: torch.Tensor, subjects: torch.Tensor, captions: list[str], progress: float
    ) -> float:
        """Learn from one batch; gives its loss.

        `subjects`, shape (n, 9, 16), is 1 where a scene's subjects are and 0 elsewhere.
        """
        x = latents.to(self.device)
        weights = 1 + (_SUBJECT_WEIGHT - 1) * subjects.to(self.device)[:, None]
        s = torch.sigmoid(_NOISE_SPREAD * torch.randn(len(x), device=self.device) + _NOISE_SHIFT)
        noise = torch.randn_like(x)
        part = s[:, None, None, None]
        mixed = ((1 - part) * x + part * noise).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device, torch.bfloat16):
            context = self.text(self.ids(captions))[0]
            said = self._forward(mixed, s * 1000, context).sample
        wrong = (said.float() - (noise - x)).pow(2)
        loss = (wrong * weights).mean() / weights.mean()
        torch.autograd.backward(loss)
        self.optimiser.step(progress)
        self.steps += 1
        decay = min(0.998, self.steps / (self.steps + 20))
        with torch.no_grad():
            lerp_all(self.mean, [one.detach() for one in self.whole.parameters()], 1 - decay)
        return float(loss.item())

    def ids(self, captions: list[str]) -> torch.Tensor:
        """Token ids as the pipeline makes them, shape (n, 32)."""
        tokens = self.tokenizer(
            captions, padding="max_length", truncation=True, return_tensors="pt"
        )
        ids: torch.Tensor = tokens["input_ids"].to(self.device)
        return ids

    def begin_with(self, folder: Path) -> None:
        """Go on from the weights of a pipeline folder, with a fresh optimiser."""
        for part, name in (
            (self.unet, "unet/diffusion_pytorch_model.safetensors"),
            (self.text, "text_encoder/model.safetensors"),
        ):
            stored = load_tensors(folder / name)
            part.load_state_dict({key: one.float() for key, one in stored.items()})
        with torch.no_grad():
            for mean, one in zip(self.mean, self.whole.parameters(), strict=True):
                mean.copy_(one)

    def use_mean(self) -> None:
        """Put the running mean in place of the weights."""
        with torch.no_grad():
            for one, mean in zip(self.whole.parameters(), self.mean, strict=True):
                one.copy_(mean)

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {
            "weights": self.whole.state_dict(),
            "mean": self.mean,
            "optimiser": self.optimiser.state(),
            "steps": self.steps,
            "elapsed_s": self.elapsed_s,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.whole.load_state_dict(state["weights"])
        for own, stored in zip(self.mean, state["mean"], strict=True):
            own.copy_(stored)
        self.optimiser.restore(state["optimiser"])
        self.steps, self.elapsed_s = state["steps"], state["elapsed_s"]
