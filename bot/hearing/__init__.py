"""A song heard and drawn in a process of its own: tempo, beats, bars, energy, waveform.

The bot imports ``asking``, ``rhythm`` and ``sheet`` only; the rest needs numpy, a decoder or
Pillow and runs in the child (``python -m bot.hearing``). Whether a file may be a song at all is
asked elsewhere; here nothing is refused but what cannot be decoded.
"""

from __future__ import annotations

from bot.hearing.asking import draw_song, find_rhythm
from bot.hearing.rhythm import Rhythm
from bot.hearing.sheet import Mark, Sheet

__all__ = ["Mark", "Rhythm", "Sheet", "draw_song", "find_rhythm"]
