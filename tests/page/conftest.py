"""What every test of the page needs: a Discord, and a browser that looks at it."""

from __future__ import annotations

from tests.browser import browser
from tests.local_discord.fixtures import contract, open_world

__all__ = ["browser", "contract", "open_world"]
