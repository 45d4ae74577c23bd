"""The order of lines and of the shots between them, when lines are added, moved or taken out.

A shot without words has no words to be found again by: it stays behind the line that it stood
behind. A further shot of a line goes with its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.lyrics.line import LineShot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.lyrics.line import Line


def arranged(order: Sequence[int], before: Sequence[Line]) -> list[int]:
    """``order`` (ids) with each line of ``before`` that it lacks behind the one it stood behind."""
    ordered = set(order)
    behind: dict[int | None, list[int]] = {}
    last: int | None = None
    for line in before:
        if line.id in ordered:
            last = line.id
        else:
            behind.setdefault(last, []).append(line.id)
    order_now = behind.get(None, [])[:]
    for line_id in order:
        order_now.append(line_id)
        order_now += behind.get(line_id, ())
    return order_now


def behind(order: Sequence[int], beside: Mapping[int, int], before: Sequence[Line]) -> list[int]:
    """``order`` with lines put behind others (``beside``: a line's id and the id to put there).

    A line's further shots stay with it.
    """
    parts = {line.id for line in before if line.shot is LineShot.PART}
    order_now: list[int] = []
    waiting: int | None = None
    for line_id in order:
        if waiting is not None and line_id not in parts:
            order_now.append(waiting)
            waiting = None
        order_now.append(line_id)
        waiting = beside.get(line_id, waiting)
    return order_now if waiting is None else [*order_now, waiting]


def orphaned(lines: Sequence[Line], gone: set[int]) -> set[int]:
    """Ids of the further shots whose line is among ``gone``."""
    ids: set[int] = set()
    owner: int | None = None
    for line in lines:
        if line.shot is not LineShot.PART:
            owner = line.id
        elif owner in gone:
            ids.add(line.id)
    return ids


def leaders(lines: Sequence[Line]) -> dict[int, int | None]:
    """Whose shot each line shares, by id; None where the line has its own."""
    leader_ids: dict[int, int | None] = {}
    leader: int | None = None
    for line in lines:
        if line.shot is LineShot.SHARED:
            leader_ids[line.id] = leader
        else:
            leader_ids[line.id] = None
            leader = line.id
    return leader_ids


def settled(before: Sequence[Line], after: Sequence[Line]) -> tuple[Line, ...]:
    """Lines of ``after`` whose shared shot is another one now: they need their own again.

    One that had its own before shares from now on because somebody wants it so.
    """
    was, now = leaders(before), leaders(after)
    return tuple(
        line
        for line in after
        if line.shot is LineShot.SHARED
        and (now[line.id] is None or was.get(line.id) not in {None, now[line.id]})
    )
