"""Beats and bars are found where they are, on songs made with known ones."""

from __future__ import annotations

import numpy as np
import pytest

from bot.song.beats import find_beats
from bot.song.energy import find_energy, first_sound_s
from bot.song.onsets import RATE_HZ
from tests.song.made_songs import STYLES, Made, make

WINDOW_S = 0.07


def f_measure(truth: tuple[float, ...], found: tuple[float, ...]) -> float:
    """The harmonic mean of precision and recall with the usual 70 ms window, one hit a beat."""
    hits = 0
    left = list(found)
    for beat in truth:
        near = [time_s for time_s in left if abs(time_s - beat) <= WINDOW_S]
        if near:
            left.remove(min(near, key=lambda time_s: abs(time_s - beat)))
            hits += 1
    return 2 * hits / max(1, len(truth) + len(found))


@pytest.mark.parametrize(
    "song",
    [
        make("rock", STYLES["rock"], [(104, 30)]),
        make("fast rock", STYLES["rock"], [(176, 50)], seed=2),
        make("slow", STYLES["house"], [(66, 24)], seed=3),
        make("no drums", STYLES["no drums"], [(92, 28)], seed=4),
        make("swing", STYLES["rock"], [(116, 36)], swing=0.64, seed=5),
        make("noisy", STYLES["noisy"], [(128, 36)], seed=6),
        make("silence first", STYLES["house"], [(120, 36)], silence_s=5, seed=7),
        make("tempo change", STYLES["rock"], [(96, 24), (120, 30)], seed=8),
    ],
    ids=lambda song: song.name if isinstance(song, Made) else "",
)
def test_beats_are_found_within_70_ms(song: Made) -> None:
    """At least 95 % F-measure, whatever the style, the swing and the silence."""
    found = find_beats(song.sound)
    assert f_measure(song.beats_s, found.beats_s) >= 0.95


def test_tempo_and_bars_are_told() -> None:
    """The tempo is right to 1 %, the bars begin where the harmony changes."""
    song = make("rock", STYLES["rock"], [(104, 48)], seed=1)
    found = find_beats(song.sound)
    assert found.tempo_bpm == pytest.approx(104, rel=0.01)
    assert f_measure(song.bars_s, found.bars_s) >= 0.95
    assert set(found.bars_s) <= set(found.beats_s)


def test_a_quiet_song_has_the_same_beats() -> None:
    """How loud a file was made does not matter."""
    song = make("rock", STYLES["rock"], [(104, 30)])
    assert (
        find_beats((song.sound / 100).astype(np.float32)).beats_s == find_beats(song.sound).beats_s
    )


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(20 * RATE_HZ, np.float32),
        np.zeros(0, np.float32),
        np.ones(100, np.float32),
        np.random.default_rng(1).normal(0, 0.1, 20 * RATE_HZ).astype(np.float32),
        np.sin(np.arange(20 * RATE_HZ) * 0.05).astype(np.float32),
    ],
    ids=["silence", "nothing", "a click", "noise", "a hum"],
)
def test_what_does_not_pulse_has_no_beats(sound: np.ndarray) -> None:
    """No tempo is claimed for silence, noise or a held tone."""
    found = find_beats(sound)
    assert (found.tempo_bpm, found.beats_s, found.bars_s) == (None, (), ())


def test_energy_follows_the_sound() -> None:
    """By tenth of a second, loud where the song is loud; what is left over counts too."""
    sound = np.concatenate((np.full(RATE_HZ, 0.01), np.full(RATE_HZ + 9, 0.5))).astype(np.float32)
    energy = find_energy(sound)
    assert len(energy) == 21
    assert energy[5] < 0.2
    assert energy[15] > 0.95
    assert find_energy(sound[:0]) == ()


def test_the_first_sound_stands_out_from_hiss() -> None:
    """A tenth of the highest peak, on whichever side of zero."""
    sound = np.random.default_rng(3).normal(0, 0.01, 3 * RATE_HZ).astype(np.float32)
    sound[2 * RATE_HZ] = -0.9
    assert first_sound_s(sound) == pytest.approx(2.0, abs=0.0001)
    assert first_sound_s(np.zeros(100, np.float32)) == 0
