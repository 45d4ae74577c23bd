"""What people did besides the lyrics, as data: what was before and after, so it can be taken back.

Prompts and styles are versions that are never changed: taking one back sets it aside, and the
version below it holds again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.cut.look import ClipLook, ShotLook  # noqa: TC001 - the codec reads the annotations
from bot.domain.prompts.prompt import CastMember  # noqa: TC001 - as above
from bot.domain.votes.ballot import BallotState  # noqa: TC001 - as above


class StepKind(StrEnum):
    """What a step changed; ``answers.undo-…`` says it."""

    PROMPT = "prompt"
    STYLE = "style"
    CAST = "cast"
    LOOK = "look"
    SHOT = "shot"
    PICK = "pick"


@dataclass(frozen=True, slots=True)
class PromptsWritten:
    """Prompt versions that were written in one go."""

    prompt_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StyleWritten:
    """A version of the clip's style."""

    style_id: int


@dataclass(frozen=True, slots=True)
class CastChanged:
    """A member of the cast, described (``before`` None: first) or taken out (``after`` None)."""

    before: CastMember | None
    after: CastMember | None

    @property
    def name(self) -> str:
        """Who or what it is about."""
        member = self.after or self.before
        return "" if member is None else member.name


@dataclass(frozen=True, slots=True)
class LookChanged:
    """The clip's look."""

    before: ClipLook
    after: ClipLook


@dataclass(frozen=True, slots=True)
class ShotChanged:
    """The look of a line's shot."""

    line_id: int
    before: ShotLook
    after: ShotLook


@dataclass(frozen=True, slots=True)
class WinnerPicked:
    """A line's winner, and the ballots that ended by the pick, as they were."""

    line_id: int
    before: int | None
    after: int
    ended: tuple[tuple[int, BallotState], ...] = ()


Change = PromptsWritten | StyleWritten | CastChanged | LookChanged | ShotChanged | WinnerPicked

CHANGES: Final[dict[StepKind, type[Change]]] = {
    StepKind.PROMPT: PromptsWritten,
    StepKind.STYLE: StyleWritten,
    StepKind.CAST: CastChanged,
    StepKind.LOOK: LookChanged,
    StepKind.SHOT: ShotChanged,
    StepKind.PICK: WinnerPicked,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One person's change; one that is ``directed`` only the director takes back."""

    id: int
    clip_id: int
    person_id: int
    kind: StepKind
    change: Change
    directed: bool
    at: float
