"""One sung line that a subtitle tells several times over, told once.

Automatic captions roll: a row stays while the next one grows below it, and between two of them
stands a cue of 10 ms. Karaoke made of cues tells a line once a word, with another word marked each
time. A line that is sung twice is told twice all the same: only what goes on without a break is
taken together, and only in a file that does so all along.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.domain.lyrics.cleaning import MAX_LINE_CHARS, MAX_ROW_CHARS
from bot.domain.lyrics.line import Word
from bot.lyrics.marked import Marked, read_marked
from bot.lyrics.timed import Sung

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.lyrics.cues import Cue

FLASH_S: Final = 0.05
"""Nobody reads a cue that is shorter."""

_BREAK_S: Final = 0.15
_ROLLING: Final = 0.5  # share of cues that go on with the row before


def sung_of(cues: Sequence[Cue], *, vtt: bool) -> tuple[list[Sung], int]:
    """What is sung, and how many cues told it over again."""
    for cue in cues:
        length = sum(map(len, cue.rows))
        if length > MAX_ROW_CHARS:
            start = cue.rows[0][:40] if cue.rows else ""
            raise UserError(
                "lyrics.too_long", number=cue.row, length=length, limit=MAX_LINE_CHARS, start=start
            )
    marked = [[read_marked(row, cue.start_s, vtt=vtt) for row in cue.rows] for cue in cues]
    marked = [[row for row in shown if row.text] for shown in marked]
    if _rolls(cues, marked):
        lines = _unrolled(cues, marked)
    else:
        lines = _walked(
            cues, [_joined(cue, shown, vtt=vtt) for cue, shown in zip(cues, marked, strict=True)]
        )
    return lines, sum(bool(shown) for shown in marked) - len(lines)


def _joined(cue: Cue, shown: list[Marked], *, vtt: bool) -> Marked:
    """A cue's rows as one line."""
    if len(shown) == 1:
        return shown[0]
    joined = read_marked("\n".join(cue.rows), cue.start_s, vtt=vtt)
    return replace(joined, voice=next((row.voice for row in shown if row.voice), None))


def _rolls(cues: Sequence[Cue], marked: Sequence[list[Marked]]) -> bool:
    """Whether the file goes on with the row before in most of its cues."""
    goes_on = several = 0
    for (before, above), (cue, shown) in pairwise(zip(cues, marked, strict=True)):
        if not shown or not above or cue.start_s - before.end_s > _BREAK_S:
            continue
        same = shown[0].text == above[-1].text
        goes_on += same and (
            len(shown) > 1
            or cue.end_s - cue.start_s < FLASH_S
            or before.end_s - before.start_s < FLASH_S
        )
        several += same and len(shown) > 1
    return several > 0 and goes_on >= _ROLLING * (sum(map(bool, marked)) - 1)


def _unrolled(cues: Sequence[Cue], marked: Sequence[list[Marked]]) -> list[Sung]:
    lines: list[Sung] = []
    on_screen: list[str] = []
    until_s = -1.0
    for cue, shown in zip(cues, marked, strict=True):
        texts = [row.text for row in shown]
        if cue.start_s - until_s > _BREAK_S:
            on_screen = []
        repeated = next(
            (
                count
                for count in range(min(len(on_screen), len(texts)), 0, -1)
                if on_screen[-count:] == texts[:count]
                # A row with stamps of its own is sung anew, whatever stood there.
                and not any(row.words for row in shown[:count])
            ),
            0,
        )
        fresh = shown[repeated:]
        until_s = cue.end_s
        on_screen = texts or on_screen
        if not fresh:
            continue
        words = tuple(word for row in fresh for word in row.words)
        text = " ".join(row.text for row in fresh)
        stamped = all(row.words for row in fresh)
        voice = next((row.voice for row in fresh if row.voice), None)
        lines.append(Sung(cue.row, text, cue.start_s, cue.end_s, words if stamped else (), voice))
    return lines


def _walked(cues: Sequence[Cue], lines: Sequence[Marked]) -> list[Sung]:
    """Lines, those of cues between which only the marked word changes taken together."""
    sung: list[Sung] = []
    at = 0
    while at < len(cues):
        stop = at + 1
        lit = [lines[at].lit]
        while stop < len(cues) and _same_telling(cues, lines, stop, lit):
            lit.append(lines[stop].lit)
            stop += 1
        first, line = cues[at], lines[at]
        walks = len({place for place in lit if place}) > 1
        if not walks:
            stop = at + 1
        words = (
            tuple(
                Word(line.text[place[0] : place[1]], cue.start_s)
                for cue, place in zip(cues[at:stop], lit, strict=False)
                if place is not None
            )
            if walks
            else line.words
        )
        if line.text:
            end_s = cues[stop - 1].end_s
            sung.append(Sung(first.row, line.text, first.start_s, end_s, words, line.voice))
        at = stop
    return sung


def _same_telling(
    cues: Sequence[Cue],
    lines: Sequence[Marked],
    at: int,
    lit: list[tuple[int, int] | None],
) -> bool:
    """Whether the cue tells the same words on, with nothing or a later word marked."""
    place = lines[at].lit
    last = next((text for text in reversed(lit) if text), None)
    goes_on = (
        lines[at].text == lines[at - 1].text
        and abs(cues[at].start_s - cues[at - 1].end_s) <= _BREAK_S
    )
    # Without anything marked it may be the same words sung again.
    return goes_on and (place is None or last is None or place[0] > last[0])
