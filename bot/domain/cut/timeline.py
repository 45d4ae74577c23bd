"""The cut on paper: which shot is seen from which frame to which.

Frames are integers at a ``Fraction`` rate. Every boundary is rounded from its own absolute time,
never from the one before, so no error adds up over a song. This module refuses to know pictures,
fonts and encoders: it says when, never what.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Final

from bot.domain.lyrics.line import LineShot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.lyrics.line import Line, Word

SHORTEST_OPENING_S: Final = 0.4
"""A stretch before the first line that is shorter than this would be a flash, not a shot."""

SHORTEST_CLOSING_S: Final = 2.0
"""A stretch after the last line that is shorter than this stays with the last line's shot."""

CUT_REACH_S: Final = 0.5
"""How far a cut may go to meet a beat or a bar: from half a second on it is seen as a mistake."""

LINE_WITHOUT_END_S: Final = 4.0
"""How long the only line of a song is seen when nothing says where it ends."""


class ShotKind(StrEnum):
    """Where a shot stands in the song."""

    OPENING = "opening"
    LINE = "line"
    GAP = "gap"  # nobody sings, yet it has a picture of its own
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A lyric line whose place in the song is settled; seconds from the song's start."""

    id: int
    number: int
    text: str
    start_s: float
    end_s: float | None = None
    section: str | None = None
    words: tuple[Word, ...] = ()
    shot: LineShot = LineShot.OWN
    cut_by_s: float = 0.0
    """How much later than the line its shot begins, as somebody has cut it."""

    @property
    def sung(self) -> bool:
        """Whether it has words, and is no mere shot."""
        return self.shot in {LineShot.OWN, LineShot.SHARED}


@dataclass(frozen=True, slots=True)
class Shot:
    """What is seen from frame ``start`` up to, not including, frame ``end``.

    ``line`` is the one whose picture it is; others may be sung meanwhile.
    """

    kind: ShotKind
    start: int
    end: int
    line: TimedLine | None = None

    @property
    def frames(self) -> int:
        """How many frames the shot lasts."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Timeline:
    """All shots of a clip, without gap or overlap, from frame 0 to ``frames``.

    ``lead`` frames come before the song's first sound and ``tail`` frames after its last one.
    ``unseen`` are the numbers of lines that got no frame: they start after the song's end, or in
    the same frame as the next line.
    """

    rate: Fraction
    frames: int
    lead: int
    tail: int
    shots: tuple[Shot, ...]
    unseen: tuple[int, ...] = ()
    lines: tuple[TimedLine, ...] = ()

    @property
    def duration_s(self) -> float:
        """The clip's length in seconds."""
        return float(self.frames / self.rate)

    def seconds(self, frame: int) -> float:
        """When ``frame`` begins, in seconds from the clip's start."""
        return float(frame / self.rate)

    def frame_of(self, song_s: float) -> int:
        """The clip's frame in which the song's second ``song_s`` is heard, nearest boundary."""
        return self.lead + frame_at(song_s, self.rate)


def frame_at(seconds: float, rate: Fraction) -> int:
    """The frame boundary nearest to ``seconds``: at most half a frame away, at any length."""
    return int((Fraction(seconds) * rate + Fraction(1, 2)) // 1)


def settle_times(lines: Sequence[Line], duration_s: float) -> tuple[tuple[TimedLine, ...], int]:
    """Lines with a time each, and how many had none and were spread evenly.

    A line without a time shares the stretch between its timed neighbours (or the song's start and
    end) evenly with the untimed lines beside it.
    """
    starts = [line.start_s for line in lines]
    spread = starts.count(None)
    settled: list[float] = []
    position = 0
    while position < len(starts):
        known = starts[position]
        if known is not None:
            settled.append(known)
            position += 1
            continue
        stop = position
        while stop < len(starts) and starts[stop] is None:
            stop += 1
        following = starts[stop] if stop < len(starts) else None
        until = duration_s if following is None else following
        since = settled[-1] if settled else 0.0
        # A timed line before the gap keeps a share of it; at the start the first line begins at 0.
        shares = (stop - position) + (1 if settled else 0)
        first = 1 if settled else 0
        step = max(until - since, 0.0) / shares
        settled.extend(since + step * (first + k) for k in range(stop - position))
        position = stop
    return (
        tuple(
            TimedLine(
                id=line.id,
                number=line.number,
                text=line.text if line.sung else "",
                start_s=start,
                end_s=line.end_s if line.start_s is not None else None,
                section=line.section,
                words=line.words,
                shot=line.shot,
                cut_by_s=line.cut_by_s,
            )
            for line, start in zip(lines, settled, strict=True)
        ),
        spread,
    )


def lay_out(
    lines: Iterable[TimedLine],
    duration_s: float,
    rate: Fraction,
    *,
    lead_s: float = 0.0,
    tail_s: float = 0.0,
    cuts_on_s: Sequence[float] = (),
) -> Timeline:
    """The shots of a song of ``duration_s`` seconds, each from its line to the next one.

    ``lead_s`` and ``tail_s`` add time before and after the song (for a title or credits that stand
    outside it). Lines may come in any order and need not have an end; one that shares the shot of
    the line before has none of its own. ``cuts_on_s`` are beats or bars: a cut goes to the nearest
    of them that is at most ``CUT_REACH_S`` away, while the line stays where it is sung; so does one
    that somebody has cut elsewhere (``cut_by_s``).

    Raises:
        ValueError: if the song has no length, or the rate is not positive.

    """
    if duration_s <= 0 or rate <= 0:
        raise ValueError(f"no clip of {duration_s} s at {rate} frames a second")
    lead = frame_at(max(lead_s, 0.0), rate)
    song_end = lead + max(frame_at(duration_s, rate), 1)
    total = song_end + frame_at(max(tail_s, 0.0), rate)

    ordered = sorted(lines, key=lambda line: (line.start_s, line.number))
    heard = [line for line in ordered if lead + frame_at(max(line.start_s, 0.0), rate) < song_end]
    unseen = [line.number for line in ordered[len(heard) :]]
    if not heard:
        whole = Shot(ShotKind.OPENING, 0, total)
        return Timeline(rate, total, lead, total - song_end, (whole,), tuple(sorted(unseen)))

    seen = [line for line in heard if line.shot is not LineShot.SHARED] or heard[:1]
    placed = [
        (min(lead + frame_at(cut_s, rate), song_end - 1), line)
        for cut_s, line in zip(_cuts(seen, cuts_on_s, duration_s), seen, strict=True)
    ]
    # Shots that somebody has put into another order than that in which their lines are sung.
    placed.sort(key=lambda one: one[0])
    first = placed[0][0]
    opening = first if first >= frame_at(SHORTEST_OPENING_S, rate) else 0
    starts = [start for start, _ in placed]
    if opening == 0:
        starts = [0 if start == first else start for start in starts]
    last = [(lead + frame_at(max(line.start_s, 0.0), rate), line) for line in heard]
    held_s = max((line.end_s or 0.0 for line in heard), default=0.0)
    closing = _closing_start(last, lead, song_end, total, rate, held_s=held_s)
    ends = [*starts[1:], max(closing, starts[-1] + 1)]

    shots = [Shot(ShotKind.OPENING, 0, opening)] if opening else []
    for start, end, (_, line) in zip(starts, ends, placed, strict=True):
        if end > start:
            kind = ShotKind.GAP if line.shot is LineShot.GAP else ShotKind.LINE
            shots.append(Shot(kind, start, end, line))
        else:
            unseen.append(line.number)
    if closing < total:
        shots.append(Shot(ShotKind.CLOSING, closing, total))
    return Timeline(
        rate=rate,
        frames=total,
        lead=lead,
        tail=total - song_end,
        shots=tuple(shots),
        unseen=tuple(sorted(unseen)),
        lines=tuple(heard),
    )


def _cuts(
    lines: Sequence[TimedLine], marks_s: Sequence[float], duration_s: float
) -> tuple[float, ...]:
    """Where each line's shot begins: on a mark within reach, in the order of the lines still.

    Where somebody has cut it, it is there, whatever is sung and wherever the marks are.
    """
    cuts: list[float] = []
    last = -1.0
    for index, line in enumerate(lines):
        at = max(line.start_s, 0.0)
        if line.cut_by_s:
            cuts.append(max(at + line.cut_by_s, 0.0))
            continue
        after = bisect_left(marks_s, at)
        near = marks_s[max(0, after - 1) : after + 1]
        mark = min(near, key=lambda mark_s: abs(mark_s - at), default=at)
        following = lines[index + 1].start_s if index + 1 < len(lines) else duration_s
        cut = mark if abs(mark - at) <= CUT_REACH_S and last < mark < following else at
        cuts.append(max(cut, last))
        last = cuts[-1]
    return tuple(cuts)


def _closing_start(
    placed: list[tuple[int, TimedLine]],
    lead: int,
    song_end: int,
    total: int,
    rate: Fraction,
    *,
    held_s: float,
) -> int:
    """The frame where the last line's shot ends; ``total`` when no stretch is left after it.

    ``held_s`` is when the last voice falls silent: another one than the last line's, perhaps.
    """
    start, last = placed[-1]
    if last.shot is LineShot.GAP:
        return total
    # A further shot lasts as long as the line that it is a part of.
    sung = next((line for _, line in reversed(placed) if line.sung), last)
    if sung.end_s is not None and sung.end_s > last.start_s:
        end = lead + frame_at(sung.end_s, rate)
    else:
        lengths = [b - a for (a, _), (b, _) in itertools.pairwise(placed) if b > a]
        usual = median(lengths) if lengths else LINE_WITHOUT_END_S * rate
        end = start + int(usual)
    end = min(max(end, lead + frame_at(held_s, rate), start + 1), song_end)
    return end if total - end >= frame_at(SHORTEST_CLOSING_S, rate) else total
