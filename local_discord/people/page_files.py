"""The page: a browser's view of this Discord, served as the files that a build left in `page/`.

It knows no more than where the files are and what a browser may do with them: everything that the
page shows and does goes through the people API. Its sources are in `page_source/`.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

FOLDER: Final = Path(__file__).parents[1] / "page"
_TYPES: Final = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
_TEXTS: Final = {".css", ".html", ".js", ".svg", ".txt"}


class PageFiles:
    """Serves the page at the root and at every channel's address, its files under `/page/`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {one.name: one for one in folder.iterdir() if one.suffix in _TYPES}

    def add_to(self, app: web.Application) -> None:
        """Add the routes to an application."""
        app.router.add_get("/", self._index)
        app.router.add_get("/channels/{place:.*}", self._index)
        app.router.add_get("/page/{name}", self._file)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, request.match_info["name"])

    def _answer(self, request: web.Request, name: str) -> web.StreamResponse:
        file = self._files.get(name)
        if file is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="The page has no such file.")
        charset = "; charset=utf-8" if file.suffix in _TEXTS else ""
        return web.FileResponse(
            file,
            headers={
                # The files keep their names over a new build: the browser asks each time.
                hdrs.CACHE_CONTROL: "no-cache",
                hdrs.CONTENT_TYPE: _TYPES[file.suffix] + charset,
                hdrs.CONTENT_SECURITY_POLICY: policy(request.host),
                hdrs.REFERRER_POLICY: "no-referrer",
                hdrs.X_CONTENT_TYPE_OPTIONS: "nosniff",
            },
        )


def policy(host: str) -> str:
    """What a browser may fetch for the page: nothing but what this server has."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            f"connect-src 'self' ws://{host}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
