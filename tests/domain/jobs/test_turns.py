"""Turns: nobody waits behind somebody else's heap."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from bot.domain.jobs.job import Job, JobKind, JobState
from bot.domain.jobs.turns import ride_along, turn_order

if TYPE_CHECKING:
    from collections.abc import Hashable


def job(number: int, person: int, *, clip: int = 1, at: float | None = None, size: int = 4) -> Job:
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
        size=size,
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


def test_small_work_is_not_starved_by_large_work() -> None:
    """Fifty people, heaps of rounds of ten takes and now and then a single one: whoever comes with
    one take waits for at most one round of each other person, however much they have waiting.
    """
    random = Random(7)
    heaps = [
        job(1000 * person + i, person, at=random.uniform(0, 100), size=10)
        for person in range(1, 50)
        for i in range(random.randint(5, 30))
    ]
    order = served([*heaps, job(1, 50, at=101.0, size=1)])
    before = order[: [one.id for one in order].index(1)]
    assert sum(one.size for one in before) <= 49 * 10
    assert max(sum(one.requested_by == person for one in before) for person in range(1, 50)) <= 1


def test_who_asks_again_and_again_gets_no_more_than_others() -> None:
    """Over an hour of steady asking everyone gets the same number of turns, give or take one."""
    random = Random(3)
    last: dict[tuple[int, int], float] = {}
    waiting = [job(person, person, at=0.0) for person in range(1, 51)]
    given = dict.fromkeys(range(1, 51), 0)
    for turn in range(1000):
        chosen = turn_order(waiting, last)[0]
        waiting.remove(chosen)
        last[chosen.requested_by, 1] = float(turn)
        given[chosen.requested_by] += 1
        for more in range(random.randint(1, 3)):
            number = 1000 + 10 * turn + more
            waiting.append(job(number, chosen.requested_by, at=float(turn)))
    assert max(given.values()) - min(given.values()) <= 1


def test_the_favoured_take_the_first_places_of_their_clip_only() -> None:
    """The director of clip 1 goes before the others there; clip 2 keeps its places."""
    waiting = [job(1, 1), job(2, 2, clip=2), job(3, 3), job(4, 4)]
    assert [one.id for one in turn_order(waiting, {}, {4})] == [4, 2, 1, 3]


def test_alike_jobs_ride_along_up_to_the_limit() -> None:
    """The first one always goes, however large."""
    order = [job(1, 1), job(2, 2), job(3, 3), job(4, 4, size=2)]
    alike: dict[int, Hashable] = dict.fromkeys((1, 2, 3, 4), "same")
    assert [one.id for one in ride_along(order, alike, 10)] == [1, 2, 4]
    assert [one.id for one in ride_along(order, alike, 0)] == [1]
    assert [one.id for one in ride_along(order, {2: "same", 3: "same"}, 10)] == [1]


def test_nobody_s_second_turn_comes_before_somebody_s_first() -> None:
    """Ben's round is of another size and passed over: Ana's second one does not go before it."""
    order = [job(1, 1), job(2, 2), job(3, 3), job(4, 1)]
    alike: dict[int, Hashable] = {1: "small", 2: "large", 3: "small", 4: "small"}
    assert [one.id for one in ride_along(order, alike, 100)] == [1, 3]
    alike[2] = "small"
    assert [one.id for one in ride_along(order, alike, 100)] == [1, 2, 3, 4]
