"""The board in sentences of the catalogue: how far the clip is, what is next, one shot closely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.phrasing.history import deed_text
from bot.client.phrasing.posts import clipped, quoted, tally
from bot.domain.board.board import Standing, Step
from bot.domain.lyrics.line import LineState
from bot.domain.texts import Moment, Safe, escape, moment, say

if TYPE_CHECKING:
    from bot.domain.board.board import BoardShot
    from bot.domain.cut.note import Note
    from bot.domain.posts.views import BoardView
    from bot.services.board.shots import ShotDetails

_NOTES: Final = 5
"""As many notes stand on a board; the others are at their shots."""

_ALT_LENGTH: Final = 1000
"""Discord takes 1,024 characters of description for a picture."""


def board_text(view: BoardView) -> list[str]:
    """Title, how many shots are in which state, and what comes next."""
    locale = view.locale
    rows = ["### 🎞️ " + escape(clipped(view.clip_name, 100))]
    if view.states:
        decided = sum(state is LineState.DECIDED for state in view.states)
        wanted = sum(state is not LineState.SHARED for state in view.states)
        about = say(locale, "board.about", decided=decided, n=wanted)
        if view.pages > 1:
            about += " · " + say(locale, "board.page-of", page=view.page, last=view.pages)
        rows.append(about)
    if not view.at_work:
        rows.append(say(locale, "board.archived"))
    rows += [f"➡️ {_step(view, step)}" for step in view.steps]
    if view.notes:
        rows.append(say(locale, "board.notes", n=len(view.notes)))
        rows += [note_row(locale, note) for note in view.notes[:_NOTES]]
    if len(view.notes) > _NOTES:
        rows.append("-# …")
    return rows


def note_row(locale: str, note: Note) -> str:
    """A note: its moment, line and words, and who wrote it."""
    return say(
        locale,
        "board.note",
        at=Moment(note.at_s),
        line=note.line_number,
        text=clipped(note.text, 200),
        person=clipped(note.author, 60),
    )


def _step(view: BoardView, step: Step) -> str:
    states = {
        Step.PROMPTS: (LineState.EMPTY,),
        Step.PAINT: (LineState.PROMPTED,),
        Step.WAIT: (LineState.WAITING, LineState.PAINTING),
        Step.VOTE: (LineState.VOTING,),
        Step.DECIDE: (LineState.TIED, LineState.UNDECIDED),
    }.get(step, ())
    count = sum(state in states for state in view.states)
    return say(view.locale, f"board.next-{step}", n=view.untimed if step is Step.TIMES else count)


def shot_label(shot: BoardShot) -> str:
    """A shot in the list: its number and words; plain text."""
    return f"{shot.number} · {shot.text}"


def shot_about(locale: str, shot: BoardShot) -> str:
    """Below it in the list: time, state, take, author; plain text."""
    parts = [_time(locale, shot), say(locale, f"answers.state-{shot.state}")]
    if shot.take is not None and shot.standing is not None:
        parts.append(_standing(locale, shot.standing, shot.take))
    if shot.author is not None:
        parts.append(shot.author)
    if shot.notes:
        parts.append(say(locale, "board.shot-notes", n=shot.notes))
    return " · ".join(part for part in parts if part)


def sheet_alt(view: BoardView) -> str:
    """The picture in words: every shot of the page with what is seen of it."""
    head = say(view.locale, "board.alt", n=len(view.shots))
    rows = [f"{shot_label(shot)} ({shot_about(view.locale, shot)})" for shot in view.shots]
    text = f"{head} {'; '.join(rows)}"
    if len(text) > _ALT_LENGTH:
        states = [
            f"{shot.number} {say(view.locale, f'answers.state-{shot.state}')}"
            for shot in view.shots
        ]
        text = f"{head} {'; '.join(states)}"
    return clipped(text, _ALT_LENGTH)


def shot_text(locale: str, found: ShotDetails) -> str:
    """A shot looked at closely: words, time, state, prompt, the vote, and what happened to it."""
    line = found.line
    at = (
        ""
        if line.start_s is None
        else f"{'≈' if line.guessed else ''}{moment(locale, line.start_s)}"
    )
    facts = [at, say(locale, f"answers.state-{found.state}")]
    if found.leading is not None:
        facts.append(_standing(locale, found.leading.standing, found.leading_name))
    rows = [
        "### " + say(locale, "board.shot-title", line=line.number),
        f"> {quoted(line.text, 300)}",
        " · ".join(part for part in facts if part),
    ]
    if found.prompt is not None:
        key = "posts.prompt-draft" if found.prompt.draft else "posts.prompt"
        prompt = clipped(found.prompt.text, 1000)
        rows.append(say(locale, key, prompt=prompt, author=clipped(found.author, 60)))
    else:
        rows.append(say(locale, "answers.prompt-none", line=line.number))
    if found.tally is not None:
        rows.append(tally(locale, found.tally))
    rows += [note_row(locale, note) for note in found.notes]
    rows += [f"-# {deed_text(locale, deed, found.names)}" for deed in found.deeds]
    return "\n".join(rows)


def _standing(locale: str, standing: Standing, take: str) -> str:
    return say(locale, f"board.standing-{standing}", take=Safe(take))


def _time(locale: str, shot: BoardShot) -> str:
    if shot.start_s is None:
        return ""
    return f"{'≈' if shot.guessed else ''}{moment(locale, shot.start_s)}"
