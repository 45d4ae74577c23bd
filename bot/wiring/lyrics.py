"""The services of lyrics: words, times, shots, tapping along, undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.lyrics.changes import Undo
from bot.services.lyrics.shots import Shots
from bot.services.lyrics.taps import TapLinks
from bot.services.lyrics.text import LyricsText
from bot.services.lyrics.times import Times

if TYPE_CHECKING:
    from bot.ports.lyrics import LyricsReader
    from bot.wiring.ground import Ground


@dataclass(frozen=True, slots=True)
class LyricsServices:
    """The lines' words and times, the shots they make, links to tap along, and undo."""

    text: LyricsText
    times: Times
    shots: Shots
    taps: TapLinks
    undo: Undo


def build_lyrics(ground: Ground, reader: LyricsReader) -> LyricsServices:
    """The services of this subject."""
    db, clock = ground.db, ground.clock
    return LyricsServices(
        text=LyricsText(db, clock, reader),
        times=Times(db, clock),
        shots=Shots(db, clock),
        taps=TapLinks(db, ground.files, clock, ground.bell),
        undo=Undo(db, clock),
    )
