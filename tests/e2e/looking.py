"""What a test looks at in channel and database, and who may do there what others may not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from local_discord import Permission
from tests.e2e.lives import LONG_S

if TYPE_CHECKING:
    from local_discord import MessageView, Person
    from storage.database.transaction import Value
    from tests.cogs.stage import Stage


_CONTAINER: Final = 17


def is_post(message: MessageView) -> bool:
    """Whether it is a post of the outbox: those stand in a container, answers do not."""
    parts = message.raw["components"]
    return bool(parts) and parts[0]["type"] == _CONTAINER


async def posts(stage: Stage) -> list[MessageView]:
    """The bot's posts in the channel, oldest first; answers to commands are none."""
    return [
        one
        for one in await stage.ana.sees(stage.channel)
        if is_post(one) and one.author_id == stage.world.state.bot.id
    ]


async def assert_each_posted_once(stage: Stage, *kinds: str) -> None:
    """The channel holds one message for each post of the outbox; these are their kinds."""
    await at_rest(stage)
    seen = await posts(stage)
    marks = [int(message.raw["components"][0]["id"]) for message in seen]
    assert len(set(marks)) == len(marks)
    sent = await rows(stage, "SELECT message_id, kind FROM posts WHERE message_id IS NOT NULL")
    assert sorted(one.id for one in seen) == sorted(int(str(message)) for message, _ in sent)
    assert sorted(str(kind) for _, kind in sent) == sorted(kinds)


async def at_rest(stage: Stage) -> None:
    """Return when every post that is to be in the channel is there, and known to be."""
    async with asyncio.timeout(LONG_S):
        while await rows(stage, "SELECT 1 FROM posts WHERE state NOT IN ('done', 'failed')"):
            await stage.ana.sees(stage.channel)
            await asyncio.sleep(0.05)  # other tests beside this one want the processor and the disk


async def rows(stage: Stage, sql: str) -> list[tuple[Value, ...]]:
    """What the database holds."""
    async with stage.house.db.reading() as tx:
        return [tuple(row) for row in await tx.fetch_all(sql)]


def moderator(stage: Stage) -> Person:
    """Somebody who may delete others' messages."""
    role = stage.world.add_role("Moderator", Permission.MANAGE_MESSAGES)
    return stage.world.person("Mo", roles=[role])
