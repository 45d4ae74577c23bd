"""What happened, told once to everyone who may see it: gateway sessions and people.

An event is serialised at most once, whoever receives it; that is what keeps thousands of
reactions a second cheap. Who may see an event is the receivers' question, not asked here.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local_discord.http.json_values import to_json
from local_discord.model.model import Channel


@dataclass(slots=True, kw_only=True)
class Event:
    """One dispatch, under the gateway's name for it.

    `channel` is where it happened (None: the whole guild or account); `only_for` narrows it to one
    user; `author_id` is whose words it carries, for the message content intent.
    """

    name: str
    data: Mapping[str, Any]
    at: float
    guild_id: int | None = None
    channel: Channel | None = None
    only_for: int | None = None
    author_id: int | None = None
    mentioned_ids: frozenset[int] = frozenset()
    _text: str | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The data as JSON, written once."""
        if self._text is None:
            self._text = to_json(self.data)
        return self._text

    def carries_words_hidden_from(self, user_id: int) -> bool:
        """Tell whether a bot without the message content intent must not read this message."""
        return (
            self.author_id is not None
            and self.guild_id is not None
            and self.author_id != user_id
            and user_id not in self.mentioned_ids
        )


class Bus:
    """Passes events on, in order and at once, and wakes whoever waits for something to be so.

    `published` counts them: a receiver reads the number of the event it is given.
    """

    def __init__(self) -> None:
        self.published = 0
        self._receivers: dict[Callable[[Event], None], None] = {}
        self._waiting: dict[asyncio.Future[None], Callable[[], bool]] = {}

    def subscribe(self, receiver: Callable[[Event], None]) -> Callable[[], None]:
        """Call `receiver` with each event from now on; the answer ends that."""
        self._receivers[receiver] = None
        return lambda: self._receivers.pop(receiver, None)

    def publish(self, event: Event) -> None:
        """Tell every receiver, then look again at what is waited for."""
        self.published += 1
        for receiver in tuple(self._receivers):
            receiver(event)
        self.look_again()

    def look_again(self) -> None:
        """Ask every waiting predicate; for changes that are no event."""
        for future, predicate in tuple(self._waiting.items()):
            if not future.done() and predicate():
                future.set_result(None)

    async def until(self, predicate: Callable[[], bool], *, timeout_s: float) -> None:
        """Wait until `predicate` holds; it is asked again after each event. TimeoutError."""
        if predicate():
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting[future] = predicate
        try:
            await asyncio.wait_for(future, timeout_s)
        finally:
            del self._waiting[future]
