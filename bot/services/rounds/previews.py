"""What running rounds look like at this moment: small pictures, kept in memory only.

A restart loses nothing but a look at what is painted anew anyway. Who may see them, and how often a
message changes, is not decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

WATCHED: Final = 4
"""How many takes of a round are watched, and how many pictures one message shows of them."""


class Previews:
    """The newest preview of each watched take; with ``wanted`` False there are none."""

    def __init__(self, *, wanted: bool = True) -> None:
        self.wanted = wanted
        self._jpegs: dict[int, dict[int, bytes]] = {}

    def keep(self, job_id: int, take: int, jpeg: bytes) -> None:
        """Show ``jpeg`` for take number ``take`` of a running job from now on."""
        self._jpegs.setdefault(job_id, {})[take] = jpeg

    def forget(self, job_id: int) -> None:
        """Drop the previews of a job that has ended."""
        self._jpegs.pop(job_id, None)

    def of(self, job_ids: Iterable[int]) -> list[tuple[int, int, bytes]]:
        """Job, take number and picture, at most ``WATCHED``: every job's first take comes first."""
        previews = [
            (take, place, job_id, jpeg)
            for place, job_id in enumerate(job_ids)
            for take, jpeg in self._jpegs.get(job_id, {}).items()
        ]
        newest = sorted(previews)[:WATCHED]
        return [(job_id, take, jpeg) for take, _, job_id, jpeg in newest]
