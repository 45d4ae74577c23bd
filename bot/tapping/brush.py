"""The brush page's addresses: a take to draw a part on, below the key of a one-time link."""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64decode
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from bot.domain.errors import StorageError, UserError
from bot.domain.rounds.part import Mask, grid
from bot.domain.texts import closest, say
from bot.tapping.answering import html, sentence
from bot.tapping.wire import integer, texts

if TYPE_CHECKING:
    from bot.ports.clock import Clock
    from bot.services.rounds.parts import PartPage, Parts

log = logging.getLogger(__name__)

PREFIX: Final = "/tap/brush/"
_KEY: Final = PREFIX + "{key:[0-9]+-[A-Za-z0-9_-]+}/"


class BrushPage:
    """The page on which a part of a take is drawn; ``body_s`` is how long its answer may take."""

    def __init__(self, parts: Parts, clock: Clock, body_s: float) -> None:
        self._parts = parts
        self._clock = clock
        self._body_s = body_s

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Be found at its addresses."""
        router.add_get(_KEY, self._page)
        router.add_get(_KEY + "state", self._state)
        router.add_get(_KEY + "picture", self._picture)
        router.add_post(_KEY + "save", self._save)

    async def _page(self, request: web.Request) -> web.Response:
        page = await self._opened(request)
        return html("brush", "brush", page.link.locale)

    async def _state(self, request: web.Request) -> web.Response:
        page = await self._opened(request)
        link, take = page.link, page.take.take
        columns, rows = grid(take.width_px, take.height_px)
        return web.json_response(
            {
                "locale": closest(link.locale),
                "texts": texts(link.locale, "brush"),
                "person": page.person_name,
                "take": page.take.name,
                "filling": link.filling,
                "left_s": link.expires_at - self._clock.now(),
                "width_px": take.width_px,
                "height_px": take.height_px,
                "columns": columns,
                "rows": rows,
            }
        )

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        page = await self._opened(request)
        return web.FileResponse(page.picture, headers={"Content-Type": "image/png"})

    async def _save(self, request: web.Request) -> web.Response:
        locale = (await self._opened(request)).link.locale
        try:
            async with asyncio.timeout(self._body_s):
                body = await request.read()
            queued = await self._parts.draw(request.match_info["key"], read_mask(body))
        except UserError as error:
            return sentence(error.sentence(locale), 404 if error.key == "part.gone" else 400)
        except TimeoutError:
            return sentence(say(locale, "brush.failed"), 408)
        except StorageError:
            log.exception("what was drawn could not be kept")
            return sentence(say(locale, "brush.failed"), 503)
        return sentence(say(locale, "brush.asked", line=queued.lines[0], n=queued.takes), 200)

    async def _opened(self, request: web.Request) -> PartPage:
        return await self._parts.open(request.match_info["key"])


def read_mask(body: bytes) -> Mask:
    """What the page sends: the grid's columns and rows, and its bits as Base64.

    Raises:
        UserError: ``brush.unreadable`` where it is anything else.
    """
    try:
        plain: Any = json.loads(body)
        columns, rows = integer(plain["columns"]), integer(plain["rows"])
        return Mask(columns, rows, b64decode(plain["bits"], validate=True))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UserError("brush.unreadable") from None
