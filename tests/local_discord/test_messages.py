"""Messages: what the client posts, changes and reads back, and what is refused with which code."""

import io
from datetime import timedelta
from typing import Any

import discord
import pytest

from local_discord import LocalDiscord, Person, RefusedError, ServerLimits
from local_discord.model.model import Channel
from tests.local_discord.fixtures import OpenWorld
from tests.local_discord.raw import PNG, Raw
from tests.local_discord.rehearsal import Rehearsal
from tests.local_discord.timing import advance

MIB = 1024 * 1024


async def test_files_are_posted_and_downloaded(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Up to ten files, each with its name, description and size in pixels, at working links."""
    files = [discord.File(io.BytesIO(PNG), f"take {n}.png", description=f"t{n}") for n in range(10)]
    posted = await bot.text_channel(clip.id).send("takes", files=files)
    assert [one.description for one in posted.attachments] == [f"t{n}" for n in range(10)]
    assert await posted.attachments[9].read() == PNG
    (seen,) = await ana.sees(clip)
    assert seen.files[0].filename == "take_0.png"
    assert (seen.files[0].content_type, seen.files[0].width_px) == ("image/png", 1)
    assert await ana.download(seen.files[0]) == PNG


async def test_large_files_come_back_whole(ana: Person, clip: Channel) -> None:
    """Megabytes travel both ways."""
    content = bytes(range(256)) * 4 * 5000
    (file,) = (await ana.upload(clip, ("song.flac", content))).files
    assert (file.size_bytes, file.content_type) == (len(content), "audio/flac")
    assert await ana.download(file) == content


async def test_files_go_with_what_showed_them(
    bot: Rehearsal, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """A file dropped by an edit, or with its message, is gone from the CDN."""
    channel = bot.text_channel(clip.id)
    posted = await channel.send("x", files=[as_file("a.png"), as_file("b.png")])
    first, second = (await ana.sees(clip))[0].files
    await posted.edit(attachments=posted.attachments[1:])
    with pytest.raises(RefusedError, match="no longer available"):
        await ana.download(first)
    assert await ana.download(second) == PNG
    await posted.delete()
    with pytest.raises(RefusedError, match="no longer available"):
        await ana.download(second)
    assert local_discord.state.attachments == {}


async def test_links_expire(local_discord: LocalDiscord, ana: Person, clip: Channel) -> None:
    """A day later the old link is dead, and looking again gives a fresh one."""
    posted = await ana.upload(clip, ("a.txt", b"words"))
    advance(local_discord, 86_500)
    with pytest.raises(RefusedError, match="no longer available"):
        await ana.download(posted.files[0])
    assert await ana.download((await ana.look(posted)).files[0]) == b"words"


async def test_an_edit_keeps_what_it_does_not_name(bot: Rehearsal, clip: Channel) -> None:
    """Content, embeds and files change one by one; a new file may join a kept one."""
    channel = bot.text_channel(clip.id)
    posted = await channel.send("a", embed=discord.Embed(title="E"), file=as_file("a.png"))
    edited = await posted.edit(content="b")
    assert (edited.content, edited.embeds[0].title, len(edited.attachments)) == ("b", "E", 1)
    edited = await edited.edit(attachments=[*edited.attachments, as_file("b.png")])
    assert [one.filename for one in edited.attachments] == ["a.png", "b.png"]
    edited = await edited.edit(embed=None, attachments=[edited.attachments[1]])
    assert (edited.embeds, [one.filename for one in edited.attachments]) == ([], ["b.png"])
    assert edited.edited_at is not None
    assert await bot.seen("message_edit", lambda after: after.content == "b")


async def test_a_file_shown_in_an_embed_is_no_attachment(bot: Rehearsal, clip: Channel) -> None:
    """`attachment://` puts a file into the embed, with a link that works."""
    embed = discord.Embed(title="Board").set_image(url="attachment://board.png")
    posted = await bot.text_channel(clip.id).send(embed=embed, file=as_file("board.png"))
    assert posted.attachments == []
    assert await bot.http.get_from_cdn(str(posted.embeds[0].image.url)) == PNG


async def test_history_is_paged(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Before, after, around and limits give what Discord gives."""
    posted = [await ana.say(clip, str(number)) for number in range(120)]
    channel = bot.text_channel(clip.id)
    ids = [one.id for one in posted]
    assert [one.id async for one in channel.history(limit=None)] == ids[::-1]
    after = discord.Object(ids[5])
    assert [one.id async for one in channel.history(after=after, limit=3)] == ids[6:9]
    around = [one.id async for one in channel.history(around=after, limit=5)]
    assert sorted(around) == ids[3:8]
    assert (await channel.fetch_message(ids[7])).id == ids[7]


async def test_a_deleted_message_is_gone(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """Deleting tells the event; afterwards 10008."""
    channel = bot.text_channel(clip.id)
    posted = await channel.send("x")
    await posted.delete()
    await bot.seen("raw_message_delete", lambda one: one.message_id == posted.id)
    with pytest.raises(discord.NotFound) as raised:
        await channel.fetch_message(posted.id)
    assert raised.value.code == 10008
    said = [await ana.say(clip, str(number)) for number in range(3)]
    await channel.delete_messages([discord.Object(one.id) for one in said])
    await bot.seen("raw_bulk_message_delete")
    assert await ana.sees(clip) == []


async def test_the_same_nonce_posts_once(
    raw: Raw, local_discord: LocalDiscord, ana: Person, clip: Channel
) -> None:
    """An enforced nonce returns the first message for five minutes, and not after."""
    path = f"/channels/{clip.id}/messages"
    body = {"content": "once", "nonce": "take-1", "enforce_nonce": True}
    ids = [(await raw.ask("POST", path, body, files=[("a.png", PNG)]))[1]["id"] for _ in range(3)]
    assert len(set(ids)) == 1
    assert len(local_discord.state.attachments) == 1
    advance(local_discord, 301)
    assert (await raw.ask("POST", path, body))[1]["id"] != ids[0]
    assert len(await ana.sees(clip)) == 2


async def test_replies_and_mentions(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """A reply carries its message; mentions happen only as far as they are allowed."""
    said = await ana.say(clip, "hello")
    channel = bot.text_channel(clip.id)
    reply = await channel.send(f"hi {ana.mention}", reference=_ref(said.id, clip))
    assert reply.reference is not None
    assert isinstance(reply.reference.resolved, discord.Message)
    assert reply.reference.resolved.id == said.id
    assert reply.mentions == []
    loud = await channel.send(ana.mention, allowed_mentions=discord.AllowedMentions(users=True))
    assert [one.id for one in loud.mentions] == [ana.id]
    with pytest.raises(discord.HTTPException) as raised:
        await channel.send("x", reference=_ref(1, clip))
    assert raised.value.code == 50035
    await channel.send("x", reference=_ref(1, clip, fail_if_not_exists=False))


async def test_pins(bot: Rehearsal, raw: Raw, ana: Person, clip: Channel) -> None:
    """Pinning tells the channel, lists newest first, on the new routes and the old."""
    channel = bot.text_channel(clip.id)
    first, second = await channel.send("1"), await channel.send("2")
    await first.pin()
    await second.pin()
    await bot.seen("guild_channel_pins_update", times=2)
    assert [one.content async for one in channel.pins()] == ["2", "1"]
    status, listed = await raw.ask("GET", f"/channels/{clip.id}/pins")
    assert (status, [one["content"] for one in listed]) == (200, ["2", "1"])
    await second.unpin()
    assert [one.content async for one in channel.pins()] == ["1"]
    assert [one.raw["type"] for one in await ana.sees(clip)] == [0, 0, 6, 6]


async def test_typing_is_told(
    local_discord: LocalDiscord, bot: Rehearsal, ana: Person, clip: Channel
) -> None:
    """People see the bot type."""
    async with ana.watching() as happenings:
        async with bot.text_channel(clip.id).typing():
            pass
        async for one in happenings:
            assert one.name == "TYPING_START"
            assert one.data["user_id"] == str(local_discord.state.bot.id)
            break


async def test_direct_messages(bot: Rehearsal, local_discord: LocalDiscord, ana: Person) -> None:
    """The bot can write to a person, unless they don't take it: 50007."""
    user = await bot.fetch_user(ana.id)
    sent = await user.send("psst")
    assert [one.text for one in await ana.sees(sent.channel.id)] == ["psst"]
    local_discord.state.users[ana.id].accepts_direct_messages = False
    with pytest.raises(discord.Forbidden) as raised:
        await user.send("psst")
    assert raised.value.code == 50007


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x" * 2001}, "BASE_TYPE_MAX_LENGTH"),
        ({"content": "x", "nonce": "n" * 26}, "BASE_TYPE_MAX_LENGTH"),
        ({"content": ["x"]}, "STRING_TYPE_CONVERT"),
        ({"embeds": [{"title": "x"}] * 11}, "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, "BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "attachments": [{"id": 7}]}, "MESSAGE_ATTACHMENT_NOT_FOUND"),
        ({"embeds": [{"image": {"url": "ftp://x/y.png"}}]}, "URL_TYPE_INVALID_SCHEME"),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
    ],
)
async def test_faulty_messages_are_refused(
    raw: Raw, clip: Channel, body: dict[str, Any], fault: str
) -> None:
    """Every limit answers 50035 with its fault under the field's path."""
    assert await raw.faults("POST", f"/channels/{clip.id}/messages", body) == {fault}


async def test_faults_are_named_by_their_path(raw: Raw, clip: Channel) -> None:
    """The tree of faults leads from the body to the field."""
    body = {"embeds": [{"title": "ok"}, {"title": "x" * 300}]}
    _, answer = await raw.ask("POST", f"/channels/{clip.id}/messages", body)
    assert answer["errors"]["embeds"]["1"]["title"]["_errors"] == [
        {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length."}
    ]


@pytest.mark.parametrize(
    ("request_line", "body", "code"),
    [
        ("POST /channels/{channel}/messages", {}, 50006),
        ("POST /channels/1/messages", {"content": "x"}, 10003),
        ("GET /channels/{channel}/messages/1", None, 10008),
        ("PATCH /channels/{channel}/messages/1", {"content": "x"}, 10008),
        ("GET /guilds/1", None, 10004),
        ("GET /users/1", None, 10013),
        ("GET /applications/1/commands", None, 10002),
    ],
)
async def test_what_does_not_exist(
    raw: Raw, clip: Channel, request_line: str, body: Any, code: int
) -> None:
    """Unknown things have each their code."""
    method, path = request_line.split()
    assert await raw.code(method, path.format(channel=clip.id), body) == code


async def test_a_wrong_token_is_unauthorized(raw: Raw, clip: Channel) -> None:
    """401 without or with a wrong token."""
    assert (await raw.ask("GET", "/users/@me", token=clip.name))[0] == 401


async def test_others_messages_cannot_be_edited(raw: Raw, ana: Person, clip: Channel) -> None:
    """Only the author edits: 50005."""
    said = await ana.say(clip, "mine")
    path = f"/channels/{clip.id}/messages/{said.id}"
    assert await raw.code("PATCH", path, {"content": "yours"}) == 50005


async def test_at_most_ten_files(raw: Raw, clip: Channel) -> None:
    """The eleventh file is refused, and nothing of the message stays."""
    files = [(f"{number}.png", PNG) for number in range(11)]
    path = f"/channels/{clip.id}/messages"
    assert await raw.faults("POST", path, {"content": "x"}, files=files) == {"BASE_TYPE_MAX_LENGTH"}
    assert (await raw.ask("GET", path))[1] == []


@pytest.mark.parametrize(
    ("tier", "limits", "sizes", "status"),
    [
        (0, ServerLimits(), [10 * MIB], 200),
        (0, ServerLimits(), [10 * MIB + 1], 413),
        (0, ServerLimits(), [9 * MIB] * 3, 413),
        (2, ServerLimits(), [30 * MIB], 200),
        (0, ServerLimits(upload_bytes=1000), [1001], 413),
        (0, ServerLimits(request_bytes=1000), [501, 500], 413),
    ],
)
async def test_upload_sizes(
    open_world: OpenWorld, tier: int, limits: ServerLimits, sizes: list[int], status: int
) -> None:
    """A file over the boost tier's size, or a request over its own, meets 413 and 40005."""
    world = await open_world(boost_tier=tier, limits=limits)
    path = f"/channels/{world.channel('clip').id}/messages"
    files = [(f"{index}.bin", bytes(size)) for index, size in enumerate(sizes)]
    got, answer = await Raw(world).ask("POST", path, {}, files=files)
    assert got == status
    assert status == 200 or answer["code"] == 40005


async def test_old_messages_are_edited_rarely(
    raw: Raw, local_discord: LocalDiscord, clip: Channel
) -> None:
    """After an hour only three edits in 20 seconds pass, then 429 with 30046."""
    path = f"/channels/{clip.id}/messages"
    _, posted = await raw.ask("POST", path, {"content": "0"})
    advance(local_discord, timedelta(hours=2).total_seconds())
    path += f"/{posted['id']}"
    statuses = [(await raw.ask("PATCH", path, {"content": str(n)}))[0] for n in range(6)]
    assert statuses == [200] * 3 + [429] * 3
    assert await raw.code("PATCH", path, {"content": "x"}) == 30046
    advance(local_discord, 20.1)
    assert (await raw.ask("PATCH", path, {"content": "x"}))[0] == 200


def as_file(name: str) -> discord.File:
    """Return a picture to post."""
    return discord.File(io.BytesIO(PNG), name)


def _ref(
    message_id: int, channel: Channel, *, fail_if_not_exists: bool = True
) -> discord.MessageReference:
    return discord.MessageReference(
        message_id=message_id, channel_id=channel.id, fail_if_not_exists=fail_if_not_exists
    )
