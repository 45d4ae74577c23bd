"""What the pages are answered with: HTML with the texts of one language, or a sentence as JSON."""

from __future__ import annotations

import functools
import re
from html import escape
from importlib import resources
from typing import Final

from aiohttp import web

from bot.domain.texts import closest, say

_HOLE: Final = re.compile(r"\{\{([a-z-]+)\}\}")


def html(name: str, subject: str, locale: str, *, status: int = 200, **more: str) -> web.Response:
    """A page with the texts of a subject in its ``{{holes}}``, every one escaped."""

    def filled(hole: re.Match[str]) -> str:
        text = more.get(hole[1]) or say(locale, f"{subject}.{hole[1]}")
        return escape(text.replace("`", ""))

    values = _HOLE.sub(filled, _template(name).replace("{{lang}}", closest(locale)))
    return web.Response(text=values, content_type="text/html", status=status)


def sentence(text: str, status: int) -> web.Response:
    """One sentence for the page to show."""
    return web.json_response({"sentence": text}, status=status)


@functools.cache
def _template(name: str) -> str:
    page = resources.files("bot.tapping").joinpath("page", f"{name}.html")
    return page.read_text(encoding="utf-8")
