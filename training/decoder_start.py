"""Where the decoder's training starts: near the encoder's inverse, computed instead of learned.

Each convolution after a doubling begins as the best linear map (ridge regression) from what the
layers before it give to the encoder's own features of that size; blocks begin as doing nothing.
From there a few minutes of training do what hours would from random weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import torch
from torch import nn

from training.seams import as_tensor, solve

if TYPE_CHECKING:
    import numpy as np
    from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
    from numpy.typing import NDArray

_OFFSET: Final = 1.0
_SWING: Final = 0.3
"""Features start as 1 + 0.3 standardised values, so that ReLUs let nearly all of them pass."""
_SAMPLES: Final = 30_000
"""Places that are enough to fit 577 numbers for each channel."""


def start_decoder(vae: AutoencoderTiny, pictures: NDArray[np.uint8], latents: torch.Tensor) -> None:
    """Set the decoder's weights from half-size pictures and their (noised) decoder inputs."""
    encoder: Any = vae.encoder
    decoder: Any = vae.decoder
    layers = list(decoder.layers)
    picture = as_tensor(pictures).permute(0, 3, 1, 2).float() / 255.0
    with torch.no_grad():
        seen = nn.functional.pad(picture, (0, 0, 0, 0, 0, encoder.layers[0].out_channels - 3))
        features = [picture]
        for layer in list(encoder.layers)[2:-1]:
            seen = layer(seen)
            features.append(seen)
        for layer in layers:
            if not isinstance(layer, nn.Conv2d | nn.ReLU | nn.Upsample):
                nn.init.zeros_(layer.conv[-1].weight)
                nn.init.zeros_(layer.conv[-1].bias)
        x = torch.tanh(latents / 3) * 3
        size = len(features) - 1
        # The last doubling copies, until the full-size stage teaches it better.
        for layer in layers[:-3]:
            if isinstance(layer, nn.Conv2d):
                _fit(layer, x, _standard(features[size]))
                size -= 1
            x = layer(x)
        _fit(layers[-1], x, picture)
        nn.init.dirac_(layers[-2].weight)


def _standard(features: torch.Tensor) -> torch.Tensor:
    """The channels that carry something, around `_OFFSET`."""
    deviation = features.std((0, 2, 3), keepdim=True)
    carrying = deviation.flatten() > 1e-4
    mean = features.mean((0, 2, 3), keepdim=True)
    return _OFFSET + _SWING * ((features - mean) / deviation.clamp_min(1e-4))[:, carrying]


def _fit(layer: nn.Conv2d, given: torch.Tensor, meant: torch.Tensor) -> None:
    """Set the weights for the first channels so that `given` becomes `meant`; leave the rest."""
    channels, images = meant.shape[1], -(-_SAMPLES // (meant.shape[2] * meant.shape[3]))
    given, meant = given[:images], meant[:images]
    columns = (
        nn.functional.unfold(given, 3, padding=1).transpose(1, 2).reshape(-1, 9 * given.shape[1])
    )
    values = meant.permute(0, 2, 3, 1).reshape(-1, channels)
    x, y = columns.double(), values.double()
    if layer.bias is not None:
        x = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1)
    gram = x.T @ x
    gram += 1e-4 * gram.diagonal().mean() * torch.eye(len(gram), dtype=x.dtype)
    solution = solve(gram, x.T @ y).T.float()
    if layer.bias is not None:
        layer.bias[:channels] = solution[:, -1]
        solution = solution[:, :-1]
    layer.weight[:channels] = solution.reshape(channels, -1, 3, 3)
