"""Turns: nobody waits behind somebody else's heap."""

from __future__ import annotations

from random import Random

from bot.domain.job import Job, JobKind, JobState
from bot.domain.queue import turn_order


def job(number: int, person: int, *, clip: int = 1, at: float | None = None) -> Job:
    """A waiting job; its number is its id and, unless said, the time it was asked for."""
    return Job(
        id=number,
        kind=JobKind.PAINT,
        clip_id=clip,
        subject_id=number,
        batch="b",
        requested_by=person,
        state=JobState.QUEUED,
        attempts=0,
        size=4,
        queued_at=float(number) if at is None else at,
        started_at=None,
        lease_until=None,
        cancel_wanted=False,
    )


def served(jobs: list[Job]) -> list[Job]:
    """The order in which a worker that always takes the first one works through ``jobs``."""
    waiting, order, last = list(jobs), list[Job](), dict[tuple[int, int], float]()
    while waiting:
        chosen = turn_order(waiting, last)[0]
        waiting.remove(chosen)
        last[chosen.requested_by, chosen.clip_id] = 1000.0 + len(order)
        order.append(chosen)
    return order


def test_one_small_wish_does_not_wait_behind_a_heap() -> None:
    """After Ana's twenty, Ben's single round is painted second."""
    heap = [job(number, person=1) for number in range(1, 21)]
    order = served([*heap, job(21, person=2)])
    assert [one.requested_by for one in order[:3]] == [1, 2, 1]


def test_who_was_served_goes_behind_who_was_not() -> None:
    """A person served a moment ago does not win by having asked earlier."""
    order = turn_order([job(1, person=1), job(2, person=2)], {(1, 1): 50.0})
    assert [one.requested_by for one in order] == [2, 1]


def test_the_clips_of_one_person_take_turns() -> None:
    """Somebody's second clip is not left until the first is finished."""
    order = served([job(1, 1), job(2, 1), job(3, 1), job(4, 1, clip=2)])
    assert [one.clip_id for one in order] == [1, 2, 1, 1]


def test_fifty_people_are_served_evenly() -> None:
    """At any moment nobody who waits is more than one job behind anybody else."""
    random = Random(5)
    jobs: list[Job] = []
    for person in range(1, 51):
        jobs += [
            job(1000 * person + i, person, at=random.uniform(0, 100))
            for i in range(random.randint(1, 30))
        ]
    left = {person: sum(one.requested_by == person for one in jobs) for person in range(1, 51)}
    given = dict.fromkeys(left, 0)
    for one in served(jobs):
        given[one.requested_by] += 1
        left[one.requested_by] -= 1
        waiting = [given[person] for person in left if left[person] > 0]
        if waiting:
            assert given[one.requested_by] - min(waiting) <= 1
