"""Uploads come to the disk at once, and none larger than it may be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.client.attachments import Attachments
from bot.domain.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client.client import CoupletClient
    from local_discord import LocalDiscord


async def posted(world: LocalDiscord, content: bytes, *, claimed: int | None = None) -> Any:
    """An attachment that somebody posted, of the size that Discord claims."""
    message = await world.person("Ana").upload(world.channel("clip"), ("song.mp3", content))
    (file,) = message.files
    return SimpleNamespace(url=file.url, size=len(content) if claimed is None else claimed)


async def test_an_attachment_is_a_file_for_the_time_of_the_block(
    local_discord: LocalDiscord, client: CoupletClient, tmp_path: Path
) -> None:
    """And nothing of it is left afterwards."""
    fetching = Attachments(tmp_path / "work", lambda: client.downloads)
    content = bytes(range(256)) * 4000
    attachment = await posted(local_discord, content)
    async with fetching.fetched(attachment, 5) as path:
        assert path.read_bytes() == content
    assert not list((tmp_path / "work").iterdir())


@pytest.mark.parametrize("claimed", [None, 10, 200 * 1024 * 1024])
async def test_what_is_too_large_is_refused(
    local_discord: LocalDiscord, client: CoupletClient, tmp_path: Path, claimed: int | None
) -> None:
    """Even when less was claimed; nothing stays on the disk."""
    fetching = Attachments(tmp_path / "work", lambda: client.downloads)
    attachment = await posted(local_discord, bytes(300_000), claimed=claimed)
    with pytest.raises(UserError, match=r"at most 0\.1 MiB"):
        async with fetching.fetched(attachment, 0.1):
            pass
    assert not (tmp_path / "work").exists() or not list((tmp_path / "work").iterdir())


async def test_a_link_that_leads_nowhere_is_a_sentence(
    local_discord: LocalDiscord, client: CoupletClient, tmp_path: Path
) -> None:
    """The person attaches the file once more."""
    fetching = Attachments(tmp_path / "work", lambda: client.downloads)
    for url in (f"{local_discord.base_url}/attachments/1/2/x", "http://127.0.0.1:9/x"):
        with pytest.raises(UserError, match="once more"):
            async with fetching.fetched(SimpleNamespace(url=url, size=3), 5):  # type: ignore[arg-type]  # what it reads of one
                pass


async def test_a_redirect_is_not_followed(
    local_discord: LocalDiscord, client: CoupletClient, tmp_path: Path
) -> None:
    """Wherever it leads: what is fetched is what Discord names, and nothing inside our network."""
    attachment = await posted(local_discord, b"inside")

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound(attachment.url)

    app = web.Application()
    app.router.add_get("/song.mp3", elsewhere)
    async with TestServer(app) as server:
        redirecting: Any = SimpleNamespace(url=str(server.make_url("/song.mp3")), size=6)
        fetching = Attachments(tmp_path / "work", lambda: client.downloads)
        with pytest.raises(UserError, match="did not give the file out"):
            async with fetching.fetched(redirecting, 5):
                pass
