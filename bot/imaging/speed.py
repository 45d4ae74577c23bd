"""What makes painting quicker on some cards, each switched by one setting; pure but for torch.

None of it changes what is painted beyond the last digits. Skipping blocks of steps that differ
little from the one before is left out for that: whether to skip is decided for a whole batch, so a
picture would depend on who happens to be painted beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bot.domain.errors import PainterError

# Typed as it is, each of its names would need a cast of its own.
torch: Any = import_module("torch")


@dataclass(frozen=True, slots=True)
class Speed:
    """What is switched on; ``attention`` is ``auto`` or one of diffusers' names.

    Only of those that come with torch or are packages of their own: what it would fetch from a hub
    while the bot runs is code of strangers.
    """

    compiled: bool = False
    attention: str = "auto"
    channels_last: bool = True

    def arrange(self, pipeline: Any) -> bool:
        """Make ``pipeline`` as quick as is switched on; True when its first painting compiles.

        Raises:
            PainterError: the package of that attention is missing, or it is none for this card.
        """
        if self.channels_last:
            _lay_out(pipeline)
        denoiser = denoiser_of(pipeline)
        if self.attention != "auto" and hasattr(denoiser, "set_attention_backend"):
            try:
                denoiser.set_attention_backend(self.attention)
            except (ImportError, RuntimeError, ValueError) as error:
                raise PainterError(f"COUPLET_PAINTER_ATTENTION={self.attention}: {error}") from None
        if not self.compiled or not getattr(denoiser, "_repeated_blocks", None):
            return False
        denoiser.compile_repeated_blocks()
        return True


def denoiser_of(pipeline: Any) -> Any:
    """The part that paints step by step."""
    return getattr(pipeline, "transformer", None) or getattr(pipeline, "unet", None)


def _lay_out(pipeline: Any) -> None:
    """Order memory as convolutions read it fastest."""
    for part in (getattr(pipeline, name, None) for name in ("unet", "vae")):
        # Convolutions over time have five dimensions, for which there is no such order.
        if part is not None and all(one.dim() < 5 for one in part.parameters()):
            part.to(memory_format=torch.channels_last)
