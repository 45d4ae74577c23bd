"""The page's files, the CDN's parts, and that the built page is what its sources say."""

import asyncio
import shutil
from pathlib import Path

import aiohttp
import pytest

from local_discord import LocalDiscord, Person
from local_discord.model.model import Channel
from local_discord.people.page_files import FOLDER

SOURCE = FOLDER.parent / "page_source"
BUILDING_S = 120.0


async def fetch(
    url: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Return the status, headers and body of a GET."""
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, dict(answer.headers), await answer.read()


@pytest.mark.parametrize("path", ["/", "/channels/1/2"])
async def test_the_page_is_at_the_root_and_at_every_channel(
    local_discord: LocalDiscord, path: str
) -> None:
    """The printed address is all one needs, and a reload in a channel returns there."""
    status, headers, body = await fetch(local_discord.base_url + path)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert b'src="/page/page.js"' in body


async def test_a_browser_may_fetch_nothing_from_elsewhere(local_discord: LocalDiscord) -> None:
    """The policy names no host but this one, for any kind of thing."""
    _, headers, _ = await fetch(local_discord.base_url + "/")
    policy = dict(
        one.split(" ", 1) for one in headers["Content-Security-Policy"].split("; ") if " " in one
    )
    host = local_discord.base_url.removeprefix("http://")
    allowed = {word for words in policy.values() for word in words.split()}
    assert allowed == {"'none'", "'self'", "blob:", "data:", f"ws://{host}"}
    assert policy["default-src"] == "'none'"


async def test_every_file_of_the_page_is_served(local_discord: LocalDiscord) -> None:
    """Scripts, style and fonts come with their types; anything else is not there."""
    for file in FOLDER.iterdir():
        status, headers, body = await fetch(f"{local_discord.base_url}/page/{file.name}")
        assert status == 200
        assert body == file.read_bytes()
        assert headers["X-Content-Type-Options"] == "nosniff"
    status, _, _ = await fetch(f"{local_discord.base_url}/page/..%2Fserver.py")
    assert status == 404


def test_the_page_is_small() -> None:
    """It is in the repository, so all of it stays under 3 MB."""
    assert sum(one.stat().st_size for one in FOLDER.iterdir()) < 3_000_000


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("bytes=0-3", (206, b"0123", "bytes 0-3/10")),
        ("bytes=4-", (206, b"456789", "bytes 4-9/10")),
        ("bytes=-2", (206, b"89", "bytes 8-9/10")),
        ("bytes=8-99", (206, b"89", "bytes 8-9/10")),
        ("bytes=10-", (416, b"", "bytes */10")),
        ("lines=1-2", (416, b"", "bytes */10")),
    ],
)
async def test_a_player_can_ask_for_parts_of_a_file(
    ana: Person, clip: Channel, asked: str, answer: tuple[int, bytes, str]
) -> None:
    """Sound and films can be sought in; a part that is not there is refused."""
    message = await ana.upload(clip, ("song.wav", b"0123456789"))
    status, headers, body = await fetch(message.files[0].url, {"Range": asked})
    assert (status, body, headers["Content-Range"]) == answer


async def test_an_answer_says_which_events_it_holds(
    local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """Events are numbered; an answer names the last one that it includes already."""
    url = f"{local_discord.base_url}/people/{ana.id}"
    messages = f"{url}/channels/{clip.id}/messages"
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/events") as socket:
        hello = await socket.receive_json()
        await ana.say(clip, "one")
        first = await socket.receive_json()
        _, headers, _ = await fetch(messages)
        await ana.say(clip, "two")
        second = await socket.receive_json()
    assert hello["s"] < first["s"] == int(headers["X-Events"]) < second["s"]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their names."""
    return {one.name: one.read_bytes() for one in folder.iterdir()}


async def _run(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *words, cwd=SOURCE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), BUILDING_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode(errors="replace")
    return said.decode(errors="replace")


@pytest.fixture
def node() -> str:
    """Return the Node that can build the page."""
    found = shutil.which("node")
    if found is None or not (SOURCE / "node_modules").is_dir():
        pytest.skip("building the page needs Node and its packages: run make page once")
    return found


async def test_the_built_page_is_what_its_sources_say(node: str, tmp_path: Path) -> None:
    """Whoever changes the sources builds the page; the same sources give the same bytes."""
    await _run(node, "build.mjs", f"--out={tmp_path}")
    built, kept = contents(tmp_path), contents(FOLDER)
    assert sorted(built) == sorted(kept)
    assert [name for name in built if built[name] != kept[name]] == [], "run make page"


async def test_the_page_reads_text_commands_and_events(node: str) -> None:
    """The page's own unit tests pass, and its types hold."""
    await _run(node, "node_modules/typescript/bin/tsc", "--noEmit")
    await _run(node, "build.mjs", "--tests")
    built = sorted(f"built-tests/{name}" for name in contents(SOURCE / "built-tests"))
    assert built, "the page has lost its unit tests"
    await _run(node, "--test", *built)
