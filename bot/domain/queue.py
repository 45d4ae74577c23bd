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


def turn_order(waiting: Iterable[Job], last_served: Mapping[int, float]) -> list[Job]:
    """``waiting`` in the order in which it will be worked on.

    Everyone's first job comes before anyone's second one. Among equals goes first who was served
    longest ago (``last_served``: seconds since 1970 by person; absent is never), then who asked
    first.
    """
    ranks = _ranks(waiting)
    return sorted(
        ranks,
        key=lambda job: (
            ranks[job],
            last_served.get(job.requested_by, 0.0),
            job.queued_at,
            job.id,
        ),
    )


def _ranks(waiting: Iterable[Job]) -> dict[Job, int]:
    """For each job the number of its person's jobs that go before it, clips taking turns."""
    of_person: defaultdict[int, list[tuple[int, Job]]] = defaultdict(list)
    seen: defaultdict[tuple[int, int], int] = defaultdict(int)
    for job in sorted(waiting, key=lambda job: (job.queued_at, job.id)):
        clip = (job.requested_by, job.clip_id)
        of_person[job.requested_by].append((seen[clip], job))
        seen[clip] += 1
    ranks: dict[Job, int] = {}
    for theirs in of_person.values():
        theirs.sort(key=lambda entry: (entry[0], entry[1].queued_at, entry[1].id))
        ranks.update((job, rank) for rank, (_, job) in enumerate(theirs))
    return ranks
