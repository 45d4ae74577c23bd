"""What has been done for those who wait, and over their heads; pure.

To load a model takes as long as to paint several rounds. So rounds of a model that is loaded may go
before others whose turn it is, but over nobody's head more than ``MOST_PASSED`` times. And of what
somebody asked for at once little is painted together at first, and then more and more: the first
round is there after the time of one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.domain.jobs.job import Job

MOST_PASSED: Final = 3
"""So many rounds may go before a round out of turn, for the sake of a loaded model."""


@dataclass(slots=True)
class Waits:
    """Counts of what has begun while the jobs that still wait were waiting."""

    begun: Counter[str] = field(default_factory=Counter[str])
    """Jobs begun of those asked for together, by their ``batch``."""
    passed: Counter[int] = field(default_factory=Counter[int])
    """Jobs that went before this one out of turn, by its id."""

    def most_of(self, batch: str) -> int:
        """How many of the jobs asked for together may be worked on at a time: 1, then 2, then 4."""
        return 1 + self.begun[batch]

    def warm_first(self, order: Sequence[Job], warm: Collection[int]) -> list[Job]:
        """The jobs that may be worked on next, in order: all of them, or those of loaded models.

        ``warm`` are the ids of jobs whose model is loaded. They go first where it is another one's
        turn, as many of them as may.
        """
        if not order or order[0].id in warm:
            return list(order)
        first: list[Job] = []
        passed = 0
        for job in order:
            if job.id not in warm:
                passed = max(passed, self.passed[job.id])
            elif passed + len(first) < MOST_PASSED:
                first.append(job)
            else:
                break
        return first or list(order)

    def note(self, order: Sequence[Job], begun: Collection[int]) -> None:
        """The jobs of ``order`` whose ids are ``begun`` were begun; the others wait on."""
        behind = 0
        for job in reversed(order):
            if job.id in begun:
                behind += 1
                self.begun[job.batch] += 1
            else:
                self.passed[job.id] += behind
        waiting = [job for job in order if job.id not in begun]
        self.passed = Counter({job.id: self.passed[job.id] for job in waiting})
        self.begun = Counter({job.batch: self.begun[job.batch] for job in waiting})
