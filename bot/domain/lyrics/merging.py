"""New lyrics laid over old ones: never a wipe, always a merge.

Lines with the same words stay the same lines, with their prompts, takes, votes and winners, also
where they moved; edited lines are found by what their words still share. What has no counterpart
is listed, so that a person can be asked before it goes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from bot.domain.lyrics.line import LineShot, NewLine
from bot.domain.lyrics.retiming import shifted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.lyrics.line import Line

_LIKENESS: Final = 60.0  # per cent of letters in common, in order, from which two lines are one
_COMMON: Final = 16  # a word in more lines than this finds no candidates
BREATH_S: Final = 0.005
"""Times closer than this are one: files round to 10 ms."""
_NEIGHBOURS: Final = 5  # places to either side where a rewritten line is looked for

_Pair = tuple[int, int]  # index of the old line, index of the new one


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the merged lyrics: ``old`` is the stored line that goes on as ``line``.

    ``old`` None means a line to be added. ``edited`` (words, section or voice), ``moved`` and
    ``retimed`` say what changes about a stored line; with none of them it stays exactly as it is.
    """

    line: NewLine
    old: Line | None
    edited: bool = False
    moved: bool = False
    retimed: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged lyrics in order, and the stored lines that have no place in them."""

    steps: tuple[Step, ...]
    lost: tuple[Line, ...]

    @property
    def added(self) -> tuple[Step, ...]:
        """The lines that are new."""
        return tuple(step for step in self.steps if step.old is None)


def merge(old: Sequence[Line], new: Sequence[NewLine]) -> Merge:
    """How the stored lines ``old`` become ``new``, both in order.

    A time in ``new`` wins; a line without one keeps the stored time unless it moved among the
    lines. Stored sections stay where ``new`` names none at all. Takes well under half a second
    for 1,000 lines on either side.
    """
    old_keys = [_key(line.text) for line in old]
    new_keys = [_key(line.text) for line in new]
    pairs = _same_in_order(old_keys, new_keys)
    pairs += _same_elsewhere(old_keys, new_keys, pairs)
    pairs += _edited(old_keys, new_keys, pairs)
    partner = {new_index: old_index for old_index, new_index in pairs}
    in_new_order = sorted(pairs, key=lambda pair: pair[1])
    in_order = _longest_rise([old_index for old_index, _ in in_new_order])
    sectioned = any(line.section is not None for line in new)
    steps: list[Step] = []
    for index, line in enumerate(new):
        if index not in partner:
            steps.append(Step(line, None))
            continue
        stored = old[partner[index]]
        steps.append(_step(stored, line, moved=partner[index] not in in_order, named=sectioned))
    lost = tuple(line for index, line in enumerate(old) if index not in set(partner.values()))
    return Merge(tuple(steps), lost)


def same_moment(merged: Merge) -> dict[int, int]:
    """New lines that begin when a line does that the new lyrics lack: a translation, as a rule.

    By their place in the steps, with the other line's id: they are sung in its shot.
    """
    kept = [line for line in merged.lost if line.start_s is not None and line.shot is LineShot.OWN]
    found: dict[int, int] = {}
    for place, step in enumerate(merged.steps):
        if step.old is not None or step.line.start_s is None:
            continue
        start_s = step.line.start_s
        twin = next((one for one in kept if abs((one.start_s or 0.0) - start_s) < BREATH_S), None)
        if twin is not None:
            kept.remove(twin)
            found[place] = twin.id
    return found


def shares(stored: Line, line: NewLine) -> bool:
    """Whether a stored line is from now on sung in the shot of the line before it."""
    return stored.shot is LineShot.OWN and line.shot is LineShot.SHARED


def _step(stored: Line, line: NewLine, *, moved: bool, named: bool) -> Step:
    """What a stored line becomes under its counterpart in the new lyrics."""
    words = stored.words if stored.text == line.text else ()
    before = NewLine(
        stored.text,
        stored.section,
        stored.start_s,
        stored.end_s,
        stored.guessed,
        stored.words,
        voice=line.voice or stored.voice,
    )
    if line.start_s is None:
        if moved:  # its stored time belongs to the place that it left
            after = replace(line, end_s=None, words=())
        else:
            after = replace(before, text=line.text, section=line.section, words=words)
    elif line.words or stored.start_s is None:
        after = line
    else:
        carried = shifted(replace(before, words=words), line.start_s - stored.start_s)
        after = replace(line, words=carried.words)
    after = replace(after, voice=before.voice)
    if not named:
        after = replace(after, section=stored.section)
    times_before = (before.start_s, before.end_s, before.guessed, before.words)
    return Step(
        after,
        stored,
        edited=(after.text, after.section, after.voice)
        != (stored.text, stored.section, stored.voice),
        moved=moved,
        retimed=(after.start_s, after.end_s, after.guessed, after.words) != times_before,
    )


def _key(text: str) -> str:
    """The words of a line without case and punctuation: what makes two lines the same."""
    folded = unicodedata.normalize("NFKC", text.casefold()).replace("œ", "oe").replace("’", "'")
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", folded)) or text.strip()


def _same_in_order(old: Sequence[str], new: Sequence[str]) -> list[_Pair]:
    """The longest common run of equal lines, in order (a gap is no matter).

    The table of the longest common subsequence is kept as one integer a row, a bit a column,
    after Hyyrö's bit-parallel algorithm (2004): a thousand lines take milliseconds.
    """
    where: dict[str, int] = defaultdict(int)
    for index, text in enumerate(new):
        where[text] |= 1 << index
    full = (1 << len(new)) - 1
    state = full
    table: list[int] = []
    for text in old:
        same = state & where.get(text, 0)
        state = ((state + same) | (state - same)) & full
        table.append(state)
    pairs: list[_Pair] = []
    row, column = len(old) - 1, len(new) - 1
    while row >= 0 and column >= 0:
        above = table[row - 1] if row else full
        if (table[row] >> column) & 1:  # a set bit: the column adds nothing in this row
            column -= 1
        elif not (above >> column) & 1:  # clear above too: the row adds nothing here
            row -= 1
        else:
            pairs.append((row, column))
            row, column = row - 1, column - 1
    return pairs[::-1]


def _left(count: int, taken: Iterable[int]) -> list[int]:
    used = set(taken)
    return [index for index in range(count) if index not in used]


def _same_elsewhere(old: Sequence[str], new: Sequence[str], pairs: Sequence[_Pair]) -> list[_Pair]:
    """Equal lines that stand elsewhere now."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for index in reversed(_left(len(old), (pair[0] for pair in pairs))):
        waiting[old[index]].append(index)
    return [
        (waiting[new[index]].pop(), index)
        for index in _left(len(new), (pair[1] for pair in pairs))
        if waiting.get(new[index])
    ]


def _edited(old: Sequence[str], new: Sequence[str], pairs: Sequence[_Pair]) -> list[_Pair]:
    """Lines that share enough with one another, the most alike first, then the nearest."""
    old_left = _left(len(old), (pair[0] for pair in pairs))
    new_left = _left(len(new), (pair[1] for pair in pairs))
    likely: list[tuple[float, int, int, int]] = []
    anchors = sorted((new_index, old_index) for old_index, new_index in pairs)
    for a, b in set(_candidates(old, new, old_left, new_left, anchors)):
        likeness = fuzz.ratio(old[a], new[b], score_cutoff=_LIKENESS)
        if likeness:
            likely.append((-likeness, abs(a - _expected(b, anchors)), a, b))
    edited: list[_Pair] = []
    old_taken: set[int] = set()
    new_taken: set[int] = set()
    for _, _, a, b in sorted(likely):
        if a not in old_taken and b not in new_taken:
            edited.append((a, b))
            old_taken.add(a)
            new_taken.add(b)
    return edited


def _candidates(
    old: Sequence[str],
    new: Sequence[str],
    old_left: Sequence[int],
    new_left: Sequence[int],
    anchors: Sequence[_Pair],
) -> Iterator[_Pair]:
    """Pairs worth comparing: those that share a rare word or stand about the same place."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index in old_left:
        for word in set(old[index].split()):
            holders[word].append(index)
    for index in new_left:
        for word in set(new[index].split()):
            if len(holders[word]) <= _COMMON:
                for other in holders[word]:
                    yield other, index
        middle = bisect_left(old_left, _expected(index, anchors))
        for other in old_left[max(0, middle - _NEIGHBOURS) : middle + _NEIGHBOURS + 1]:
            yield other, index


def _expected(new_index: int, anchors: Sequence[_Pair]) -> int:
    """Where a new line would stand among the old ones, by the last sure pair before it."""
    after = bisect_left(anchors, (new_index, -1))
    if after == 0:
        return new_index
    at, stood = anchors[after - 1]
    return stood + new_index - at


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The numbers of a longest rising subsequence: the lines that did not move."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(number)
            ends.append(index)
        else:
            tails[place] = number
            ends[place] = index
    rise: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        rise.add(numbers[index])
        index = before[index]
    return rise
