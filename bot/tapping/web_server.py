"""The web server of the pages to tap and draw on: few addresses, and headers that keep others out.

Everything that belongs to a clip lies below the link's key, so whoever lacks the key has no address
to ask for. The page's own files are read once and found by name, never by a path. Nothing is
logged of requests, for their paths hold keys.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from importlib import resources
from typing import TYPE_CHECKING, Final

from aiohttp import web

from bot.domain.errors import StorageError, UserError
from bot.domain.texts import closest, say
from bot.tapping import brush, wire
from bot.tapping.answering import html, sentence
from bot.tapping.brush import BrushPage
from bot.tapping.connections import listen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from bot.ports.clock import Clock
    from bot.services.lyrics.taps import Opened, TapLinks
    from bot.services.rounds.parts import Parts

    Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = logging.getLogger(__name__)

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TYPES: Final = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
}
_FONTS: Final = {
    "serif.ttf": ("fontpkg_instrument_serif", "files/InstrumentSerif-Regular.ttf"),
    "text.ttf": ("fontpkg_barlow", "files/Barlow-Medium.ttf"),
    "strong.ttf": ("fontpkg_barlow", "files/Barlow-SemiBold.ttf"),
}
"""The letters of the clips' titles and captions."""

_HEAD_BYTES: Final = 12
_LARGEST_BODY: Final = 2 * 1024 * 1024
"""Far above what the marks of a thousand lines take."""
_BODY_S: Final = 30.0


class TapPage:
    """The page's server and the links to it; ``address`` is None where it is switched off."""

    def __init__(
        self,
        links: TapLinks,
        parts: Parts,
        clock: Clock,
        *,
        host: str,
        port: int,
        address: str | None,
    ) -> None:
        self._links = links
        self._brush = BrushPage(parts, clock, _BODY_S)
        self._clock = clock
        self._host = host
        self._port = port
        self._address = None if address is None else address.rstrip("/")
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; where that cannot be, say so in the log and go without a page."""
        if not self._port:
            return
        await asyncio.to_thread(_own_files)
        app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_answered])
        app.on_response_prepare.append(_guard)
        key = "/tap/{key:[0-9]+-[A-Za-z0-9_-]+}/"
        for prefix in ("/tap/", brush.PREFIX):
            app.router.add_get(prefix + "page/{name}", _own_file)
        app.router.add_get(key, self._page)
        app.router.add_get(key.removesuffix("/"), _with_slash)
        app.router.add_get(key + "state", self._state)
        app.router.add_get(key + "song", self._song)
        app.router.add_post(key + "save", self._save)
        self._brush.add_to(app.router)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        assert runner.server is not None  # noqa: S101 - set up
        try:
            self._server = await listen(runner.server, self._host, self._port)
        except OSError as error:
            await runner.cleanup()
            log.warning(
                "the tap page cannot listen at %s port %d, so lyrics are timed by file: %s",
                *(self._host, self._port, error.strerror),
            )
            return
        self._runner = runner

    async def aclose(self) -> None:
        """Listen no more."""
        if self._runner is not None and self._server is not None:
            self._server.close()
            await self._runner.cleanup()
            self._runner = None

    @property
    def address(self) -> str | None:
        """Where people reach the page, without a slash at its end."""
        if self._runner is None:
            return None
        host = f"[{self._host}]" if ":" in self._host else self._host
        return self._address or f"http://{host}:{self._port}"

    def link(self, key: str) -> str:
        """The whole address that the holder of ``key`` opens."""
        return f"{self.address}/tap/{key}/"

    def brush_link(self, key: str) -> str:
        """The whole address at which the holder of ``key`` draws a part of a take."""
        return f"{self.address}{brush.PREFIX}{key}/"

    async def _page(self, request: web.Request) -> web.Response:
        session = await self._session(request)
        return html("page", "tap", session.tap.locale)

    async def _state(self, request: web.Request) -> web.Response:
        session = await self._session(request)
        return web.json_response(wire.state(session, self._clock.now()))

    async def _song(self, request: web.Request) -> web.StreamResponse:
        session = await self._session(request)
        kind = wire.kind_of(await asyncio.to_thread(_head, session.song_file))
        # It knows of ranges, without which browsers do not seek.
        return web.FileResponse(session.song_file, headers={"Content-Type": kind})

    async def _save(self, request: web.Request) -> web.Response:
        key = request.match_info["key"]
        session = await self._session(request)
        locale = session.tap.locale
        try:
            async with asyncio.timeout(_BODY_S):
                body = await request.read()
            saved = await self._links.save(key, wire.read_marks(body))
        except UserError as error:
            status = 404 if error.key == "tap.gone" else 400
            return sentence(error.sentence(locale), status)
        except TimeoutError:
            return sentence(say(locale, "tap.failed"), 408)
        except StorageError:
            log.exception("what was tapped could not be kept")
            return sentence(say(locale, "tap.failed"), 503)
        return web.json_response(
            {"sentence": wire.saved_text(saved, locale), "lines": list(saved.numbers)}
        )

    async def _session(self, request: web.Request) -> Opened:
        return await self._links.open(request.match_info["key"])


@web.middleware
async def _answered(request: web.Request, handler: Answer) -> web.StreamResponse:
    """What lets nobody in is one and the same page, whatever the reason; the log has no keys."""
    try:
        return await handler(request)
    except UserError as error:
        locale = closest(request.headers.get("Accept-Language"))
        if request.path.endswith("/"):
            return html("gone", "tap", locale, status=404, sentence=error.sentence(locale))
        return sentence(error.sentence(locale), 404)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("the tap page failed")
        locale = closest(request.headers.get("Accept-Language"))
        subject = "brush" if request.path.startswith(brush.PREFIX) else "tap"
        return sentence(say(locale, f"{subject}.failed"), 500)


async def _guard(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers.pop("Server", None)


async def _own_file(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    content = _own_files().get(name)
    if content is None:
        raise web.HTTPNotFound
    kind = _TYPES[name.rpartition(".")[2]]
    charset = None if kind.startswith("font/") else "utf-8"
    return web.Response(body=content, content_type=kind, charset=charset)


async def _with_slash(request: web.Request) -> web.Response:
    # What the page asks for is named from its own address on.
    raise web.HTTPPermanentRedirect(f"{request.match_info['key']}/")


@functools.cache
def _own_files() -> Mapping[str, bytes]:
    """What browsers may ask for by name: styles, scripts, the icon, the letters."""
    page = {
        entry.name: entry.read_bytes()
        for entry in resources.files("bot.tapping").joinpath("page").iterdir()
        if entry.name.rpartition(".")[2] in _TYPES
    }
    letters = {
        name: resources.files(package).joinpath(file).read_bytes()
        for name, (package, file) in _FONTS.items()
    }
    return page | letters


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)
