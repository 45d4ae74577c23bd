"""The edit: everything that decides how a clip looks and sounds, as frozen plain data.

An edit names files and holds words; it neither opens the files nor knows what ffmpeg is. Two equal
edits over the same files give the same clip.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.cut.camera import Beat, Move, choose_moves
from bot.domain.cut.captions import CaptionOptions
from bot.domain.cut.credits import ENGLISH, Credits, Title, Wording
from bot.domain.cut.source import Film
from bot.domain.cut.transitions import Passage, Transition, choose_transitions, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.domain.cut.formats import Format
    from bot.domain.cut.source import Source
    from bot.domain.cut.timeline import Shot, Timeline


class Codec(StrEnum):
    """The encoders that can be asked for."""

    X264 = "libx264"
    NVENC = "h264_nvenc"
    AV1 = "libsvtav1"
    VP9 = "libvpx-vp9"


class AudioCoder(StrEnum):
    """How AAC spends its bits: the fast one loses 2.6 dB of a loud tone of 50 Hz."""

    FAST = "fast"
    TWO_LOOP = "twoloop"


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How frames are encoded; ``quality`` is the encoder's constant-quality scale (CRF)."""

    codec: Codec = Codec.X264
    preset: str = "veryfast"
    quality: int = 20
    audio_kbps: int = 192
    audio_coder: AudioCoder = AudioCoder.TWO_LOOP


FINAL_SETTINGS = EncoderSettings()
PREVIEW_SETTINGS = EncoderSettings(
    preset="ultrafast", quality=26, audio_kbps=128, audio_coder=AudioCoder.FAST
)


@dataclass(frozen=True, slots=True)
class Cut:
    """One shot of the edit: when, what is seen (None: a card), how the camera moves."""

    shot: Shot
    source: Source | None
    move: Move
    energy: float = 0.5


TARGET_LUFS: Final = -14.0
PEAK_CEILING_DBFS: Final = -1.0


@dataclass(frozen=True, slots=True)
class Loudness:
    """The song's measured loudness and highest peak, and the wish to bring it to ``target_lufs``.

    Without a wish, or where nothing was loud enough to be measured, its level stays.
    """

    measured_lufs: float | None
    peak_dbfs: float
    target_lufs: float | None = TARGET_LUFS

    @property
    def gain_db(self) -> float:
        """Decibels to add."""
        if self.target_lufs is None or self.measured_lufs is None:
            return 0.0
        return round(self.target_lufs - self.measured_lufs, 2)

    @property
    def limited(self) -> bool:
        """Whether its peaks are held down: encoded, those above the ceiling clip in players."""
        return self.peak_dbfs + self.gain_db > PEAK_CEILING_DBFS


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself to whoever asks it."""

    title: str = ""
    artist: str = ""
    comment: str = ""
    copyright: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A whole clip, ready to be rendered.

    ``span`` limits the render to the shots seen between two frames of the timeline; ``loudness``
    None leaves the song as it is, however loud.
    """

    timeline: Timeline
    format: Format
    cuts: tuple[Cut, ...]
    passages: tuple[Passage, ...]
    song: Path
    captions: CaptionOptions | None = field(default_factory=CaptionOptions)
    title: Title | None = None
    credits: Credits | None = None
    poster: Source | None = None
    """What the first frame shows, which players and Discord show before they play."""
    corner: str = ""
    """What stands small in a corner all the time."""
    words: Wording = ENGLISH
    encoder: EncoderSettings = FINAL_SETTINGS
    loudness: Loudness | None = None
    metadata: Metadata = field(default_factory=Metadata)
    span: tuple[int, int] | None = None
    tentative: frozenset[int] = frozenset()
    """Ids of the lines that are shown by a take which nobody has decided for yet."""
    beats: tuple[Beat, ...] = ()
    """Those of the song, in frames of the clip."""
    morphs: Mapping[int, Film] = field(default_factory=dict[int, Film])
    """Each morph's film by the index of the shot that leaves; one without is a crossfade."""


def compose(
    timeline: Timeline,
    format_: Format,
    song: Path,
    sources: Mapping[int, Source],
    *,
    energies: Sequence[float] | None = None,
    moves: Mapping[int, Move] | None = None,
    transitions: Mapping[int, Transition] | None = None,
    morphs_s: Mapping[int, float] | None = None,
    beats: Sequence[Beat] = (),
) -> Edit:
    """An edit by the house rules: the line's source for its shot, moves and passages chosen.

    Args:
        timeline: The shots.
        format_: The frame; its rate must be the timeline's.
        song: The audio file.
        sources: By line id. A line without one gets a card; the opening shows the first line's
            source, the closing the last one's. A film moves by itself: where no move was set,
            the camera holds.
        energies: The song's energy in each shot, 0 to 1; even when None.
        moves: Moves that people set, by line id.
        transitions: Transitions *into* a line that people set, by line id.
        morphs_s: How long the morph into a line lasts, in seconds, if not as usual.
        beats: The song's, in its seconds.

    Raises:
        ValueError: if the rates differ.

    """
    if format_.rate != timeline.rate:
        raise ValueError(f"a timeline at {timeline.rate} cannot fill frames at {format_.rate}")
    shots = timeline.shots
    heat = tuple(energies) if energies is not None else (0.5,) * len(shots)
    ids = [_shown_line(shots, index) for index in range(len(shots))]
    seen = [sources.get(line) if line is not None else None for line in ids]
    set_moves = [
        (moves or {}).get(
            shot.line.id if shot.line is not None else -1,
            Move.HOLD if isinstance(source, Film) else None,
        )
        for shot, source in zip(shots, seen, strict=True)
    ]
    set_joins = [
        (transitions or {}).get(shot.line.id) if shot.line is not None else None
        for shot in shots[1:]
    ]
    morph_lengths_s = [
        (morphs_s or {}).get(shot.line.id) if shot.line is not None else None for shot in shots[1:]
    ]
    all_moves = choose_moves(heat, set_moves)
    joins = choose_transitions(shots, heat, set_joins)
    return Edit(
        timeline=timeline,
        format=format_,
        cuts=tuple(
            Cut(shot, source, move, energy)
            for shot, source, move, energy in zip(shots, seen, all_moves, heat, strict=True)
        ),
        passages=place(timeline, joins, morph_lengths_s),
        song=song,
        beats=tuple(
            Beat(timeline.lead + float(beat.at * timeline.rate), beat.loud) for beat in beats
        ),
    )


def _shown_line(shots: Sequence[Shot], index: int) -> int | None:
    """The id of the line whose source shot ``index`` shows; None in a clip without lines."""
    shot = shots[index]
    if shot.line is not None:
        return shot.line.id
    beside = shots[index + 1 : index + 2] or shots[index - 1 : index] if index else shots[1:2]
    line = beside[0].line if beside else None
    return line.id if line is not None else None
