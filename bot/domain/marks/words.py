"""A report in plain words: what a file says of itself, and what is wrong with that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.marks.report import MarkState
from bot.domain.texts import Safe, catalogue, closest, say

if TYPE_CHECKING:
    from bot.domain.marks.report import Report

_PROBLEMS: Final = (
    ("Hash.mismatch", "changed"),
    ("assertion.hashedURI.mismatch", "changed"),
    ("assertion.missing", "changed"),
    ("signingCredential.expired", "expired"),
    ("claimSignature.outsideValidity", "expired"),
    ("signingCredential.revoked", "revoked"),
    ("signingCredential", "signer-bad"),
    ("claimSignature", "signature-bad"),
    ("timeStamp", "time"),
    ("ingredient", "ingredient"),
    ("manifest-unreadable", "manifest-unreadable"),
    ("unreadable", "unreadable"),
)
"""Where a code of C2PA holds the one, the other is the sentence; the first that fits."""


def report_rows(locale: str, report: Report, *, plain: bool = False) -> tuple[str, ...]:
    """The report a sentence a row; ``plain`` for a terminal, which knows no Markdown."""

    def shown(text: str) -> str:
        return Safe(text) if plain else text

    rows = [say(locale, f"marks.state-{report.state}")]
    if report.signer is not None:
        key = "marks.signer-known" if report.trusted else "marks.signer-unknown"
        rows.append(say(locale, key, signer=shown(report.signer)))
    if report.source is not None:
        known = f"marks.source-{report.source}" in catalogue(closest(locale))
        rows.append(
            say(locale, f"marks.source-{report.source}")
            if known
            else say(locale, "marks.source-other", source=shown(report.source))
        )
    made_with = [entry for entry in report.made_with if entry != report.source]
    if made_with:
        rows.append(say(locale, "marks.made-with", tools=shown(", ".join(made_with))))
    if report.people:
        people = "; ".join(_deed(locale, entry) for entry in report.people)
        rows.append(say(locale, "marks.people", people=shown(people)))
    names = dict.fromkeys(map(_problem, report.problems))
    rows += [say(locale, f"marks.problem-{name}") for name in names]
    if report.problems and report.state is not MarkState.NONE:
        rows.append(say(locale, "marks.codes", codes=shown(", ".join(report.problems))))
    return tuple(rows)


def _problem(code: str) -> str:
    return next((name for part, name in _PROBLEMS if part in code), "other")


def _deed(locale: str, person: str) -> str:
    """Who did what, such as ``voted: Ana``, with the reader's word for what was done."""
    deed, colon, names = person.partition(": ")
    key = f"marks.deed-{deed}"
    known = colon and key in catalogue(closest(locale))
    return f"{say(locale, key)}{colon}{names}" if known else person
