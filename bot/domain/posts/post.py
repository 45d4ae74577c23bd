"""The outbox: what must appear in a channel, remembered until Discord has confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PostKind(StrEnum):
    """What a post shows; its subject is the row named in the comment."""

    ROUND = "round"  # a round: its takes and ballot
    RUN_OFF = "run-off"  # a ballot: the tied takes again
    DECISION = "decision"  # a ballot: what was decided
    PICK = "pick"  # a history row: the director's pick
    PROGRESS = "progress"  # a batch of jobs: bar, position, time left
    RENDER = "render"  # a render: the clip
    EXPORT = "export"  # an export and, behind a point, a part's number: the pack for editors
    FAILURE = "failure"  # a job: why it ended without result
    UNPOSTED = "unposted"  # another post: that it could not be shown
    DIRECTOR = "director"  # a history row: who directs the clip now
    TAPPED = "tapped"  # a change to the lyrics: who tapped which lines
    CALL = "call"  # what a person or the channel is to hear, see ``calls``
    REPORT = "report"  # a round: which of its takes are reported or held back
    BOARD = "board"  # a clip: all of its shots, and what is next


class PostState(StrEnum):
    """pending -> sent (the message exists) -> done (reactions and pins are there too)."""

    PENDING = "pending"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"  # the channel is gone or closed to us; kept, never retried by itself


@dataclass(frozen=True, slots=True)
class Post:
    """One message to be, or that is, in a channel; ``nonce`` makes sending it twice harmless."""

    id: int
    clip_id: int
    channel_id: int
    kind: PostKind
    subject: str
    nonce: str
    state: PostState
    message_id: int | None
    attempts: int
    not_before: float
    created_at: float
    faults: int = 0
    """How many attempts failed by the post itself, not by Discord or the line to it."""
    version: int = 0
    """Counts the wishes to show it anew; who delivered an older one has not finished the post."""
