"""Rounds of a loaded model go first, over nobody's head more often than may be."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.jobs.turns import ride_along, turn_order
from bot.domain.jobs.waits import MOST_PASSED, Waits
from tests.domain.jobs.test_turns import job

if TYPE_CHECKING:
    from bot.domain.jobs.job import Job


def worked_off(jobs: list[Job], models: dict[int, str], most_takes: int) -> list[tuple[Job, ...]]:
    """What a worker that has one model loaded at a time begins, painting after painting."""
    waits, waiting, last = Waits(), list(jobs), dict[tuple[int, int], float]()
    loaded = ""
    paintings: list[tuple[Job, ...]] = []
    while waiting:
        order = turn_order(waiting, last)
        warm = {each.id for each in waiting if models[each.id] == loaded}
        together = ride_along(waits.warm_first(order, warm), models, most_takes, waits.most_of)
        waits.note(order, {each.id for each in together})
        for each in together:
            waiting.remove(each)
            last[each.requested_by, each.clip_id] = 1000.0 + len(paintings)
        loaded = models[together[0].id]
        paintings.append(together)
    return paintings


def loads(paintings: list[tuple[Job, ...]], models: dict[int, str]) -> int:
    """How often a model was loaded."""
    used = ["", *(models[together[0].id] for together in paintings)]
    return sum(one != other for one, other in pairwise(used))


def test_two_models_change_every_four_rounds() -> None:
    """Two people with eight rounds each, of another model: four loads instead of sixteen."""
    jobs = [job(n, person=n % 2, clip=n % 2) for n in range(1, 17)]
    models = {each.id: f"model {each.requested_by}" for each in jobs}
    assert loads(worked_off(jobs, models, most_takes=4), models) == 4


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=30))
def test_nobody_waits_for_more_than_three_rounds_of_a_loaded_model(
    asked: list[tuple[int, int]],
) -> None:
    """Whoever asks for rounds of whatever models: fewer go before one out of turn than may."""
    jobs = [job(n, person=person, clip=person) for n, (person, _) in enumerate(asked, 1)]
    models = {n: f"model {model}" for n, (_, model) in enumerate(asked, 1)}
    waits, waiting, last, loaded = Waits(), jobs, dict[tuple[int, int], float](), ""
    over = Counter[int]()
    for at in range(len(jobs)):
        order = turn_order(waiting, last)
        (chosen, *_) = waits.warm_first(
            order, {each.id for each in waiting if models[each.id] == loaded}
        )
        waits.note(order, {chosen.id})
        over.update(each.id for each in order[: order.index(chosen)])
        waiting = [each for each in waiting if each is not chosen]
        last[chosen.requested_by, chosen.clip_id] = 1000.0 + at
        loaded = models[chosen.id]
    assert max(over.values(), default=0) <= MOST_PASSED


def test_a_loaded_model_takes_no_more_rounds_along_than_may_go_first() -> None:
    """Painting several together is no way around it."""
    jobs = [job(1, person=1), *(job(n, person=n, size=1) for n in range(2, 9))]
    waits = Waits()
    first = waits.warm_first(jobs, set(range(2, 9)))
    assert [each.id for each in first] == [2, 3, 4]
    waits.note(jobs, {2, 3, 4})
    assert waits.warm_first(jobs[:1] + jobs[4:], set(range(5, 9)))[0].id == 1


def test_what_was_asked_for_at_once_is_begun_in_growing_parts() -> None:
    """One round, two, four …, whatever others asked for."""
    jobs = [job(n, person=1, size=1) for n in range(1, 14)]
    paintings = worked_off(jobs, dict.fromkeys(range(1, 14), "model"), most_takes=40)
    assert [len(together) for together in paintings] == [1, 2, 4, 6]
