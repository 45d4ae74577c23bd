"""The sketch model's autoencoder: 512 x 288 pictures to 16 x 9 latents of 48 channels and back.

An `AutoencoderTiny` of diffusers. Its encoder is not trained but computed: each strided layer
gathers 2 x 2 neighbours and keeps their principal components over drawn pictures, which ends in
48 numbers for every 32 x 32 pixels that keep 28 dB even through a linear decoder. Its decoder is
trained for levels and edges, and against a critic (`adversary`), on drawn pictures and on latents
that the denoiser painted.

Channels are scaled so that what matters to the eye stays larger than detail (standard deviations
to the power of 0.45): a denoiser then learns coarse before fine.
"""

from __future__ import annotations

import math
import random
import time
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from torch import nn

from training.adversary import Critic
from training.crops import crops
from training.decoder_start import start_decoder
from training.optimiser import Optimiser
from training.scenes.drawing import draw
from training.scenes.scene import random_scene
from training.seams import as_tensor, load_autoencoder, save_model, seed_all

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CHANNELS: Final = 48
SCALING: Final = 4.0
"""What the decoder sees is the denoiser's latents divided by this, as the decoder bends inputs
beyond about 1."""
_NOISE: Final = 0.1
"""Most noise on latents while the decoder learns; more of it would teach the decoder to blur."""
_FLATNESS: Final = 0.3
_HALO: Final = 2.0
_AGREEMENT: Final = 0.25
_SIDE: Final = 6
"""Side of a square of painted latents, as large as a crop of a picture."""
_WIDTH: Final = 64
_LEVELS: Final = 6
_KEPT: Final = (12, 48, 64, 64)
"""Components kept after each halving of a half-size picture."""


def empty_autoencoder() -> AutoencoderTiny:
    """The autoencoder's shape with random weights."""
    vae: AutoencoderTiny = AutoencoderTiny(
        latent_channels=CHANNELS,
        encoder_block_out_channels=(_WIDTH,) * _LEVELS,
        decoder_block_out_channels=(_WIDTH,) * _LEVELS,
        num_encoder_blocks=(0,) * _LEVELS,
        num_decoder_blocks=(5, 5, 4, 3, 0, 0),
        scaling_factor=SCALING,
    )
    return vae


def fit_encoder(vae: AutoencoderTiny, *, pictures: int = 1200, seed: int = 5) -> None:
    """Compute the encoder's weights from drawn pictures."""
    rng = random.Random(seed)
    drawn = np.stack([draw(random_scene(rng), 256, 144) for _ in range(pictures)])
    values: NDArray[np.float32] = drawn.astype(np.float32) / 255.0
    encoder: Any = vae.encoder
    layers = list(encoder.layers)
    with torch.no_grad():
        for layer in layers:
            layer.weight.zero_()
        layers[0].bias.zero_()
        for channel in range(3):
            layers[0].weight[channel, channel, 1, 1] = 1.0
            layers[1].weight[channel, channel, 1:, 1:] = 0.25  # the mean of 2 x 2 pixels
        spread = np.ones(1, np.float32)
        for layer, kept in zip(layers[2:-1], _KEPT, strict=True):
            gathered = _gather(values)
            flat = gathered.reshape(-1, gathered.shape[-1])
            spread, basis = np.linalg.eigh(flat.T @ flat / len(flat))
            basis = np.ascontiguousarray(basis[:, ::-1][:, :kept])
            spread = spread[::-1][:kept]
            values = gathered @ basis
            below = gathered.shape[-1] // 4
            taps = as_tensor(basis.T.reshape(kept, 2, 2, below).transpose(0, 3, 1, 2).copy())
            layer.weight[:kept, :below, 1:, 1:] = taps
        top = values[..., :CHANNELS].reshape(-1, CHANNELS)
        deviation = np.asarray(top.std(0), np.float32)
        scale = deviation**0.45 / deviation
        variances = np.asarray((top * scale).var(0), np.float32)
        scale /= math.sqrt(float(variances.mean())) * SCALING
        last = layers[-1]
        for channel in range(CHANNELS):
            last.weight[channel, channel, 1, 1] = float(scale[channel])
        last.bias.copy_(as_tensor(-top.mean(0) * scale))


def _gather(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shape (n, h, w, c) to (n, h/2, w/2, 4c): each 2 x 2 block's values side by side."""
    n, h, w, c = values.shape
    blocks = values.reshape(n, h // 2, 2, w // 2, 2, c).transpose(0, 1, 3, 2, 4, 5)
    return blocks.reshape(n, h // 2, w // 2, 4 * c)


class HalfEncoder:
    """The encoder as one matrix product, for half-size pictures: what drawing a pool needs."""

    def __init__(self, vae: AutoencoderTiny) -> None:
        with torch.no_grad():
            probe = torch.zeros(769, 3, 32, 32)
            for pixel in range(768):
                row, column, channel = pixel // 48, pixel // 3 % 16, pixel % 3
                probe[pixel, channel, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2] = 1.0
            encoder: Any = vae.encoder
            answers = encoder.layers(probe)[:, :, 0, 0].float().numpy()
        self._offset: NDArray[np.float32] = answers[768] * SCALING
        self._matrix: NDArray[np.float32] = (answers[:768] - answers[768]) * SCALING

    def __call__(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Shape (n, 16h, 16w, 3) to the denoiser's latents, shape (n, 48, h, w)."""
        n, height, width, _ = pictures.shape
        h, w = height // 16, width // 16
        blocks = pictures.reshape(n, h, 16, w, 16, 3).transpose(0, 1, 3, 2, 4, 5)
        flat = blocks.reshape(n * h * w, 768).astype(np.float32) / 255.0
        latents = flat @ self._matrix + self._offset
        grid = latents.reshape(n, h, w, CHANNELS).transpose(0, 3, 1, 2)
        return np.ascontiguousarray(grid, np.float32)


def begin_decoder(vae: AutoencoderTiny, *, pictures: int = 64, seed: int = 91) -> None:
    """Set the decoder near the encoder's inverse; see `decoder_start`."""
    rng = random.Random(seed)
    drawn = np.stack([draw(random_scene(rng), 256, 144) for _ in range(pictures)])
    latents = as_tensor(HalfEncoder(vae)(drawn))
    chance = torch.Generator().manual_seed(seed)
    noise = 0.1 * torch.randn(latents.shape, generator=chance)
    start_decoder(vae, drawn, (latents + noise) / SCALING)


def train_decoder(
    vae: AutoencoderTiny,
    *,
    full: bool,
    budget_s: float,
    rate: float = 1.0,
    device: str = "cpu",
    seed: int = 1,
    painted: torch.Tensor | None = None,
) -> None:
    """Train the decoder for that long; without `full` all but its last doubling.

    `painted`, shape (n, 48, 9, 16), are latents that the denoiser made up: at full size one in
    four pictures is decoded from these, is to look drawn, and is to have these very latents.
    """
    seed_all(seed)
    encode = HalfEncoder(vae)
    encoder: Any = vae.encoder
    encoder = encoder.to(device).requires_grad_(requires_grad=False)
    decoder: Any = vae.decoder
    decoder = decoder.to(device).to(memory_format=torch.channels_last)
    layers = list(decoder.layers)
    used = nn.Sequential(*(layers if full else [*layers[:-3], layers[-1]]))
    optimiser = Optimiser(
        used.named_parameters(),
        muon_lr=1e-3 * rate,
        adam_lr=5e-4 * rate,
        adam_only=("0.weight", f"{len(used) - 1}.weight"),
    )
    critic = Critic(device) if full else None
    start, step, mean = time.monotonic(), 0, 0.0
    for batch in crops(3 if full else 4, full=full, seed=seed):
        done = (time.monotonic() - start) / budget_s
        if done >= 1.0:
            break
        small = batch.float()
        small = nn.functional.avg_pool2d(small, 2) if full else small
        latents = as_tensor(encode(small.permute(0, 2, 3, 1).contiguous().numpy()))
        latents += torch.randn_like(latents) * (_NOISE * torch.rand(len(latents), 1, 1, 1))
        if full and painted is not None:
            latents = torch.cat([latents, _square_of(painted)])
        given = (latents / SCALING).to(device).to(memory_format=torch.channels_last)
        meant = batch.to(device).float().div(255.0)
        with torch.autocast(device, torch.bfloat16):
            seen = used(torch.tanh(given / 3) * 3).float()
        loss = _loss(seen[: len(meant)], meant)
        if len(seen) > len(meant):
            again = encoder.layers(seen[len(meant) :])
            loss = loss + _AGREEMENT * (again - given[len(meant) :]).abs().mean()
        if critic is not None:
            loss = loss + critic.blame(seen, meant, loss, layers[-1].weight)
        torch.autograd.backward(loss)
        optimiser.step(done)
        if critic is not None:
            critic.learn(seen, meant)
        error = (seen[: len(meant)].detach() - meant).pow(2).mean().item()
        mean, step = mean + (error - mean) / min(step + 1, 100), step + 1
        if step % 100 == 0:
            print(  # noqa: T201 - progress on the console is what a trainer is asked for
                f"decoder {'full' if full else 'half'} step {step} loss {loss.item():.4f} "
                f"psnr {-10 * np.log10(mean):.2f} left {budget_s * (1 - done):.0f} s",
                flush=True,
            )


def _loss(seen: torch.Tensor, meant: torch.Tensor) -> torch.Tensor:
    """What is wrong with a picture: levels, edges, edges that are too flat, halos.

    The third part charges a missing edge more than a wrong one, and the fourth what lies beyond
    the meant 5 x 5 neighbourhood.
    """
    total = (seen - meant).abs().mean()
    for axis in (-1, -2):
        edge, right = seen.diff(dim=axis), meant.diff(dim=axis)
        total = total + (edge - right).abs().mean()
        total = total + _FLATNESS * (right.abs() - edge.abs()).clamp_min(0.0).mean()
    highest = nn.functional.max_pool2d(meant, 5, 1, 2)
    lowest = -nn.functional.max_pool2d(-meant, 5, 1, 2)
    halo = (seen - highest).clamp_min(0.0) + (lowest - seen).clamp_min(0.0)
    return total + _HALO * halo.mean()


def _square_of(painted: torch.Tensor) -> torch.Tensor:
    """A square of one of the painted latents, shape (1, 48, 6, 6)."""
    _, _, height, width = painted.shape
    n, y, x = (int(torch.randint(end, ())) for end in (len(painted), height - _SIDE + 1,
                                                       width - _SIDE + 1))  # fmt: skip
    return painted[n : n + 1, :, y : y + _SIDE, x : x + _SIDE].float()


def load_or_fit(folder: Path, stored: Path | None = None) -> AutoencoderTiny:
    """The autoencoder of the checkpoints folder; if it has none, the stored one or a new one.

    Latents of one encoder mean nothing to a denoiser of another: who goes on from stored weights
    goes on with the stored autoencoder.
    """
    target = folder / "vae"
    if target.exists():
        return load_autoencoder(target)
    if stored is not None:
        vae = load_autoencoder(stored)
    else:
        vae = empty_autoencoder()
        fit_encoder(vae)
        begin_decoder(vae)
    save_model(vae, target)
    return vae
