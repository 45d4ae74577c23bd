"""Small pictures of what a pipeline has in mind while it is still painting.

After a step the latents are the picture to be, mixed with noise. How much of each the scheduler
knows, and two successive steps of the same picture have the same noise in them, so the picture can
be told from the two without asking the denoiser anything. The model's own autoencoder then decodes
it at a small size, or, where that is not on the device, ``colours`` say about what it is.

That costs time which the painting lacks, so no more than a small share of it is spent: a budget
fills while a model paints, and a glimpse is bought when there is enough in it. Nothing that goes
wrong here ever harms the picture that is being painted. It knows nothing of processes and posts.
"""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any, Final, cast

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

    from bot.imaging.colours import Colours
    from bot.imaging.preview_budget import PreviewBudget

log = logging.getLogger(__name__)

_LONG_SIDE_CELLS: Final = 32
"""About how many latent cells the longer side is brought down to: 256 pixels for most models."""
_LONG_SIDE_PX: Final = 320
UNREADABLE: Final = ("SCMScheduler",)
"""Samplers that do not say how much noise is left: those of models of one to four steps."""


class Glimpses:
    """Those of one painting: the items numbered ``wanted``, shown to ``show`` with their number.

    By ``colours`` where the autoencoder is not at hand.
    """

    def __init__(
        self,
        pipeline: Any,
        budget: PreviewBudget,
        wanted: Sequence[int],
        show: Callable[[int, Image.Image], None],
        size: tuple[int, int],
        *,
        colours: Colours | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._budget = budget
        self._wanted = list(wanted)
        self._show = show
        self._size = size
        self._before: tuple[Any, float, float] | None = None
        self._colours = colours
        unknown = colours is not None and not colours.known
        self._off = not wanted or unknown or not possible(pipeline)
        budget.begin()

    @property
    def asked(self) -> bool:
        """Whether ``after_step`` needs to be told anything."""
        return not self._off

    def after_step(self, scheduler: Any, timestep: Any, latents: Any) -> None:
        """Look at ``latents`` as they are after the step at ``timestep``."""
        if self._off:
            return
        try:
            self._look(scheduler, timestep, latents)
        except Exception:  # the picture is worth more than a look at it
            log.exception("no previews of this painting")
            self._off = True

    def _shown(self, latents: Any) -> Image.Image:
        if self._colours is None:
            return _decoded(self._pipeline, latents)
        scaled = _scaled(self._pipeline.vae.config, latents)
        return self._colours.shown(scaled, _LONG_SIDE_PX)

    def _look(self, scheduler: Any, timestep: Any, latents: Any) -> None:
        picture, noise = mixture(scheduler, timestep)
        if not noise:  # finished
            self._off = True
            return
        latents = unpacked(self._pipeline, latents, self._size)
        before, self._before = self._before, (latents[self._wanted].clone(), picture, noise)
        if before is None:
            return
        count = self._budget.affords(len(self._wanted))
        if not count:
            return
        begun = self._budget.now()
        for place in range(count):
            now = self._before[0][place : place + 1], picture, noise
            told = unmixed((before[0][place : place + 1], *before[1:]), now)
            self._show(self._wanted[place], self._shown(told))
        self._budget.pay(begun, count)
        # Who waits longest is shown next.
        self._wanted = self._wanted[count:] + self._wanted[:count]
        self._before = None


def possible(pipeline: Any) -> bool:
    """Whether glimpses of this pipeline's paintings can be shown, and may be.

    Not where a safety checker has a say in what is shown: it sees finished pictures only.
    """
    return (
        getattr(pipeline, "vae", None) is not None
        and getattr(pipeline, "safety_checker", None) is None
        and _processor(pipeline) is not None
        and type(pipeline.scheduler).__name__ not in UNREADABLE
    )


def _processor(pipeline: Any) -> Any:
    """What makes pictures of what the autoencoder decodes."""
    return getattr(pipeline, "image_processor", None) or (
        # Latents of films that are laid in a row do not say how long they are.
        None
        if hasattr(pipeline, "transformer_temporal_patch_size")
        else getattr(pipeline, "video_processor", None)
    )


def mixture(scheduler: Any, timestep: Any) -> tuple[float, float]:
    """How much of the picture and of noise is in the latents after the step at ``timestep``."""
    sigmas = getattr(scheduler, "sigmas", None)
    place: int | None = getattr(scheduler, "step_index", None)
    if sigmas is not None and place is not None:
        sigma = float(sigmas[place])
        if not hasattr(scheduler, "alphas_cumprod") or _option(scheduler, "use_flow_sigmas"):
            return 1 - sigma, sigma
        if float(scheduler.init_noise_sigma) > 1.0:
            return 1.0, sigma
        picture = 1 / math.sqrt(1 + sigma * sigma)
        return picture, sigma * picture
    later = scheduler.timesteps[scheduler.timesteps < timestep]
    if not len(later):
        return 1.0, 0.0
    share = float(scheduler.alphas_cumprod[int(later[0])])
    return math.sqrt(share), math.sqrt(1 - share)


def unmixed(before: tuple[Any, float, float], after: tuple[Any, float, float]) -> Any:
    """The picture's latents, from two mixtures (latents, share of picture, share of noise).

    Solves ``latents = picture_share * picture + noise_share * noise`` for the picture.
    """
    (first, picture_first, noise_first), (second, picture_second, noise_second) = before, after
    return (noise_first * second - noise_second * first) / (
        noise_first * picture_second - noise_second * picture_first
    )


def unpacked(pipeline: Any, latents: Any, size: tuple[int, int]) -> Any:
    """``latents`` as a grid of cells, (batch, channels, height, width).

    ``size`` is the picture's, in pixels. Pipelines with transformers lay patches of two by two
    cells in a row.

    Raises:
        ValueError: they are packed in a way that is not known.
    """
    if latents.ndim == 3:
        if hasattr(pipeline, "_unpatchify_latents"):  # FLUX.2
            columns = size[0] // (2 * pipeline.vae_scale_factor)
            patches = latents.unflatten(1, (-1, columns)).permute(0, 3, 1, 2)
            norm = pipeline.vae.bn
            deviation = torch.sqrt(norm.running_var + pipeline.vae.config.batch_norm_eps)
            patches = patches * _along(deviation, patches) + _along(norm.running_mean, patches)
            latents = pipeline._unpatchify_latents(patches)  # noqa: SLF001 - as its own code does
        elif hasattr(pipeline, "_unpack_latents"):
            latents = pipeline._unpack_latents(  # noqa: SLF001 - as its own code does
                latents, size[1], size[0], pipeline.vae_scale_factor
            )
    if latents.ndim == 5:  # a film: the middle of it
        latents = latents[:, :, latents.shape[2] // 2]
    if latents.ndim != 4:
        raise ValueError(f"latents of the shape {tuple(latents.shape)} are packed in no known way")
    return latents


def _along(values: Any, like: Any) -> Any:
    return values.view(1, -1, 1, 1).to(like.device, like.dtype)


def _option(scheduler: Any, name: str) -> bool:
    return bool(getattr(scheduler.config, name, False))


def _decoded(pipeline: Any, latents: Any) -> Image.Image:
    vae: Any = pipeline.vae
    factor = max(1, round(max(latents.shape[-2:]) / _LONG_SIDE_CELLS))
    if factor > 1:
        latents = torch.nn.functional.avg_pool2d(latents, factor)
    # As the pipelines do themselves: in half precision some autoencoders overflow.
    upcast = vae.dtype == torch.float16 and bool(getattr(vae.config, "force_upcast", False))
    with torch.no_grad():
        if upcast:
            vae.to(dtype=torch.float32)
        try:
            scaled = _scaled(vae.config, latents.to(vae.dtype))
            if any(one.dim() == 5 for one in vae.parameters()):
                decoded = vae.decode(scaled[:, :, None], return_dict=False)[0][:, :, 0]
            else:
                decoded = vae.decode(scaled, return_dict=False)[0]
        finally:
            if upcast:
                vae.to(dtype=torch.float16)
    (image,) = cast("list[Image.Image]", _processor(pipeline).postprocess(decoded))
    image.thumbnail((_LONG_SIDE_PX, _LONG_SIDE_PX))
    return image


def _scaled(config: Any, latents: Any) -> Any:
    """The denoiser's latents as the autoencoder wants them."""
    mean, deviation = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
    factor: float = getattr(config, "scaling_factor", None) or 1.0
    if mean is not None and deviation is not None:
        mean, deviation = (_along(torch.tensor(one), latents) for one in (mean, deviation))
        return latents * deviation / factor + mean
    shift: float | None = getattr(config, "shift_factor", None)
    return latents / factor + (shift or 0.0)
