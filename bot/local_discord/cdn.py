"""The CDN: attachments at their links, until a link expires."""

from http import HTTPStatus

from aiohttp import web

from bot.local_discord.state import State


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
        return web.Response(
            body=file.content,
            headers={
                "Content-Type": file.content_type,
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox",
            },
        )

    def _has_expired(self, expires: str) -> bool:
        try:
            return int(expires, 16) < self._state.now()
        except ValueError:
            return True
