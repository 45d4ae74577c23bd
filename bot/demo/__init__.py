"""The demo: a scripted team of three makes a clip, on a Discord of this machine, with the real bot.

Nothing here is special to the bot: it runs as ``couplet run`` does, in a process of its own, and
the team does only what people can do in their channel.
"""

from __future__ import annotations

from bot.demo.play import main

__all__ = ["main"]
