"""The team in its channel: what people can do there, each act shown on the screen first."""

from __future__ import annotations

import asyncio
import contextlib
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from local_discord import PeopleError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from bot.demo.screen import Screen
    from bot.demo.stage import Stage
    from local_discord import MessageView, Outcome, Person

NONE: Final = "🔁"
_PATIENCE_S: Final = 300.0


@dataclass(frozen=True)
class Rehearsal:
    """The stage, the screen and the people."""

    stage: Stage
    screen: Screen
    team: tuple[Person, ...]
    earlier_rounds: dict[int, int] = field(default_factory=dict[int, int])
    """How many rounds of a line came before those that its story counts."""

    @property
    def channel_id(self) -> int:
        """The clip's channel."""
        return self.stage.channel.id

    @property
    def director(self) -> Person:
        """Who begins the clip."""
        return self.team[0]

    def called(self, name: str) -> Person:
        """The member of the team with this name."""
        return next(person for person in self.team if person.name == name)

    async def types(self, who: Person, command: str, **options: Any) -> Outcome:
        """Type a slash command; its answer is shown where only the person sees it."""
        text = "".join(
            f" {name}: {getattr(value, 'name', value)}" for name, value in options.items()
        )
        self.screen.act(who.name, f"/{command}{text}")
        await self._takes_time(who)
        outcome = await who.slash(command, self.channel_id, timeout_s=120, **options)
        self._show(outcome)
        return outcome

    async def clicks(self, who: Person, on: MessageView, button: str) -> Outcome:
        """Click a button under a message."""
        self.screen.act(who.name, f"clicks {button}")
        await self._takes_time()
        outcome = await who.click(on, button)
        self._show(outcome)
        return outcome

    async def fills_in(self, who: Person, outcome: Outcome, **fields: str) -> None:
        """Fill in and send the form that a command or a button opened."""
        if outcome.modal is None:
            raise PeopleError(f"{who.name} expected a form and got: {outcome.text}")
        values = dict(zip(outcome.modal.fields, fields.values(), strict=False))
        for text in fields.values():
            rows = text.splitlines()
            more = f" … ({len(rows)} rows)" if len(rows) > 1 else ""
            self.screen.act(who.name, f"writes into “{outcome.modal.title}”: {rows[0]}{more}")
        await self._takes_time(who)
        self._show(await who.submit(outcome, values))

    async def votes(self, message: MessageView, *votes: tuple[Person, str]) -> None:
        """React, one after the other."""
        for who, emoji in votes:
            self.screen.act(who.name, f"reacts {emoji}")
            await self._takes_time()
            await who.react(message, emoji)

    async def changes_mind(self, who: Person, message: MessageView, old: str, new: str) -> None:
        """Take a reaction back and place another one."""
        self.screen.act(who.name, f"takes {old} back and reacts {new}")
        await self._takes_time()
        await who.unreact(message, old)
        await who.react(message, new)

    async def sees_round(self, line: int, number: int = 1) -> MessageView:
        """The message of a round, once its last reaction stands under it."""
        number += self.earlier_rounds.get(line, 0)
        title = re.compile(rf"(?:Ligne|Line) {line} · (?:série|round) {number}\b(?! · (?!styles))")
        return await self.sees(
            lambda message: NONE in message.reactions and title.search(message.text) is not None
        )

    async def sees_run_off(self, line: int) -> MessageView:
        """The message of a run-off on a line, once its last reaction stands under it."""
        title = re.compile(rf"(?:Ligne|Line) {line} · (?:série|round) \d+ · ")
        return await self.sees(
            lambda message: NONE in message.reactions and title.search(message.text) is not None
        )

    async def sees(self, matching: Callable[[MessageView], bool] | str) -> MessageView:
        """Wait for a message of the channel."""
        return await self.director.wait_message(self.channel_id, matching, timeout_s=_PATIENCE_S)

    @asynccontextmanager
    async def shown(self) -> AsyncGenerator[None]:
        """Show what the bot posts in the channel, as it happens."""
        async with self.director.watching() as happenings:

            async def follow() -> None:
                async for happening in happenings:
                    if happening.name not in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}:
                        continue
                    message_id = int(happening.data["id"])
                    for message in await self.director.sees(self.channel_id, limit=20):
                        hidden = message.is_thinking or message.is_ephemeral
                        if message.id == message_id and not hidden:
                            self.screen.message(message)

            task = asyncio.create_task(follow())
            try:
                yield
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, PeopleError):
                    await task

    async def _takes_time(self, typing: Person | None = None) -> None:
        """Be as slow as people are, where somebody may be watching; others see who types."""
        if self.stage.pace_s:
            if typing is not None:
                await typing.ask("POST", f"/channels/{self.channel_id}/typing")
            await asyncio.sleep(self.stage.pace_s)

    def _show(self, outcome: Outcome) -> None:
        message = outcome.message
        if message is not None and message.is_ephemeral and not message.is_thinking:
            self.screen.message(message)
