"""The visitor's part of the demo: whom they can be, and the channel once the team is done."""

from __future__ import annotations

import asyncio
import io
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.demo import visit
from bot.demo.screen import Screen
from bot.demo.stage import BotEndedError, open_stage

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_channel_is_handed_over_until_the_bot_ends(tmp_path: Path) -> None:
    """Said in the channel and on the console, with the address; a bot that ends is no secret."""
    console = io.StringIO()
    async with open_stage(tmp_path) as stage:
        visit.arrive(stage)
        stage.log_file.write_text("the bot's last words\n", encoding="utf-8")
        stage.process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
        with (
            closing(Screen(tmp_path / "transcript.txt", console)) as screen,
            pytest.raises(BotEndedError, match="the bot's last words"),
        ):
            await visit.hand_over(stage, screen, "Inès")
        for name in visit.VISITORS:
            seen = await stage.world.person(name).sees(stage.channel)
            assert [one.author for one in seen] == ["Inès"]
            assert "Now it is yours" in seen[0].text
        assert f"{stage.world.base_url}/" in console.getvalue()
