"""Decoding pictures one by one, so that latents are never lost over it.

Denoising together pays, decoding together does not: one picture fills a device. Where memory runs
out over one, its latents are still there, and it is decoded again in tiles; where numbers overflow
it is decoded again in float32.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, cast

import torch

from bot.domain.errors import PainterError
from bot.imaging.failing import free_memory, is_out_of_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.imaging.colours import Colours

log = logging.getLogger(__name__)

BLACK: Final = (
    "the model's numbers overflowed and the picture is empty: set COUPLET_PAINTER_DTYPE to "
    "bfloat16 or float32, or choose another size"
)


def decode_apart(pipeline: Any, colours: Colours) -> None:
    """Let ``pipeline`` decode as this module says, and ``colours`` learn from it."""
    for name in ("vae", "movq"):
        vae: Any = getattr(pipeline, name, None)
        if vae is not None and not hasattr(vae.decode, "apart"):
            vae.decode = _decoder(vae, vae.decode, colours)


def tile(vae: Any, *, on: bool) -> None:
    """Let ``vae`` work in tiles or in one piece, if it can do both."""
    if hasattr(vae, "use_tiling"):
        (vae.enable_tiling if on else vae.disable_tiling)()


def _decoder(vae: Any, behind: Callable[..., Any], colours: Colours) -> Callable[..., Any]:
    def decode(latents: Any, *args: Any, **kwargs: Any) -> Any:
        answers = [
            _surely(vae, behind, latents[at : at + 1], args, kwargs) for at in range(len(latents))
        ]
        first = answers[0]
        pictures = torch.cat([_sample(answer) for answer in answers])
        try:
            colours.learn(latents, pictures)
        except Exception:  # the pictures are worth more than previews
            log.exception("no colours are learnt from these latents")
        if isinstance(first, tuple):
            return (pictures,)
        return type(first)(sample=pictures)

    wrapper: Any = decode
    wrapper.apart = True
    return decode


def _surely(
    vae: Any, behind: Callable[..., Any], latents: Any, args: tuple[Any, ...], kwargs: Any
) -> Any:
    try:
        answer = behind(latents, *args, **kwargs)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        answer = None
    if answer is None:  # out of the block above, whose traceback holds on to tensors
        log.warning("a picture does not fit while it is decoded: again in tiles")
        free_memory()
        before = bool(getattr(vae, "use_tiling", False))
        tile(vae, on=True)
        try:
            answer = behind(latents, *args, **kwargs)
        finally:
            tile(vae, on=before)
    if _whole(answer):
        return answer
    dtype = vae.dtype
    if dtype != torch.float32 and bool(torch.isfinite(latents).all()):
        log.warning("numbers overflowed while a picture was decoded: again in float32")
        vae.to(dtype=torch.float32)
        try:
            answer = behind(latents.float(), *args, **kwargs)
        finally:
            vae.to(dtype=dtype)
        if _whole(answer):
            return answer
    raise PainterError(BLACK)


def _whole(answer: Any) -> bool:
    return bool(torch.isfinite(_sample(answer)).all())


def _sample(answer: Any) -> Any:
    return cast("Any", answer)[0] if isinstance(answer, tuple) else answer.sample
