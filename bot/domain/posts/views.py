"""What a post shows, as plain data: the gallery turns a view into Discord's components.

A view is made from rows each time it is sent or edited, so a restart needs nothing but the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.board.board import BoardShot, Step
    from bot.domain.cut.note import Note
    from bot.domain.cut.render import RenderKind
    from bot.domain.jobs.job import JobKind
    from bot.domain.lyrics.line import LineState
    from bot.domain.prompts.prompt import StyleSettings
    from bot.domain.rounds.part import Part
    from bot.domain.votes.ballot import BallotRules, BallotState


@dataclass(frozen=True, slots=True)
class ShownTake:
    """A numbered picture or film; ``name`` is the line's number and the take's letter ("12c")."""

    take_id: int
    number: int
    name: str
    picture: Path
    parent: str | None
    cut: str | None = None
    withheld: bool = False
    tried: StyleSettings | None = None
    """The style it is painted in, where the round tries several."""
    brought_by: str | None = None
    """The name of whoever brought it; None of what was painted."""
    still: bool = False
    """Whether it stands still among films."""
    whole: Path | None = None
    """The take's own picture where ``picture`` is a smaller copy, for that is too large to post."""

    @property
    def small(self) -> bool:
        """Whether a smaller copy is shown."""
        return self.whole is not None


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round or a run-off in the channel: takes, words, who, and how the vote goes."""

    locale: str
    round_id: int
    line_number: int
    lyric: str
    round_number: int
    prompt: str
    author: str
    draft: bool
    """Whether the prompt is the lyric itself, taken before anybody wrote one."""
    takes: tuple[ShownTake, ...]
    rules: BallotRules
    state: BallotState
    closes_at: float | None
    tally: Mapping[int, int]
    held: tuple[ShownTake, ...] = ()
    """Takes held back for the director: their pictures are blurred copies."""
    renewed: bool = False
    """Whether takes that were held were shown or dropped: then its files are not what was sent."""
    run_off: bool = False
    winner: str | None = None
    """The name of the take that won this vote."""
    decision_link: str | None = None
    """Where the channel was told so."""
    voters_named: str | None = None
    overtaken: bool = False
    """Whether the vote ended because newer takes of the line are voted on."""
    part: Part | None = None
    """What of a take it paints again, where it does: then it is not painted from the prompt."""
    asked_by: str = ""
    thread: str | None = None
    """The name of the thread for talk about it, where the clip wants one."""
    trial: bool = False
    """Whether it is one picture in several styles."""
    unknown: tuple[str, ...] = ()
    """Words of the prompt that the model does not know, where no round of the line said so yet."""
    motion: str | None = None
    """How its films move, in words; None of a round of pictures."""
    moves: bool = False
    """Whether its line's winner can be made to move."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a ballot or a pick came to; ``outcome`` names the sentence in ``posts.toml``."""

    locale: str
    outcome: str
    line_number: int
    lyric: str
    winner: ShownTake | None
    tally: Mapping[int, int]
    by: str | None
    leaders: tuple[int, ...] = ()
    restyle: int | None = None
    """The clip whose winners may now be painted in the style that won."""


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """What is becoming of a take: a small JPEG, and the line and number it belongs to."""

    line_number: int | None
    take_number: int
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A batch of jobs while it waits or runs; ``share`` is 0..1, times in seconds."""

    locale: str
    kind: JobKind
    asked_by: str
    lines: tuple[int, ...]
    done: int
    total: int
    share: float
    ahead: int
    remaining_s: float | None
    finished: bool
    cancelled: bool
    failed: bool
    batch: str
    doing: str | None = None
    """A stage, and the hundredths of it that are done where that is known: "loading 40"."""
    paused: bool = False
    """Whether it waits until the director lets the painting go on."""
    films: bool = False
    """Whether films are painted, not pictures."""
    previews: tuple[ShownPreview, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipView:
    """A render to post: the file that fits the channel, or the reason why there is none."""

    locale: str
    kind: RenderKind
    clip_name: str
    file: Path | None
    """What is posted: None when not even a small encoding fits."""
    full_file: Path
    """The full-quality file, which stays on the disk; only the director is told where."""
    duration_s: float
    width_px: int
    height_px: int
    fitted: bool
    asked_by_id: int
    cards: tuple[int, ...]
    """Numbers of the lines shown as cards for want of a winner."""
    spread: bool
    """Whether lines without times were placed by their syllables."""
    broken: tuple[int, ...] = ()
    """Lines shown as cards because their picture's file is gone or damaged."""
    unseen: tuple[int, ...] = ()
    faded: tuple[int, ...] = ()
    """Lines that got no frame."""
    undrawn: tuple[tuple[int, str], ...] = ()
    """Lines with the letters of each that no face could draw."""
    unsigned: bool = False
    """Whether the file had to go out without signed marks."""
    clip_id: int = 0
    steps: tuple[Step, ...] = ()
    """What a preview may be followed by."""


@dataclass(frozen=True, slots=True)
class ExportView:
    """A part of a pack for editors, or where it lies when it is too large for the channel."""

    locale: str
    export_id: int
    clip_name: str
    file: Path | None
    """None: too large; the director is told where it is."""
    filename: str
    part: int
    parts: int
    size_bytes: int
    shots: int
    asked_by_id: int


@dataclass(frozen=True, slots=True)
class FailureView:
    """What ended without result: the sentence's key and values, and the lines it is about."""

    locale: str
    key: str
    values: Mapping[str, str | int | float]
    asked_by_id: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TappedView:
    """Lines that somebody has tapped along with the song, by their present numbers."""

    locale: str
    by: str
    lines: tuple[int, ...]


class Call(StrEnum):
    """Why the channel, or people in it, are called: the first word of the post's subject."""

    PAINTED = "painted"  # a batch of jobs is done
    DECIDED = "decided"  # a history row decided the last line
    REMIND = "remind"  # a history row names who still owes votes


@dataclass(frozen=True, slots=True)
class CallView:
    """A word to the channel, and to ``person_ids`` by name, with the buttons of what comes next."""

    locale: str
    clip_id: int
    call: Call
    person_ids: tuple[int, ...]
    lines: tuple[int, ...]
    has_song: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    """One page of a clip's board, and what comes next in the whole clip."""

    locale: str
    clip_id: int
    clip_name: str
    shots: tuple[BoardShot, ...]
    """Those of this page."""
    states: tuple[LineState, ...]
    """Of all shots of the clip."""
    page: int
    pages: int
    steps: tuple[Step, ...]
    untimed: int
    has_song: bool
    at_work: bool
    """Whether anything can be done with the clip: an archived one is only looked at."""
    notes: tuple[Note, ...] = ()
    """What people found on renders and nobody has ticked off yet."""
    sheet: bytes | None = None
    """The picture, drawn last; None where it could not be."""


@dataclass(frozen=True, slots=True)
class DirectorView:
    """Who directs the clip from now on, and who named them: None where they did so themselves."""

    locale: str
    clip_name: str
    director_id: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A report of a take: its name, who reported it, and why in their words."""

    take: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What is reported or held of a round, for those who look after the server.

    ``apart`` says that it stands in a channel of theirs: only there it shows pictures and names.
    """

    locale: str
    round_id: int
    line_number: int
    clip_name: str
    director_id: int
    link: str | None
    """To the round's own message."""
    apart: bool
    takes: tuple[ShownTake, ...]
    """Those it is about, as far as they may still be seen; none in the clip's own channel."""
    held: bool
    """Whether some are held back, to be shown or dropped."""
    reports: tuple[Reported, ...]
    droppable: tuple[tuple[int, str], ...]
    """Numbers and names of the reported takes that are still to be seen."""


@dataclass(frozen=True, slots=True)
class GoneView:
    """What stands in a message of ours whose clip was deleted."""

    locale: str


View = (
    GoneView
    | RoundView
    | DecisionView
    | ProgressView
    | ClipView
    | ExportView
    | FailureView
    | TappedView
    | DirectorView
    | BoardView
    | CallView
    | ReportView
)
