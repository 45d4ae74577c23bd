"""Telling Discord our commands, only when they are not what it was told last.

A sync is a slow request with a limit of its own; most starts change nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any

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


async def sync_if_changed(tree: app_commands.CommandTree[Any], note: Path) -> bool:
    """Sync when ``note`` does not say that this was done already; whether it was.

    Raises:
        discord.HTTPException: Discord did not take the commands.
    """
    now = await fingerprint(tree)
    if await asyncio.to_thread(_read, note) == now:
        return False
    synced = await tree.sync()
    await asyncio.to_thread(_write, note, now)
    log.info("%d commands synced", len(synced))
    return True


def _read(note: Path) -> str | None:
    return note.read_text(encoding="ascii") if note.is_file() else None


def _write(note: Path, text: str) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(text, encoding="ascii")
