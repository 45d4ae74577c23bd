"""The times of lines in sentences: what was moved, what is wrong, what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.phrasing.lyrics import line_row
from bot.client.phrasing.posts import ranges
from bot.domain.texts import Safe, say

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from bot.services.lyrics.changes import Undone
    from bot.services.lyrics.times import Checked, Retimed

_ROWS: Final = 12


def timed_text(clip: Clip, person: Person, retimed: Retimed) -> str:
    """One line as it stands now, and what is wrong with it."""
    (line,) = retimed.lines
    head = say(clip.locale, "timing.timed", person=person.name, line=line.number)
    return "\n".join((head, line_row(clip.locale, line), *_trouble(clip.locale, retimed)))


def many_text(clip: Clip, person: Person, key: str, retimed: Retimed) -> str:
    """Many lines as they stand now, the first of them in full."""
    numbers = [line.number for line in retimed.lines]
    head = say(clip.locale, key, person=person.name, n=len(numbers), numbers=ranges(numbers))
    rows = [line_row(clip.locale, line) for line in retimed.lines[:_ROWS]]
    if len(numbers) > _ROWS:
        rows.append("…")
    return "\n".join((head, *rows, *_trouble(clip.locale, retimed)))


def check_text(locale: str, report: Checked) -> str:
    """Trouble, guesses and lines without a time; or that all is well."""
    rows = [f"⚠️ {problem.note.sentence(locale)}" for problem in report.problems]
    for key, numbers in (("guessed", report.guessed), ("untimed", report.untimed)):
        if numbers:
            n = len(numbers)
            rows.append(say(locale, f"timing.check-{key}", n=n, numbers=ranges(numbers)))
    if report.undrawable:
        n, there = len(report.undrawable), ranges(report.undrawable)
        letters = dict.fromkeys(letter for row in report.undrawable.values() for letter in row)
        key = "timing.check-undrawable"
        rows.append(say(locale, key, n=n, numbers=there, letters=" ".join(letters)))
    return "\n".join(rows) or say(locale, "timing.check-well")


def undone_text(clip: Clip, person: Person, undone: Undone) -> str:
    """What was taken back, and whose it was."""
    change = undone.change
    touched = {line.id for pair in change.lines for line in (pair.before, pair.after) if line}
    what = say(clip.locale, f"timing.change-{change.what}", n=len(touched))
    key = "timing.undone-own" if person.id == change.person_id else "timing.undone"
    return say(clip.locale, key, person=person.name, what=Safe(what), by=undone.by)


def _trouble(locale: str, retimed: Retimed) -> list[str]:
    return [f"-# ⚠️ {problem.note.sentence(locale)}" for problem in retimed.problems[:_ROWS]]
