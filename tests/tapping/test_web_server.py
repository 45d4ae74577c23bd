"""The page's server: whoever lacks the link gets nothing, whoever has it all that is the page's."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from bot.domain.lyrics.line import NewLine
from bot.domain.lyrics.taps import LIFETIME_S
from bot.domain.texts import catalogue
from bot.services.lyrics.text import LyricsText
from bot.tapping import TapPage
from storage.lyrics import lines
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.services.conftest import BASTIEN, INES
from tests.tapping.conftest import give_song, marks_of

if TYPE_CHECKING:
    from tests.tapping.conftest import Tapped

PLACES = ("", "state", "song")


def another(tapped: Tapped, port: int, address: str | None) -> TapPage:
    """The pages of the same clip at another port."""
    studio = tapped.studio
    return TapPage(
        tapped.tapping, studio.parts, studio.clock, host="127.0.0.1", port=port, address=address
    )


def wrong(link: str) -> str:
    """The link with one letter of its secret changed."""
    return link[:-2] + ("A" if link[-2] != "A" else "B") + "/"


async def status(tapped: Tapped, address: str) -> int:
    """How an address is answered."""
    async with tapped.http.get(address) as response:
        await response.read()
        return response.status


@pytest.mark.parametrize("place", PLACES)
async def test_the_holder_of_the_link_gets_in(tapped: Tapped, place: str) -> None:
    """Page, state and song, as often as wanted."""
    link = await tapped.link()
    assert [await status(tapped, link + place) for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("place", [*PLACES, "save"])
async def test_nobody_else_does(tapped: Tapped, place: str) -> None:
    """A wrong, an old and a used link: the same answer, and not a word of the clip."""
    replaced, used = await tapped.link(), await tapped.link(INES)
    link = await tapped.link()
    assert (await tapped.save(used, (3, 4.0)))[0] == 200
    body = marks_of(await tapped.state(link), (3, 5.0))
    answers: list[tuple[int, str]] = []

    async def knock(address: str) -> None:
        method = "POST" if place == "save" else "GET"
        async with tapped.http.request(method, address + place, json=body) as response:
            answers.append((response.status, await response.text()))

    await knock(wrong(link))
    await knock(replaced)
    await knock(used)
    await tapped.studio.clock.advance(LIFETIME_S)
    await knock(link)
    assert len({*answers}) == 1
    (code, text), *_ = answers
    assert code == 404
    assert "lets nobody in" in text
    assert "Minuit" not in text
    assert (await tapped.lines())[2].start_s == 4.0


async def test_the_page_that_lets_nobody_in_speaks_the_readers_language(tapped: Tapped) -> None:
    """Whose link it was is not known, so the browser says which language."""
    link = wrong(await tapped.link())
    async with tapped.http.get(link, headers={"Accept-Language": "fr-FR,fr;q=0.9"}) as response:
        text = await response.text()
    assert "n’ouvre plus rien" in text
    assert "/paroles marquer" in text
    assert '<html lang="fr">' in text


@pytest.mark.parametrize(
    "path",
    [
        "/tap/page/../../serving.py",
        "/tap/page/..%2f..%2fserving.py",
        "/tap/page/%2e%2e/telling.py",
        "/tap/page//etc/passwd",
        "/tap/page/page.html",
        "/tap/page/",
        "/tap/",
        "/",
        "/tap/1/",
        "/etc/passwd",
    ],
)
async def test_no_other_file_is_given_out(tapped: Tapped, path: str) -> None:
    """Own files are found by name alone, and templates are none of them."""
    assert tapped.page.address is not None
    address = urlsplit(tapped.page.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 404"), answer[:80]
    assert b"root:" not in answer
    assert b"import" not in answer


async def test_every_answer_shuts_the_page_off(tapped: Tapped) -> None:
    """No script of others, no referrer, no copy kept, no frame around it; also of refusals."""
    link = await tapped.link()
    for address in (link, f"{link}state", f"{link}song", wrong(link), f"{link}../page/look.css"):
        async with tapped.http.get(address) as response:
            headers = response.headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in headers


async def test_the_page_holds_no_script_no_style_and_no_stranger(tapped: Tapped) -> None:
    """What the policy forbids is not there either; everything it names is given out."""
    link = await tapped.link()
    async with tapped.http.get(link) as response:
        page = await response.text()
    assert not re.search(r"<style|style=|\son\w+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert named
    for name in named:
        assert name.startswith("../page/")
        assert await status(tapped, link + name) == 200, name
    async with tapped.http.get(f"{link}../page/look.css") as response:
        style = await response.text()
        assert response.content_type == "text/css"
    for name in re.findall(r'url\("([^"]+)"\)', style):
        assert await status(tapped, f"{link}../page/{name}") == 200, name


async def test_a_link_without_its_slash_finds_the_page(tapped: Tapped) -> None:
    """As people copy it."""
    link = await tapped.link()
    async with tapped.http.get(link.removesuffix("/")) as response:
        assert (response.status, str(response.url)) == (200, link)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-1", 0, 2), ("bytes=100-199", 100, 200), ("bytes=64000-", 64000, None)],
)
async def test_the_song_comes_in_pieces(
    tapped: Tapped, asked: str, start: int, end: int | None
) -> None:
    """Browsers seek by ranges; Safari asks for two bytes first and plays nothing without them."""
    link = await tapped.link()
    async with tapped.http.get(f"{link}song", headers={"Range": asked}) as response:
        content = await response.read()
        assert response.status == 206
        assert response.headers["Accept-Ranges"] == "bytes"
        last = len(tapped.song) if end is None else end
        assert response.headers["Content-Range"] == f"bytes {start}-{last - 1}/{len(tapped.song)}"
    assert content == tapped.song[start:end]


async def test_the_whole_song_and_an_impossible_piece(tapped: Tapped) -> None:
    """Under its own media type; past its end there is nothing."""
    link = await tapped.link()
    async with tapped.http.get(f"{link}song") as response:
        assert (await response.read(), response.content_type) == (tapped.song, "audio/wav")
    past = {"Range": f"bytes={len(tapped.song)}-"}
    async with tapped.http.get(f"{link}song", headers=past) as response:
        assert response.status == 416


async def test_the_page_speaks_its_persons_language(tapped: Tapped) -> None:
    """Inès reads French in Discord, whatever her browser says; people's words are no markup."""
    async with tapped.studio.db.writing() as tx:
        first, *_ = await tapped.lines()
        await lines.save(tx, replace(first, text="<b>Le train</b>"))
    link = await tapped.link(INES)
    async with tapped.http.get(link, headers={"Accept-Language": "en"}) as response:
        page = await response.text()
    assert '<html lang="fr">' in page
    assert "Enregistrer" in page
    told = await tapped.state(link)
    assert told["texts"]["play"] == "Lecture"
    assert told["lines"][0]["text"] == "<b>Le train</b>"
    assert told["left_s"] == LIFETIME_S


async def test_saving_says_what_came_of_it(tapped: Tapped) -> None:
    """In the person's language, and the link is dead."""
    link = await tapped.link(INES)
    assert await tapped.save(link, (2, 2.25), (3, 4.0)) == (
        200,
        "2 lignes ont maintenant tes temps.",
    )
    assert [line.start_s for line in await tapped.lines()] == [0.5, 2.25, 4.0, None]
    assert await status(tapped, link) == 404


async def test_what_others_did_meanwhile_is_one_sentence(tapped: Tapped) -> None:
    """Edited, timed, removed, added, another song: nothing is lost, and it is told."""
    link = await tapped.link()
    told = await tapped.state(link)
    writing = LyricsText(tapped.studio.db, tapped.studio.clock, FakeLyricsReader())
    await writing.edit(INES, tapped.clip, 1, text="Le train de midi")
    await writing.edit(INES, tapped.clip, 3, start_s=3.5)
    await writing.remove(INES, tapped.clip, 4)
    async with tapped.studio.db.writing() as tx:
        await lines.append(tx, tapped.clip.id, [NewLine("et toi ?")], INES.id, 1.0)
    await give_song(tapped.studio, tapped.clip, seconds=7.0)
    sentence = (await tapped.post(link, marks_of(told, (1, 0.75), (3, 4.0), (4, 6.0))))[1]
    assert sentence == (
        "2 lines now have your times. Meanwhile the clip was given another song, which your times "
        "were not tapped to; line 1 got other words (it keeps your time); line 3 was timed by "
        "somebody else (your time counts); line 4 was added, which you have not seen; "
        "a line was taken out (“et moi je veille”), with the time you gave it."
    )
    assert [(line.text, line.start_s) for line in await tapped.lines()] == [
        ("Le train de midi", 0.75),
        ("part sans bruit", 2.0),
        ("la ville dort", 4.0),
        ("et toi ?", None),
    ]


async def test_too_many_changes_stay_one_sentence(tapped: Tapped) -> None:
    """The first few are named."""
    link = await tapped.link()
    told = await tapped.state(link)
    async with tapped.studio.db.writing() as tx:
        await lines.append(tx, tapped.clip.id, [NewLine(str(n)) for n in range(9)], INES.id, 1.0)
    sentence = (await tapped.post(link, marks_of(told, (3, 4.0))))[1]
    assert "lines 5, 6, 7, 8, 9… were added" in sentence


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"marks": {}, "shown": []},
        {"marks": [1], "shown": []},
        {"marks": [], "shown": ["1"]},
        {"marks": [{"line": 3}], "shown": []},
        *(
            {
                "marks": [
                    {"line": 3, "start_s": 1.0, "shown_text": "x", "shown_start_s": None} | bad
                ],
                "shown": [3],
            }
            for bad in (
                {"start_s": -1.0},
                {"start_s": "1"},
                {"start_s": True},
                {"start_s": None},
                {"start_s": float("inf")},
                {"start_s": float("nan")},
                {"line": 1.5},
                {"line": True},
                {"shown_text": None},
                {"shown_start_s": "0"},
                {"start_s": 10**400},
                {"shown_start_s": -(10**400)},
            )
        ),
    ],
)
async def test_what_is_no_save_is_refused_and_the_link_stays(
    tapped: Tapped, body: dict[str, Any] | None
) -> None:
    """One sentence with what to do; nothing changes."""
    link = await tapped.link()
    before = await tapped.lines()
    assert await tapped.post(link, body) == (
        400,
        "The page sent something that could not be read: reload it and try again.",
    )
    assert await tapped.lines() == before
    assert await status(tapped, link) == 200


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
async def test_broken_bytes_are_refused(tapped: Tapped, body: bytes) -> None:
    """Whatever they are."""
    link = await tapped.link()
    async with tapped.http.post(f"{link}save", data=body) as response:
        assert response.status == 400
    assert await status(tapped, link) == 200


async def test_a_flood_is_cut_off(tapped: Tapped) -> None:
    """Far more than a thousand lines' marks is not read at all."""
    link = await tapped.link()
    async with tapped.http.post(f"{link}save", data=io.BytesIO(bytes(3_000_000))) as response:
        assert response.status == 413
    assert await status(tapped, link) == 200


async def test_marks_of_no_line_of_this_clip_change_nothing(tapped: Tapped) -> None:
    """A line of another clip is not there, as one that was removed."""
    other = await tapped.studio.clips.create(
        INES, guild_id=1, channel_id=556, name="Midi", locale="fr"
    )
    async with tapped.studio.db.writing() as tx:
        (foreign,) = await lines.append(tx, other.id, [NewLine("Ailleurs")], INES.id, 1.0)
    link = await tapped.link()
    body = marks_of(await tapped.state(link), (3, 4.0))
    body["marks"].append(
        {"line": foreign.id, "start_s": 1.0, "shown_text": "Ailleurs", "shown_start_s": None}
    )
    assert (await tapped.post(link, body))[0] == 200
    async with tapped.studio.db.reading() as tx:
        kept = await lines.by_id(tx, foreign.id)
    assert kept == foreign


async def test_marks_that_fit_no_line_leave_the_link(tapped: Tapped) -> None:
    """Nothing is saved, so nothing is used up; the sentence says what to do."""
    link = await tapped.link()
    told = await tapped.state(link)
    strange: dict[str, Any] = {**marks_of(told, (3, 4.0)), "shown": []}
    strange["marks"][0]["line"] = 10**30
    for body in (strange, marks_of(told, (3, 9999.0))):
        code, sentence = await tapped.post(link, body)
        assert code == 400
        assert "nothing was saved" in sentence
    assert (await tapped.save(link, (3, 4.0)))[0] == 200


async def test_a_lock_on_the_database_is_told_and_can_be_tried_again(tapped: Tapped) -> None:
    """The page keeps its marks; the link stays good."""
    link = await tapped.link()
    body = marks_of(await tapped.state(link), (3, 4.0))
    async with tapped.studio.db.writing() as tx:
        await tx.update(
            "CREATE TRIGGER full BEFORE INSERT ON posts BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    assert await tapped.post(link, body) == (
        503,
        "The times could not be kept just now. They are still here: try again in a moment.",
    )
    async with tapped.studio.db.writing() as tx:
        await tx.update("DROP TRIGGER full")
    assert (await tapped.post(link, body))[0] == 200


async def test_no_key_is_logged(tapped: Tapped, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads the log cannot tap in somebody's name."""
    with caplog.at_level(logging.DEBUG):
        link = await tapped.link()
        await status(tapped, link)
        await status(tapped, wrong(link))
        await tapped.post(link, {"marks": 5})
        await tapped.save(link, (3, 4.0))
    assert link.rstrip("/").rpartition("-")[2] not in caplog.text


async def test_a_taken_port_leaves_the_bot_without_a_page(
    tapped: Tapped, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so in its log; tapping goes by file then. Port 0 means the same, unsaid."""
    port = urlsplit(str(tapped.page.address)).port or 0
    for taken in (port, 0):
        page = TapPage(
            tapped.tapping,
            tapped.studio.parts,
            tapped.studio.clock,
            host="127.0.0.1",
            port=taken,
            address=None,
        )
        await page.start()
        assert page.address is None
        await page.aclose()
    assert caplog.text.count("the tap page cannot listen") == 1


@pytest.mark.parametrize("named", ["https://couplet.example.org/", "https://example.org/clips"])
async def test_links_carry_the_address_that_was_named(tapped: Tapped, named: str) -> None:
    """Behind a server of one's own, also below a path of it."""
    port = urlsplit(str(tapped.page.address)).port or 0
    await tapped.page.aclose()
    page = TapPage(
        tapped.tapping,
        tapped.studio.parts,
        tapped.studio.clock,
        host="127.0.0.1",
        port=port,
        address=named,
    )
    await page.start()
    link = page.link(await tapped.tapping.invite(BASTIEN, tapped.clip))
    assert link.startswith(named.rstrip("/") + "/tap/")
    assert await status(tapped, f"http://127.0.0.1:{port}{link[link.index('/tap/') :]}") == 200
    await page.aclose()


@pytest.mark.parametrize(
    ("subject", "service"), [("tap", "lyrics/taps.py"), ("brush", "rounds/parts.py")]
)
def test_every_text_of_a_page_is_there_and_used(subject: str, service: str) -> None:
    """A text that is missing would be seen as its key, one that nobody shows is a mistake."""
    room = resources.files("bot.tapping")
    drawn = {"brush.html", "brush.js", "strokes.js"}
    page = "".join(
        one.read_text("utf-8")
        for one in room.joinpath("page").iterdir()
        if (one.name in drawn) is (subject == "brush") or one.name == "gone.html"
    )
    code = "".join(one.read_text("utf-8") for one in room.iterdir() if one.name.endswith(".py"))
    code += resources.files("bot.services").joinpath(service).read_text("utf-8")
    catalogued = catalogue("en")
    there = {key.partition(".")[2] for key in catalogued if key.startswith(f"{subject}.")}
    holes = {*re.findall(r"\{\{([a-z-]+)\}\}", page)} - {"lang", "sentence"}
    if subject == "brush":
        holes -= {"gone-title"}  # one page for all links that have ended
    assert holes | {*re.findall(r'say\("([a-z-]+)"', page)} <= there
    shown = {key for key in there if f'"{key}"' in page} | holes
    told = {key for key in there if f'"{subject}.{key}"' in code}
    told |= {key for key in there if key.startswith("meanwhile-") and f'"{key[10:]}"' in code}
    assert shown | told == there
