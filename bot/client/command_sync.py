"""Telling Discord our commands, only when they are not what it was told last.

A sync is a slow request with a limit of its own; most starts change nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

import msgspec
from discord import AppCommandType
from discord.http import Route

if TYPE_CHECKING:
    from pathlib import Path

    from discord import app_commands

log = logging.getLogger(__name__)


async def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The commands as Discord is told them, in all languages."""
    payloads: list[dict[str, Any]] = []
    for command in tree.get_commands():
        entry: Any = command
        translator = tree.translator
        fields = (
            entry.to_dict(tree)
            if translator is None
            else await entry.get_translated_payload(tree, translator)
        )
        payloads.append(dict(fields))
    return payloads


async def fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    """What changes when any command does, or when another application or Discord is asked."""
    fields = {
        "api": Route.BASE,
        "application": tree.client.application_id,
        "commands": await payload(tree),
    }
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


async def sync_if_changed(tree: app_commands.CommandTree[Any], note: Path) -> dict[str, int]:
    """Sync when ``note`` does not say that this was done already; the ids of the slash commands.

    Raises:
        discord.HTTPException: Discord did not take the commands.
    """
    now = await fingerprint(tree)
    known = await asyncio.to_thread(_read, note)
    if known is not None and known.fingerprint == now:
        return known.ids
    synced = await tree.sync()
    ids = {one.name: one.id for one in synced if one.type is AppCommandType.chat_input}
    await asyncio.to_thread(_write, note, _Note(now, ids))
    log.info("%d commands synced", len(synced))
    return ids


class _Note(msgspec.Struct):
    """What Discord was told last, and the ids that it gave to it."""

    fingerprint: str
    ids: dict[str, int]


def _read(note: Path) -> _Note | None:
    """What was noted; None where nothing was, or by an older version."""
    try:
        return msgspec.json.decode(note.read_bytes(), type=_Note)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def _write(note: Path, told: _Note) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_bytes(msgspec.json.encode(told))
