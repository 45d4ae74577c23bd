"""What a painting is becoming, told from two steps of it, for every kind of sampler in use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch

from bot.imaging.colours import Colours
from bot.imaging.glimpses import mixture, unmixed

diffusers: Any = import_module("diffusers")

STEPS = 8
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
SAMPLERS: dict[str, Any] = {
    "euler": lambda: diffusers.EulerDiscreteScheduler(**BETAS),
    "dpm++": lambda: diffusers.DPMSolverMultistepScheduler(**BETAS),
    "dpm++ on a straight path": lambda: diffusers.DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True
    ),
    "flow": diffusers.FlowMatchEulerDiscreteScheduler,
    "ddim": lambda: diffusers.DDIMScheduler(**BETAS, clip_sample=False, steps_offset=1),
}


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", SAMPLERS)
def test_two_steps_tell_the_picture(name: str) -> None:
    """With a denoiser that knows the picture, what is told after any two steps is the picture."""
    scheduler = SAMPLERS[name]()
    scheduler.set_timesteps(STEPS)
    generator = torch.Generator().manual_seed(1)
    picture = torch.randn((1, 4, 6, 8), generator=generator)
    noise = torch.randn(picture.shape, generator=generator)
    latents = noise * float(getattr(scheduler, "init_noise_sigma", 1.0))
    before: tuple[Any, float, float] | None = None
    told = 0
    for timestep in scheduler.timesteps:
        latents = scheduler.step(_said(scheduler, timestep, latents, picture), timestep, latents)[0]
        now = latents, *mixture(scheduler, timestep)
        if before is not None and now[2] > 0:
            assert float((unmixed(before, now) - picture).abs().max()) < 0.05
            told += 1
        before = now
    assert told >= STEPS - 3


def _said(scheduler: Any, timestep: Any, latents: Any, picture: Any) -> Any:
    """What a denoiser that knows the picture would say of the latents before this step."""
    if not hasattr(scheduler, "alphas_cumprod") or scheduler.config.get("use_flow_sigmas"):
        sigma = float(scheduler.sigmas[scheduler.step_index or 0])
        return (latents - picture) / sigma
    if isinstance(scheduler, diffusers.EulerDiscreteScheduler):
        scheduler.scale_model_input(latents, timestep)
        return (latents - picture) / scheduler.sigmas[scheduler.step_index]
    share = scheduler.alphas_cumprod[int(timestep)]
    return (latents - share.sqrt() * picture) / (1 - share).sqrt()


def test_colours_are_learnt_from_what_was_decoded() -> None:
    """A decoder that is nearly linear, as autoencoders are, is told from a few pictures."""
    generator = torch.Generator().manual_seed(2)
    table = torch.randn((3, 4), generator=generator) / 4

    def decoded(latents: Any) -> Any:
        colours = torch.einsum("oc,bchw->bohw", table, latents) + 0.1
        return torch.nn.functional.interpolate(colours.tanh(), scale_factor=8)

    colours = Colours()
    assert not colours.known
    for _ in range(2):
        latents = torch.randn((1, 4, 9, 16), generator=generator)
        colours.learn(latents[:, :, None], decoded(latents)[:, :, None])  # as films have it
    latents = torch.randn((1, 4, 9, 16), generator=generator)
    shown = np.asarray(colours.shown(latents, 16), np.float32)
    wanted = decoded(latents)[0, :, ::8, ::8].movedim(0, -1).add(1).mul(127.5).numpy()
    assert shown.shape == (9, 16, 3)
    assert np.abs(shown - wanted).mean() < 4
    assert colours.shown(latents, 320).size == (320, 180)
