"""What is found in a song: tempo, beats, bars and its waveform, as plain facts.

The form in which the child process tells its parent; neither numpy nor a decoder is needed to
read it, so the bot may import it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, cast

PEAKS_HZ: Final = 20
ENERGY_HZ: Final = 10


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A song's pulse and shape; times are seconds from its start.

    ``tempo_bpm`` is None, and there are no beats, where nothing pulses. ``bars_s`` are the beats on
    which bars of four begin. ``energy`` is the loudness by tenth of a second and ``peaks`` the
    highest sample by twentieth, both 0 to 1.
    """

    duration_s: float
    tempo_bpm: float | None
    beats_s: tuple[float, ...]
    bars_s: tuple[float, ...]
    energy: tuple[float, ...]
    peaks: tuple[float, ...]

    def told(self) -> dict[str, object]:
        """As JSON can say it."""
        return asdict(self)

    @classmethod
    def heard(cls, told: dict[str, object]) -> Rhythm:
        """From what ``told`` gave.

        Raises:
            KeyError, TypeError, ValueError: it is not of that form.
        """
        tempo = told["tempo_bpm"]
        return cls(
            duration_s=float(cast("float", told["duration_s"])),
            tempo_bpm=None if tempo is None else float(cast("float", tempo)),
            beats_s=_numbers(told["beats_s"]),
            bars_s=_numbers(told["bars_s"]),
            energy=_numbers(told["energy"]),
            peaks=_numbers(told["peaks"]),
        )


def _numbers(told: object) -> tuple[float, ...]:
    return tuple(float(number) for number in cast("list[float]", told))
