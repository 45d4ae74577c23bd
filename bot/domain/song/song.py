"""The clip's audio, as facts: the sound itself is a file named by its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.cut.camera import Beat

if TYPE_CHECKING:
    from bot.domain.cut.timeline import Timeline

CONTAINERS: Final = "mp3,wav,flac,ogg,mov,aac,aiff,w64"
"""What a song's file may be: containers of sound, no playlist and no script that names files."""

HEARD_HZ: Final = 48_000
DOWNMIX: Final = {"ochl": "stereo", "osf": "fltp", "rematrix_maxval": 1}
"""What ffmpeg's resampler is told, wherever a song is measured or encoded: two channels, and
surround turned down as far as no sum can clip."""


@dataclass(frozen=True, slots=True)
class Song:
    """A song as it was measured by decoding it, never as its header says."""

    id: int
    clip_id: int
    sha256: str
    filename: str
    duration_s: float
    sample_rate_hz: int
    channels: int
    loudness_lufs: float | None
    tempo_bpm: float | None
    beats_s: tuple[float, ...]
    bars_s: tuple[float, ...]
    energy: tuple[float, ...]
    """From 0 to 1, one value for each tenth of a second."""
    peak_dbfs: float | None
    added_by: int
    added_at: float


class Flaw(StrEnum):
    """Why a song that can be decoded is not whole."""

    DAMAGED = "damaged"  # a piece of it cannot be heard
    CUT_SHORT = "cut-short"  # it breaks off
    JOINED = "joined"  # it was put together from several recordings


@dataclass(frozen=True, slots=True)
class Damage:
    """What is not whole about a song, where, and how much of it is lost, in seconds."""

    flaw: Flaw
    at_s: float
    lost_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SongFacts:
    """All that is measured of a song, by decoding it once; times are seconds from its start.

    ``first_sound_s`` is where it is first clearly heard: at a tenth of its highest peak.
    ``loudness_lufs`` (EBU R128) and ``peak_dbfs`` are those of its two channels in a clip, None
    where it is silent. ``tempo_bpm`` is None, and there are no beats, where nothing pulses;
    ``bars_s`` are the beats on which bars of four begin. ``energy`` is as ``Song`` says.
    ``placed`` tells that the file begins late or pauses by its own time stamps, which players read
    each in their own way, and that its silence was written out into a file of its own.
    """

    duration_s: float
    first_sound_s: float
    sample_rate_hz: int
    channels: int
    loudness_lufs: float | None
    peak_dbfs: float | None
    energy: tuple[float, ...]
    tempo_bpm: float | None = None
    beats_s: tuple[float, ...] = ()
    bars_s: tuple[float, ...] = ()
    damage: Damage | None = None
    placed: bool = False


@dataclass(frozen=True, slots=True)
class SongLimits:
    """What is accepted as a song."""

    longest_s: float = 15 * 60
    largest_bytes: int = 100_000_000


MOST: Final = SongLimits(longest_s=60 * 60, largest_bytes=500 << 20)
"""The most that settings may accept."""


def shot_energies(energy: tuple[float, ...], timeline: Timeline) -> tuple[float, ...]:
    """The mean energy of the song in each shot, for the rules that choose moves."""
    energies: list[float] = []
    for shot in timeline.shots:
        first = int(float((shot.start - timeline.lead) / timeline.rate) * 10)
        last = int(float((shot.end - timeline.lead) / timeline.rate) * 10)
        within = energy[max(first, 0) : max(last, first + 1, 0)]
        energies.append(sum(within) / len(within) if within else 0.0)
    return tuple(energies)


def song_beats(energy: tuple[float, ...], beats_s: tuple[float, ...]) -> tuple[Beat, ...]:
    """The song's beats, in its seconds, as loud as it is there."""
    return tuple(
        Beat(at_s, energy[min(int(at_s * 10), len(energy) - 1)] if energy else 0.5)
        for at_s in beats_s
    )
