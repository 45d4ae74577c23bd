"""The CDN: attachments at their links, until a link expires."""

from http import HTTPStatus

from aiohttp import hdrs, web

from local_discord.model.state import State


class Cdn:
    """Serves attachments and the avatars that everyone has."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add_to(self, app: web.Application) -> None:
        """Add the routes to an application."""
        for folder in ("attachments", "ephemeral-attachments"):
            path = f"/{folder}/{{channel_id:\\d+}}/{{attachment_id:\\d+}}/{{filename}}"
            app.router.add_get(path, self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        file = self._state.attachments.get(int(request.match_info["attachment_id"]))
        if file is None or self._has_expired(request.query.get("ex", "")):
            return web.Response(
                status=HTTPStatus.NOT_FOUND, text="This content is no longer available."
            )
        headers = {
            hdrs.CONTENT_TYPE: file.content_type,
            hdrs.ACCEPT_RANGES: "bytes",
            hdrs.X_CONTENT_TYPE_OPTIONS: "nosniff",
            hdrs.CONTENT_SECURITY_POLICY: "sandbox",
        }
        size = len(file.content)
        try:
            asked = request.http_range
        except ValueError:
            asked = slice(size, None)
        # A player asks for parts: without them it can neither seek nor begin at once.
        start, stop, _ = asked.indices(size)
        if asked.start is None and asked.stop is None:
            return web.Response(body=file.content, headers=headers)
        if start >= stop:
            headers = {hdrs.CONTENT_RANGE: f"bytes */{size}"}
            return web.Response(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
        headers[hdrs.CONTENT_RANGE] = f"bytes {start}-{stop - 1}/{size}"
        return web.Response(
            status=HTTPStatus.PARTIAL_CONTENT, body=file.content[start:stop], headers=headers
        )

    def _has_expired(self, expires: str) -> bool:
        try:
            return int(expires, 16) < self._state.now()
        except ValueError:
            return True
