"""What was measured of a song, in plain words and as plain values; and what is said of damage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.errors import UserError
from bot.domain.texts import Moment, Safe, say

if TYPE_CHECKING:
    from bot.domain.song.song import Damage, SongFacts


def complaint(damage: Damage, name: str) -> UserError:
    """What is said of a song that is not whole, where only a whole one will do."""
    return UserError(
        f"song.{damage.flaw}", name=name, at=Moment(damage.at_s), seconds=round(damage.lost_s, 1)
    )


def fact_rows(locale: str, facts: SongFacts, name: str) -> tuple[str, ...]:
    """The facts for a terminal, a sentence a row."""
    rows = [
        say(
            locale,
            "console.song",
            name=Safe(name),
            length=Moment(facts.duration_s),
            first=Moment(facts.first_sound_s),
            rate_hz=facts.sample_rate_hz,
            channels=facts.channels,
        )
    ]
    if facts.loudness_lufs is not None and facts.peak_dbfs is not None:
        lufs, peak = facts.loudness_lufs, facts.peak_dbfs
        rows.append(say(locale, "console.song-loudness", lufs=lufs, peak=peak))
    if facts.tempo_bpm is None:
        rows.append(say(locale, "console.song-no-beats"))
    else:
        tempo, beats = facts.tempo_bpm, len(facts.beats_s)
        rows.append(say(locale, "console.song-beats", tempo=tempo, n=beats))
    if facts.damage is not None:
        rows.append(_damage(locale, facts.damage, name))
    return tuple(rows)


def fact_values(locale: str, facts: SongFacts, name: str) -> dict[str, Any]:
    """The facts as JSON's plain values; damage is a sentence or None."""
    return {
        "duration_s": facts.duration_s,
        "first_sound_s": facts.first_sound_s,
        "sample_rate_hz": facts.sample_rate_hz,
        "channels": facts.channels,
        "loudness_lufs": facts.loudness_lufs,
        "peak_dbfs": facts.peak_dbfs,
        "tempo_bpm": facts.tempo_bpm,
        "beats_s": list(facts.beats_s),
        "damage": None if facts.damage is None else _damage(locale, facts.damage, name),
    }


def _damage(locale: str, damage: Damage, name: str) -> str:
    return complaint(damage, Safe(name)).sentence(locale)
