"""The pages to tap along and to draw on: a small web server in the bot's process, and their files.

The only code that serves people over HTTP. It knows a link's key, hands everything to
``bot.services.lyrics.taps`` or ``bot.services.rounds.parts``, and keeps nothing. The pages under
``page/`` are plain HTML, CSS and JavaScript modules, and ask no other machine for anything.

    web_server   addresses, headers, and the server's beginning and end
    wire         what the page is told, and what it says back, as JSON
    brush        the page on which a part of a take is drawn
    answering    pages in the reader's language, sentences as JSON
"""

from __future__ import annotations

from bot.tapping.web_server import TapPage

__all__ = ["TapPage"]
