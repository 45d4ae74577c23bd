"""Driving a person: `await ana.slash("generate line", channel, line=3)` and everything else.

A `Person` speaks only the people API over HTTP, so the server may be in this process or another.
Each act returns what the person then sees; what Discord would not let through raises
`RefusedError`, a bot that stays silent raises `NoAnswerError` (see `people_client`).
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast
from urllib.parse import quote

import aiohttp

from local_discord.http.json_values import JsonObject, is_list
from local_discord.people import views
from local_discord.people.client import (
    File,
    Happening,
    NoAnswerError,
    PeopleClient,
    PeopleError,
    RefusedError,
)
from local_discord.people.views import MessageView, Modal, Outcome

_FIRST_ERROR: Final = 400


class HasId(Protocol):
    """Anything with an id: a channel, a message, a role, a user, a person."""

    @property
    def id(self) -> int:
        """The Discord id."""
        ...


Place = HasId | int
"""A channel, thread or message: itself or its id."""


class Person(PeopleClient):
    """One person at their Discord client.

    `base_url` is the local Discord's root, `user_id` whose eyes and hands these are. `timeout_s`
    bounds every wait.
    """

    @classmethod
    async def arrive(cls, base_url: str, name: str, *, locale: str = "en-US") -> "Person":
        """Join every guild of a local Discord that runs elsewhere, as a new person."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{base_url}/people", json={"name": name, "locale": locale}) as answer,
        ):
            body = await answer.json()
            if answer.status >= _FIRST_ERROR:
                raise RefusedError(answer.status, body)
        return cls(base_url, int(body["id"]), name)

    @property
    def mention(self) -> str:
        """How this person is called in a message."""
        return f"<@{self.id}>"

    async def slash(
        self,
        command: str,
        channel: Place,
        /,
        *,
        until: str = "answered",
        timeout_s: float | None = None,
        **options: Any,
    ) -> Outcome:
        """Type a slash command, with options by name.

        A user, role or channel is given as itself or its id, a file as a path or (name, bytes).
        Returns when the bot answered; with `until="acknowledged"` already when it "is thinking".
        """
        plain = {name: one for name, one in options.items() if not _is_file(one)}
        files = [(name, one) for name, one in options.items() if _is_file(one)]
        body = {"type": "command", "command": command, "options": _ids(plain)}
        return await self._act(channel, body, files, until, timeout_s)

    async def autocomplete(
        self, command: str, channel: Place, option: str, typed: str = "", /, **options: Any
    ) -> tuple[tuple[str, Any], ...]:
        """Return what the bot offers (name, value) for a half-typed option."""
        body = {
            "type": "autocomplete",
            "command": command,
            "focused": option,
            "options": {**_ids(options), option: typed},
        }
        return (await self._act(channel, body, [], "acknowledged", None)).choices

    async def context(
        self, command: str, target: MessageView, *, until: str = "answered"
    ) -> Outcome:
        """Use a command from a message's menu ("Apps")."""
        body = {"type": "context", "command": command, "message_id": str(target.id)}
        return await self._act(target.channel_id, body, [], until, None)

    async def context_on(
        self, command: str, who: HasId, channel: Place, *, until: str = "answered"
    ) -> Outcome:
        """Use a command from a person's menu."""
        body = {"type": "context", "command": command, "user_id": str(who.id)}
        return await self._act(channel, body, [], until, None)

    async def click(self, on: MessageView, button: str, *, until: str = "answered") -> Outcome:
        """Click a button, by its label, emoji or custom_id."""
        return await self._component(on, button, [], until)

    async def select(
        self, on: MessageView, select: str, *values: Any, until: str = "answered"
    ) -> Outcome:
        """Choose in a select (by its placeholder or custom_id): labels, values, or things."""
        chosen = [str(one.id) if hasattr(one, "id") else str(one) for one in values]
        return await self._component(on, select, chosen, until)

    async def submit(
        self,
        modal: Modal | Outcome,
        fields: Mapping[str, Any] | None = None,
        /,
        *,
        until: str = "answered",
        **more: Any,
    ) -> Outcome:
        """Fill in and send a modal; entries go by custom_id or label.

        What is left out keeps what the bot had put in. Files are given as for `slash`, several as
        a list.
        """
        opened = modal if isinstance(modal, Modal) else modal.modal
        if opened is None:
            raise PeopleError("There is no modal to submit: the bot answered otherwise.")
        entries = {**(fields or {}), **more}
        plain: dict[str, Any] = {}
        files: list[tuple[str, Any]] = []
        for name, value in entries.items():
            many: list[Any] = value if is_list(value) else [value]
            if many and all(map(_is_file, many)):
                files.extend((name, one) for one in many)
            else:
                plain[name] = value
        body = {
            "type": "modal",
            "interaction_id": str(opened.interaction_id),
            "fields": _ids(plain),
        }
        return await self._act(opened.channel_id, body, files, until, None)

    async def outcome(self, of: Outcome, *, until: str = "no") -> Outcome:
        """Look again at what became of an act; `until` as for `slash`."""
        query = f"?wait={until}&timeout_s={self.timeout_s}"
        return views.outcome(await self.ask("GET", f"/interactions/{of.id}{query}"))

    async def say(
        self,
        channel: Place,
        text: str = "",
        *,
        files: Iterable[File] = (),
        reply_to: Place | None = None,
    ) -> MessageView:
        """Post a message."""
        body: JsonObject = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(_id(reply_to))}
        parts = [(f"files[{index}]", one) for index, one in enumerate(files)]
        path = f"/channels/{_id(channel)}/messages"
        return views.message(await self.ask("POST", path, body, parts))

    async def upload(self, channel: Place, *files: File, text: str = "") -> MessageView:
        """Post files."""
        return await self.say(channel, text, files=files)

    async def edit(self, message: MessageView, text: str) -> MessageView:
        """Change one's own message."""
        return views.message(await self.ask("PATCH", _path(message), {"content": text}))

    async def delete(self, message: MessageView) -> None:
        """Delete a message, or dismiss an ephemeral one."""
        await self.ask("DELETE", _path(message))

    async def react(self, message: MessageView, *emoji: str, burst: bool = False) -> None:
        """Place reactions, or super reactions (`burst`)."""
        for one in emoji:
            path = f"{_path(message)}/reactions/{quote(one)}/@me?type={int(burst)}"
            await self.ask("PUT", path)

    async def unreact(self, message: MessageView, *emoji: str, burst: bool = False) -> None:
        """Take one's reactions, or super reactions, back."""
        for one in emoji:
            path = f"{_path(message)}/reactions/{quote(one)}/@me?type={int(burst)}"
            await self.ask("DELETE", path)

    async def clear_reactions(self, message: MessageView, emoji: str | None = None) -> None:
        """Clear all reactions, or one emoji; needs the permission to manage messages."""
        path = f"{_path(message)}/reactions"
        await self.ask("DELETE", path if emoji is None else f"{path}/{quote(emoji)}")

    async def pin(self, message: MessageView) -> None:
        """Pin a message."""
        await self.ask("PUT", f"/channels/{message.channel_id}/messages/pins/{message.id}")

    async def start_thread(
        self, channel: Place, name: str, *, message: Place | None = None
    ) -> "ThreadView":
        """Start a public thread, from a message or without one."""
        path = f"/channels/{_id(channel)}"
        path += "/threads" if message is None else f"/messages/{_id(message)}/threads"
        raw = await self.ask("POST", path, {"name": name, "type": 11})
        return ThreadView(int(raw["id"]), raw["name"], int(raw["parent_id"]))

    async def start_post(self, forum: Place, name: str, text: str) -> "ThreadView":
        """Start a post of a forum."""
        body = {"name": name, "message": {"content": text}}
        raw = await self.ask("POST", f"/channels/{_id(forum)}/threads", body)
        return ThreadView(int(raw["id"]), raw["name"], int(raw["parent_id"]))

    async def archive(self, thread: Place, *, locked: bool = False) -> None:
        """Archive a thread, and lock it if told so."""
        body: JsonObject = {"archived": True, "locked": True} if locked else {"archived": True}
        await self.ask("PATCH", f"/channels/{_id(thread)}", body)

    async def sees(self, channel: Place, *, limit: int = 100) -> list[MessageView]:
        """Return the channel's last messages, oldest first, with ephemeral answers to them."""
        path = f"/channels/{_id(channel)}/messages?limit={limit}"
        raw: list[JsonObject] = await self.ask("GET", path)
        return [views.message(one) for one in reversed(raw)]

    async def look(self, message: MessageView) -> MessageView:
        """Return a message as it is now."""
        return views.message(await self.ask("GET", _path(message)))

    async def commands(self, channel: Place) -> list[JsonObject]:
        """Return the commands offered in a channel, in this person's language."""
        found: list[JsonObject] = await self.ask("GET", f"/commands?channel_id={_id(channel)}")
        return found

    async def guilds(self) -> list[JsonObject]:
        """Return the guilds with the channels that this person sees."""
        found: list[JsonObject] = await self.ask("GET", "/guilds")
        return found

    async def speak(self, locale: str) -> None:
        """Set the language of this person's Discord."""
        await self.ask("PATCH", "", {"locale": locale})

    async def wait_message(
        self,
        channel: Place,
        matching: Callable[[MessageView], bool] | str,
        *,
        timeout_s: float | None = None,
    ) -> MessageView:
        """Wait for a message (new, changed or already there) in a channel.

        `matching` is a question, or words that the message's text contains. TimeoutError says
        what was there instead.
        """
        fits = _containing(matching) if isinstance(matching, str) else matching
        try:
            async with asyncio.timeout(timeout_s or self.timeout_s), self.watching() as happenings:
                for message in await self.sees(channel):
                    if fits(message):
                        return message
                async for one in happenings:
                    if str(_id(channel)) == one.data.get("channel_id"):
                        found = await self._changed(one, fits)
                        if found is not None:
                            return found
        except TimeoutError:
            seen = "\n".join(f"- {one.author}: {one.text}" for one in await self.sees(channel))
            raise TimeoutError(f"{self.name} saw no such message, only:\n{seen}") from None
        raise PeopleError("The local Discord ended while waiting.")

    async def _changed(
        self, one: Happening, fits: Callable[[MessageView], bool]
    ) -> MessageView | None:
        message_id = one.data.get("message_id") or one.data.get("id")
        if not one.name.startswith("MESSAGE_") or message_id is None or "DELETE" in one.name:
            return None
        for message in await self.sees(int(one.data["channel_id"])):
            if message.id == int(message_id) and fits(message):
                return message
        return None

    async def _component(
        self, on: MessageView, custom_id: str, values: list[str], until: str
    ) -> Outcome:
        body = {
            "type": "component",
            "message_id": str(on.id),
            "custom_id": custom_id,
            "values": values,
        }
        return await self._act(on.channel_id, body, [], until, None)

    async def _act(
        self,
        channel: Place,
        body: JsonObject,
        files: list[tuple[str, Any]],
        until: str,
        timeout_s: float | None,
    ) -> Outcome:
        limit_s = timeout_s or self.timeout_s
        path = f"/interactions?wait={until}&timeout_s={limit_s}"
        raw = await self.ask("POST", path, {**body, "channel_id": str(_id(channel))}, files)
        result = views.outcome(raw)
        what = f"{body.get('command') or body.get('custom_id') or 'the modal'}"
        if result.state in {"failed", "waiting"}:
            raise NoAnswerError(f"The application did not respond to {what} of {self.name}.")
        if until == "answered" and result.state == "thinking":
            raise NoAnswerError(f"After {limit_s} s the answer to {what} is still thinking.")
        return result


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread, usable wherever a channel is."""

    id: int
    name: str
    parent_id: int


def _containing(words: str) -> Callable[[MessageView], bool]:
    return lambda message: words in message.text


def _id(place: Place) -> int:
    return place if isinstance(place, int) else place.id


def _path(message: MessageView) -> str:
    return f"/channels/{message.channel_id}/messages/{message.id}"


def _is_file(value: object) -> bool:
    if isinstance(value, Path):
        return True
    if not isinstance(value, tuple):
        return False
    pair = cast("tuple[object, ...]", value)
    return len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], bytes)


def _ids(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: str(value.id) if hasattr(value, "id") else value for name, value in values.items()
    }
