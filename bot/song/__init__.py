"""The song, measured and drawn in a process of its own: clock, loudness, beats, energy, damage.

    measurement   the bot's side: a child process is asked, its answer made facts or a sentence
    sheet         what a picture of the song shows
    analysis      the child's side: one decode, from which everything is measured
    decoding      a file to two channels of sound, each sample where the file's clock has it
    damage        what a decoder passes over in silence
    loudness      EBU R128, highest peak, and the one channel that beats are found in
    onsets, beats, energy, drawing

The bot imports ``measurement`` and ``sheet`` only; the rest needs numpy, a decoder or Pillow and
runs in the child (``python -m bot.song``).
"""

from __future__ import annotations

from bot.song.measurement import draw_song, measure_song
from bot.song.sheet import Mark, Sheet

__all__ = ["Mark", "Sheet", "draw_song", "measure_song"]
