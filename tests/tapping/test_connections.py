"""Who connects to the page without asking for it: soon gone, in small numbers, not in the log."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from bot.tapping.connections import listen
from tests.services.conftest import studio
from tests.tapping.conftest import bare, tapped

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

    from tests.tapping.conftest import Tapped

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

__all__ = ["bare", "studio", "tapped"]

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def hello(_: web.Request) -> web.Response:
    """Any page."""
    return web.Response(text="hello")


@asynccontextmanager
async def listening(
    page: Handler = hello, *, most: int = 100, header_s: float = 60.0, stall_s: float = 60.0
) -> AsyncGenerator[int]:
    """A page behind the door, and its port."""
    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    assert runner.server is not None
    server = await listen(
        runner.server, "127.0.0.1", 0, most=most, header_s=header_s, stall_s=stall_s
    )
    yield server.sockets[0].getsockname()[1]
    server.close()
    await runner.cleanup()


async def said(streams: Streams, words: bytes = b"") -> bytes:
    """All that the page answers until it closes the connection."""
    reader, writer = streams
    writer.write(words)
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize("words", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_no_whole_header_in_time_is_the_end(words: bytes) -> None:
    """Whether nothing comes or half a header."""
    async with listening(header_s=0.05) as port:
        assert await said(await asyncio.open_connection("127.0.0.1", port), words) == b""


async def test_dribbling_gains_no_time() -> None:
    """A letter now and then does not keep a connection."""
    async with listening(header_s=0.3) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n")

        async def dribble() -> None:
            while True:
                writer.write(b"X")
                await writer.drain()
                await asyncio.sleep(0.02)

        dribbling = asyncio.create_task(dribble())
        async with asyncio.timeout(20):
            assert await reader.read() == b""
        dribbling.cancel()
        await asyncio.gather(dribbling, return_exceptions=True)
        writer.close()


async def test_who_never_reads_holds_nothing(tmp_path: Path) -> None:
    """Neither a file that is sent to them nor a page that is written for them."""
    large = tmp_path / "song.wav"
    large.write_bytes(bytes(64 * 2**20))
    ended: list[str] = []
    news = asyncio.Event()

    async def song(request: web.Request) -> web.StreamResponse:
        response = web.FileResponse(large)
        try:
            await response.prepare(request)
        finally:
            ended.append("file")
            news.set()
        return response

    async def flood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(2**20))
        finally:
            ended.append("flood")
            news.set()

    for page in (song, flood):
        news.clear()
        async with listening(page, stall_s=0.5) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.wait_for(news.wait(), 30)
            del reader
            writer.transport.abort()
    assert ended == ["file", "flood"]


async def test_one_too_many_is_told_and_let_go() -> None:
    """Those that are in stay in; when one leaves there is room again."""
    get = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    async with listening(most=2) as port:
        first = await asyncio.open_connection("127.0.0.1", port)
        second = await asyncio.open_connection("127.0.0.1", port)
        refused = await said(await asyncio.open_connection("127.0.0.1", port))
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert (await said(first, get)).endswith(b"hello")
        assert (await said(second, get)).endswith(b"hello")
        assert (await said(await asyncio.open_connection("127.0.0.1", port), get)).endswith(
            b"hello"
        )


@pytest.mark.parametrize(
    "spoiled",
    [
        "GET {path} HTTP/1.1\r\nBad header\r\n\r\n",
        "GET {path} HTTX\r\n\r\n",
        "{path}\r\n\r\n",
        "GET {path}" + "x" * 20_000 + " HTTP/1.1\r\n\r\n",
        "POST {path}save HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST {path}save HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\x16\x03\x01\x02{path}",
    ],
    ids=["header", "version", "no request", "long", "length", "chunks", "tls"],
)
async def test_a_spoiled_request_is_answered_and_not_logged(
    tapped: Tapped, caplog: pytest.LogCaptureFixture, spoiled: str
) -> None:
    """No traceback, no part of the secret, no name of the program."""
    link = urlsplit(await tapped.link())
    assert link.port is not None
    with caplog.at_level(logging.DEBUG):
        streams = await asyncio.open_connection(link.hostname, link.port)
        answer = await said(streams, spoiled.format(path=link.path).encode("latin-1"))
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert b"server:" not in answer.lower()
    assert b"aiohttp" not in answer.lower()
    secret = link.path.rstrip("/").rpartition("-")[2]
    assert secret[:8] not in caplog.text
    assert secret[:8].encode() not in answer
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
