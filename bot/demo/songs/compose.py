"""Play the scores into files: ``python -m bot.demo.songs.compose``.

Writes each song into its folder (MP3 through the ffmpeg that the install carries), the words as
plain text, and timed to the beat as an LRC with a stamp for every word. Nothing is random between
two runs.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from bot.demo.songs import instruments
from bot.demo.songs.harbour import score as harbour
from bot.demo.songs.instruments import RATE_HZ, Sound
from bot.demo.songs.minuit import score as minuit
from bot.demo.songs.song import BEATS_A_BAR, BEATS_A_LINE

if TYPE_CHECKING:
    from bot.demo.songs.song import Section, Song

SONGS: Final = {
    "minuit/le-train-de-minuit.mp3": minuit.SONG,
    "harbour/the-last-light-home.mp3": harbour.SONG,
}
"""The songs by their files, beside which their words lie."""
# How loud each group plays in each kind of part: drums, bass, pad, bells, voice.
MIX: Final[dict[str, tuple[float, float, float, float, float]]] = {
    "intro": (0.0, 0.0, 0.9, 0.9, 0.0),
    "verse": (0.85, 0.9, 0.7, 0.25, 1.0),
    "chorus": (1.0, 1.0, 1.0, 0.7, 1.1),
    "bridge": (0.35, 0.6, 1.0, 0.8, 1.0),
    "outro": (0.0, 0.7, 1.0, 1.0, 0.0),
}


class Tape:
    """A stereo recording that sounds are laid onto by beat; ``data`` is (2, samples)."""

    def __init__(self, song: Song) -> None:
        self._song = song
        self.data: Sound = np.zeros((2, round(song.length_s() * RATE_HZ)))

    def lay(self, beat: float, sound: Sound, gain: float, pan: float = 0.0) -> None:
        """Add ``sound`` at ``beat``; ``pan`` runs from -1 (left) to 1 (right), equal power."""
        start = round(self._song.seconds(beat) * RATE_HZ)
        sound = sound[: self.data.shape[1] - start]
        angle = (pan + 1) * np.pi / 4
        self.data[0, start : start + len(sound)] += gain * np.cos(angle) * sound
        self.data[1, start : start + len(sound)] += gain * np.sin(angle) * sound


def play_drums(tape: Tape, part: Section, bar: int, rng: np.random.Generator) -> list[float]:
    """Lay one bar of drums; returns the beats of the bass drum, for the pumping of the pad."""
    gain = MIX[part.kind][0]
    if gain == 0:
        return []
    first = bar * BEATS_A_BAR
    busy = part.kind == "chorus"
    kicks = [0.0, 1.0, 2.0, 3.0] if busy else [0.0, 2.0] if part.kind == "verse" else [0.0]
    for beat in kicks:
        tape.lay(first + beat, instruments.kick(), 0.95 * gain)
    for beat in (1.0, 3.0) if part.kind != "bridge" else (2.0,):
        tape.lay(first + beat, instruments.snare(rng), 0.5 * gain, 0.05)
    for step in range(8):
        decay_s = 0.09 if busy and step % 2 else 0.028
        tape.lay(first + step / 2, instruments.hat(rng, decay_s), 0.13 * gain, 0.3)
    return [first + beat for beat in kicks]


def play_harmony(
    song: Song, low: Tape, high: Tape, bells: Tape, *, part: Section, index: int, bar: int
) -> None:
    """Lay the part's bar ``index``, the song's bar ``bar``: bass, pad and bells."""
    chord = part.chords[index]
    first = bar * BEATS_A_BAR
    length_s = song.seconds(BEATS_A_BAR)
    _, bass_gain, pad_gain, bell_gain, _ = MIX[part.kind]
    last = part.kind == "outro" and index + 1 == len(part.chords)
    steps = range(1 if last else 8)
    for step in steps if bass_gain else ():
        octave = 12 if step in {3, 6} else 0
        sound = instruments.bass(song.roots[chord] + octave, 1.6 if last else 0.26)
        low.lay(first + step / 2, sound, 0.3 * bass_gain)
    for note in song.chords[chord]:
        for pan, detune in ((-0.7, 0.9965), (0.7, 1.0035)):
            sound = instruments.pad(note, length_s + 0.12, 0.7 * pad_gain, detune)
            high.lay(first, sound, 0.085 * pad_gain, pan)
    pattern = (0, 1, 2, 1, 2, 1, 0, 2)
    for step in steps:
        note = song.chords[chord][pattern[step]] + (24 if step % 4 == 2 else 12)
        bells.lay(first + step / 2, instruments.bell(note), 0.1 * bell_gain, (-1) ** step * 0.5)


def sing(song: Song, tape: Tape, rng: np.random.Generator) -> None:
    """Lay the voice; the last refrain has a second one an octave below."""
    last = [part for part in song.parts if part.kind == "chorus"][-1]
    for heading, first, line in song.timed():
        vowels = line.vowels.split()
        ends = [*line.beats[1:], BEATS_A_LINE - 1.0]
        for voice in (0, -12) if heading == last.heading else (0,):
            previous = line.notes[0] - 1
            for note, vowel, start, end in zip(line.notes, vowels, line.beats, ends, strict=True):
                length_s = song.seconds(end - start) + 0.03
                sound = instruments.syllable(note + voice, previous + voice, vowel, length_s, rng)
                tape.lay(first + start, sound, 0.2 if voice == 0 else 0.09, 0.25 if voice else 0)
                previous = note


def echo(sound: Sound, room: tuple[Sound, Sound], amount: float) -> Sound:
    """``sound`` with the hall around it."""
    size = 1 << int(np.ceil(np.log2(sound.shape[1] + len(room[0]))))
    wet = [
        np.fft.irfft(np.fft.rfft(channel, size) * np.fft.rfft(walls, size), size)
        for channel, walls in zip(sound, room, strict=True)
    ]
    return sound + amount * np.stack(wet)[:, : sound.shape[1]]


def perform(song: Song) -> Sound:
    """The whole song, (2, samples) between -1 and 1."""
    rng = np.random.default_rng(1927)
    drums, low, high, bells, voice = (Tape(song) for _ in range(5))
    kicks: list[float] = []
    bar = 0
    for part in song.parts:
        for index in range(len(part.chords)):
            kicks += play_drums(drums, part, bar, rng)
            play_harmony(song, low, high, bells, part=part, index=index, bar=bar)
            bar += 1
    sing(song, voice, rng)
    duck = np.ones(drums.data.shape[1])
    for beat in kicks:  # the pad and the bass give way to each stroke of the bass drum
        start = round(song.seconds(beat) * RATE_HZ)
        dip = 1 - 0.55 * np.exp(-instruments.clock(0.4) / 0.09)
        stretch = duck[start : start + len(dip)]
        stretch *= dip[: len(stretch)]
    hall = (instruments.room(1.7, rng), instruments.room(1.7, rng))
    mixed = drums.data + low.data * duck
    mixed = mixed + echo(high.data * duck, hall, 0.25) + echo(bells.data, hall, 0.45)
    mixed = mixed + echo(voice.data, hall, 0.3)
    mixed *= np.minimum(instruments.clock(song.length_s()) / 0.4, 1)
    mixed *= np.minimum(instruments.clock(song.length_s())[::-1] / 2.2, 1) ** 1.5
    mixed -= np.mean(mixed, axis=1, keepdims=True)
    return np.asarray(0.72 * np.tanh(0.9 * mixed / np.percentile(np.abs(mixed), 99.5)))


def stamp(time_s: float) -> str:
    """A time as LRC writes it, mm:ss.xx."""
    hundredths = round(time_s * 100)
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def words_timed(song: Song) -> str:
    """The lyrics as an LRC with a stamp for every line and word."""
    rows = [f"[ti:{song.title}]", f"[ar:{song.artist}]", f"[length:{stamp(song.length_s())}]"]
    section = ""
    for heading, first, line in song.timed():
        if heading != section:
            section = heading
            rows.append(f"[{section}]")
        at = iter(line.beats)
        words: list[str] = []
        for word in line.words.split():
            begins = next(at)
            for _ in range(word.count("·")):
                next(at)
            words.append(f"<{stamp(song.seconds(first + begins))}>{word.replace('·', '')}")
        ends = stamp(song.seconds(first + BEATS_A_LINE - 1))
        rows.append(f"[{stamp(song.seconds(first))}]{' '.join(words)} <{ends}>")
    return "\n".join(rows) + "\n"


def words_plain(song: Song) -> str:
    """The lyrics with a heading for each section."""
    rows: list[str] = []
    for part in song.parts:
        if part.lines:
            rows += [f"[{part.heading}]", *(line.text for line in part.lines), ""]
    return "\n".join(rows).rstrip() + "\n"


def encode(song: Song, sound: Sound, path: Path) -> None:
    """Write ``sound`` as an MP3 of 128 kb/s."""
    pcm = np.asarray(np.round(sound.T * 32767), dtype="<i2").tobytes()
    program: str = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "2", "-i", "-"]
    command += ["-metadata", f"title={song.title}", "-metadata", f"artist={song.artist}"]
    command += ["-c:a", "libmp3lame", "-b:a", "128k", "-fflags", "+bitexact", "-y", str(path)]
    subprocess.run(command, input=pcm, check=True)


def main() -> None:
    """Write songs and words beside this file."""
    for name, song in SONGS.items():
        file = Path(__file__).parent / name
        encode(song, perform(song), file)
        file.with_name("words.lrc").write_text(words_timed(song), encoding="utf-8")
        file.with_name("words.txt").write_text(words_plain(song), encoding="utf-8")


if __name__ == "__main__":
    main()
