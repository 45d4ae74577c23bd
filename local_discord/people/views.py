"""What a person's client shows, as plain values: messages and what became of an act.

These are built from the people API's JSON alone, so they serve a page's backend or another
process as well as a test.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from local_discord.http.json_values import JsonObject, part
from local_discord.messages.component_kinds import SELECTS, ComponentKind
from local_discord.messages.components import walk

_EPHEMERAL = 1 << 6
_LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class FileView:
    """A file under or inside a message; of one inside, Discord does not say the size."""

    id: int
    filename: str
    size_bytes: int | None
    url: str
    content_type: str
    width_px: int | None
    height_px: int | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as one person sees it.

    `text` is everything readable: content, embeds and text displays. `reactions` counts by emoji,
    `own_reactions` are the person's. `raw` is Discord's message object.
    """

    id: int
    channel_id: int
    author_id: int
    author: str
    content: str
    text: str
    files: tuple[FileView, ...]
    reactions: dict[str, int]
    own_reactions: frozenset[str]
    is_ephemeral: bool
    is_thinking: bool
    is_pinned: bool
    created_at: datetime
    edited_at: datetime | None
    raw: JsonObject

    @property
    def labels(self) -> list[str]:
        """The labels (or emoji) of the buttons, in order."""
        return [
            str(one.get("label") or one["emoji"]["name"])
            for one in walk(self.raw["components"])
            if one["type"] == ComponentKind.BUTTON
        ]

    @property
    def custom_ids(self) -> list[str]:
        """The ids of everything that can be clicked or chosen, in order."""
        return [one["custom_id"] for one in walk(self.raw["components"]) if "custom_id" in one]

    @property
    def options(self) -> list[str]:
        """The labels of all select options, in order."""
        return [
            option["label"]
            for one in walk(self.raw["components"])
            if one["type"] in SELECTS
            for option in one.get("options", [])
        ]


@dataclass(frozen=True, slots=True)
class Modal:
    """An open modal. `fields` are the custom_ids of its entries, `labels` what stands above."""

    interaction_id: int
    channel_id: int
    title: str
    custom_id: str
    fields: tuple[str, ...]
    labels: tuple[str, ...]
    values: dict[str, str]
    raw: JsonObject


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act.

    `state` is `thinking` (deferred), `answered`, `updated` (the clicked message changed), `noted`
    (a click acknowledged without a change yet), `modal`, `choices` or `failed`.
    """

    id: int
    channel_id: int
    state: str
    message: MessageView | None
    modal: Modal | None
    choices: tuple[tuple[str, Any], ...]

    @property
    def text(self) -> str:
        """Everything readable of the answer; empty without one."""
        return "" if self.message is None else self.message.text


def message(raw: JsonObject) -> MessageView:
    """Read a message object."""
    author = raw["author"]
    flags = raw["flags"]
    reactions: list[JsonObject] = raw.get("reactions", [])
    return MessageView(
        id=int(raw["id"]),
        channel_id=int(raw["channel_id"]),
        author_id=int(author["id"]),
        author=author["global_name"] or author["username"],
        content=raw["content"],
        text=readable(raw),
        files=_files(raw),
        reactions={one["emoji"]["name"]: one["count"] for one in reactions},
        own_reactions=frozenset(one["emoji"]["name"] for one in reactions if one["me"]),
        is_ephemeral=bool(flags & _EPHEMERAL),
        is_thinking=bool(flags & _LOADING),
        is_pinned=raw["pinned"],
        created_at=datetime.fromisoformat(raw["timestamp"]),
        edited_at=(
            None
            if raw["edited_timestamp"] is None
            else datetime.fromisoformat(raw["edited_timestamp"])
        ),
        raw=raw,
    )


def outcome(raw: JsonObject) -> Outcome:
    """Read an interaction as the people API shows it."""
    identifier, channel_id = int(raw["id"]), int(raw["channel_id"])
    return Outcome(
        id=identifier,
        channel_id=channel_id,
        state=raw["state"],
        message=None if raw["message"] is None else message(raw["message"]),
        modal=None if raw["modal"] is None else _modal(identifier, channel_id, raw["modal"]),
        choices=tuple((one["name"], one["value"]) for one in raw["choices"]),
    )


def readable(raw: JsonObject) -> str:
    """Return all that can be read in a message, top to bottom."""
    parts: list[str] = [raw["content"]]
    for embed in raw["embeds"]:
        parts += [part(embed, "author").get("name", ""), embed.get("title", "")]
        parts.append(embed.get("description", ""))
        for field in embed.get("fields", []):
            parts += [field["name"], field["value"]]
        parts.append(part(embed, "footer").get("text", ""))
    parts += [
        one["content"]
        for one in walk(raw["components"])
        if one["type"] == ComponentKind.TEXT_DISPLAY
    ]
    return "\n".join(one for one in parts if one)


def _files(raw: JsonObject) -> tuple[FileView, ...]:
    """Return the listed files, then those shown in galleries, thumbnails and file components."""
    shown: list[JsonObject] = []
    for one in walk(raw["components"]):
        shown += [part(item, "media") for item in one.get("items", [])]
        shown += [part(one, "media"), part(one, "file")]
    inside = [one for one in shown if "attachment_id" in one]
    return tuple(_file(one) for one in [*raw["attachments"], *inside])


def _file(raw: JsonObject) -> FileView:
    return FileView(
        id=int(raw.get("attachment_id") or raw["id"]),
        filename=raw.get("filename") or unquote(urlsplit(str(raw["url"])).path.rsplit("/", 1)[-1]),
        size_bytes=raw.get("size"),
        url=raw["url"],
        content_type=raw.get("content_type") or "",
        width_px=raw.get("width"),
        height_px=raw.get("height"),
    )


def _modal(interaction_id: int, channel_id: int, raw: JsonObject) -> Modal:
    entries: list[tuple[str, JsonObject]] = []
    for one in raw["components"]:
        if one["type"] == ComponentKind.LABEL:
            entries.append((one["label"], one["component"]))
        elif one["type"] == ComponentKind.ACTION_ROW:
            entries.append((one["components"][0].get("label") or "", one["components"][0]))
    return Modal(
        interaction_id=interaction_id,
        channel_id=channel_id,
        title=raw["title"],
        custom_id=raw["custom_id"],
        fields=tuple(entry["custom_id"] for _, entry in entries),
        labels=tuple(label for label, _ in entries),
        values={
            entry["custom_id"]: entry.get("value") or ""
            for _, entry in entries
            if entry["type"] == ComponentKind.TEXT_INPUT
        },
        raw=raw,
    )
