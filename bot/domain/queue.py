"""Whose turn it is: a fair order of the waiting jobs, as a pure function.

People take turns. Somebody who asks for one round does not wait behind somebody else's fifty, and a
person with several clips has them served in turn as well.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.job import Job


def turn_order(waiting: Iterable[Job], last_served: Mapping[tuple[int, int], float]) -> list[Job]:
    """``waiting`` in the order in which it will be worked on.

    Everyone's first job comes before anyone's second one. Among equals goes first who was served
    longest ago, then who asked first. ``last_served`` gives seconds since 1970 by person and clip;
    absent is never.
    """
    of_person: defaultdict[int, float] = defaultdict(float)
    for (person_id, _), at in last_served.items():
        of_person[person_id] = max(of_person[person_id], at)
    ranks = _ranks(waiting, last_served)
    return sorted(
        ranks,
        key=lambda job: (ranks[job], of_person[job.requested_by], job.queued_at, job.id),
    )


def _ranks(waiting: Iterable[Job], last_served: Mapping[tuple[int, int], float]) -> dict[Job, int]:
    """For each job the number of its person's jobs that go before it, clips taking turns."""
    of_person: defaultdict[int, list[tuple[int, float, Job]]] = defaultdict(list)
    seen: defaultdict[tuple[int, int], int] = defaultdict(int)
    for job in sorted(waiting, key=lambda job: (job.queued_at, job.id)):
        clip = (job.requested_by, job.clip_id)
        of_person[job.requested_by].append((seen[clip], last_served.get(clip, 0.0), job))
        seen[clip] += 1
    ranks: dict[Job, int] = {}
    for theirs in of_person.values():
        theirs.sort(key=lambda entry: (*entry[:2], entry[2].queued_at, entry[2].id))
        ranks.update((job, rank) for rank, (*_, job) in enumerate(theirs))
    return ranks
