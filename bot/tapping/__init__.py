"""The page to tap along on: a small web server in the bot's process, and the files of the page.

The only code that serves people over HTTP. It knows a link's key, hands everything to
``bot.services.lyrics.taps``, and keeps nothing. The page under ``page/`` is plain HTML, CSS and
JavaScript modules, and asks no other machine for anything.

    web_server   addresses, headers, and the server's beginning and end
    wire         what the page is told, and what it says back, as JSON
"""

from __future__ import annotations

from bot.tapping.web_server import TapPage

__all__ = ["TapPage"]
