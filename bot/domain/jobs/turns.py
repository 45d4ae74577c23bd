"""Whose turn it is: a fair order of the waiting jobs, and which of them go together; all pure.

People take turns. Somebody who asks for one round does not wait behind somebody else's fifty, and a
person with several clips has them served in turn as well. A turn is a job, whatever its size: a job
is at most a round of ten takes, so a small wish waits for at most that much of each other person.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

    from bot.domain.jobs.job import Job


def turn_order(
    waiting: Iterable[Job],
    last_served: Mapping[tuple[int, int], float],
    favoured: Collection[int] = (),
) -> list[Job]:
    """``waiting`` in the order in which it will be worked on.

    Everyone's first job comes before anyone's second one. Among equals goes first who was served
    longest ago, then who asked first. ``last_served`` gives seconds since 1970 by person and clip;
    absent is never. The jobs whose ids are ``favoured`` take the first of the places that fall to
    their clip, so that one clip's director goes first there, and nobody of another clip waits.
    """
    of_person: defaultdict[int, float] = defaultdict(float)
    for (person_id, _), at in last_served.items():
        of_person[person_id] = max(of_person[person_id], at)
    ranks = _ranks(waiting, last_served)
    order = sorted(
        ranks,
        key=lambda job: (ranks[job], of_person[job.requested_by], job.queued_at, job.id),
    )
    return _favouring(order, favoured) if favoured else order


def ride_along(
    order: Sequence[Job],
    alike: Mapping[int, Hashable],
    most_takes: int,
    most_of: Callable[[str], int] = lambda _: sys.maxsize,
) -> tuple[Job, ...]:
    """The jobs to be worked on together: the first of ``order``, and those that join it.

    A job joins when it is like the first (the same value in ``alike``, by job id; a job that is not
    in there goes alone), as long as all their sizes come to at most ``most_takes`` and no more of
    one ``batch`` go than ``most_of`` says, and when it takes nobody's turn: nobody's second job
    joins while somebody's first one is passed over.
    """
    first, *others = order
    together, takes = [first], first.size
    if first.id not in alike:
        return (first,)
    turns: defaultdict[int, int] = defaultdict(int)
    turns[first.requested_by] = 1
    of_batch = Counter([first.batch])
    turn_passed_over: int | None = None
    for job in others:
        turn = turns[job.requested_by]
        turns[job.requested_by] += 1
        if turn_passed_over is not None and turn > turn_passed_over:
            continue
        fits = takes + job.size <= most_takes and of_batch[job.batch] < most_of(job.batch)
        if fits and job.id in alike and alike[job.id] == alike[first.id]:
            together.append(job)
            takes += job.size
            of_batch[job.batch] += 1
        else:
            turn_passed_over = turn if turn_passed_over is None else min(turn, turn_passed_over)
    return tuple(together)


def _ranks(waiting: Iterable[Job], last_served: Mapping[tuple[int, int], float]) -> dict[Job, int]:
    """For each job the number of its person's jobs that go before it, clips taking turns."""
    of_person: defaultdict[int, list[tuple[int, float, Job]]] = defaultdict(list)
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for job in sorted(waiting, key=lambda job: (job.queued_at, job.id)):
        clip = (job.requested_by, job.clip_id)
        of_person[job.requested_by].append((counts[clip], last_served.get(clip, 0.0), job))
        counts[clip] += 1
    ranks: dict[Job, int] = {}
    for theirs in of_person.values():
        theirs.sort(key=lambda entry: (*entry[:2], entry[2].queued_at, entry[2].id))
        ranks.update((job, rank) for rank, (*_, job) in enumerate(theirs))
    return ranks


def _favouring(order: Sequence[Job], favoured: Collection[int]) -> list[Job]:
    """``order`` with each clip's favoured jobs in the first of that clip's places."""
    of_clip: defaultdict[int, list[Job]] = defaultdict(list)
    for job in order:
        of_clip[job.clip_id].append(job)
    turns = {
        clip_id: iter(sorted(jobs, key=lambda job: job.id not in favoured))
        for clip_id, jobs in of_clip.items()
    }
    return [next(turns[job.clip_id]) for job in order]
