"""What people did, in sentences of the catalogue: one row a deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.client.phrasing.posts import clipped, relative
from bot.domain.texts import catalogue, escape, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.clips.history import HistoryRow


def deed_text(
    locale: str, deed: HistoryRow, names: Mapping[int, str], lines: Mapping[str, int] | None = None
) -> str:
    """When, who, and what; ``lines`` are the present numbers of lines, by subject."""
    who = "Couplet" if deed.person_id is None else names.get(deed.person_id, "—")
    parts = [relative(deed.at), escape(clipped(who, 60)), _what(locale, deed)]
    number = (lines or {}).get(deed.subject)
    if number is not None:
        parts.append(say(locale, "history.line", line=number))
    return " · ".join(parts)


def _what(locale: str, deed: HistoryRow) -> str:
    details: dict[str, Any] = deed.details
    if deed.what == "ballot-closed":
        return say(locale, f"history.ballot-closed-{details.get('verdict', 'winner')}")
    if deed.what.startswith("cast-"):
        name = clipped(deed.subject.partition(":")[2], 60)
        return say(locale, f"history.{deed.what}", name=name)
    # A deed of a later version, after a backup was put back, has no sentence here.
    if f"history.{deed.what}" not in catalogue(locale):
        return escape(deed.what)
    named = details.get("lines", details.get("takes", details.get("count", 0)))
    count = len(named.split(",")) if isinstance(named, str) else int(named)
    return say(locale, f"history.{deed.what}", n=count)
