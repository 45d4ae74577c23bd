"""Somebody of the team taps along: the page's link, and what the page itself asks of the bot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from local_discord import PeopleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.demo.rehearsal import Rehearsal
    from local_discord import Person

_LINK: Final = re.compile(r"<(http\S+/tap/\S+/)>")


async def tap_along(rehearsal: Rehearsal, who: Person, times_s: Mapping[int, float]) -> None:
    """Let ``who`` tap lines, by their numbers, when the song is at these seconds.

    Raises:
        PeopleError: the bot gave no link out, or did not keep the times.
    """
    answered = await rehearsal.types(who, "lyrics tap")
    link = _LINK.search(answered.text)
    if link is None:
        raise PeopleError(f"{who.name} expected a link and got: {answered.text}")
    for number, at_s in times_s.items():
        rehearsal.screen.act(who.name, f"taps line {number} at {at_s:.2f} s of the song")
    rehearsal.screen.act(who.name, f"saves; the page says: {await _save(link[1], times_s)}")


async def _save(link: str, times_s: Mapping[int, float]) -> str:
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{link}state") as response:
            lines: list[dict[str, Any]] = (await response.json())["lines"]
        marks = [
            {
                "line": line["id"],
                "start_s": times_s[line["number"]],
                "shown_text": line["text"],
                "shown_start_s": line["start_s"],
            }
            for line in lines
            if line["number"] in times_s
        ]
        body = {"marks": marks, "shown": [line["id"] for line in lines]}
        async with http.post(f"{link}save", json=body) as response:
            sentence = str((await response.json())["sentence"])
            if response.status != 200:
                raise PeopleError(f"The times were not kept: {sentence}")
            return sentence
