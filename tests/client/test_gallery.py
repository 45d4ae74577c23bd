"""The gallery against a Discord: each call does its work once and may be repeated."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from bot.client.gallery import DiscordGallery
from bot.domain.errors import (
    ChannelClosed,
    GalleryError,
    GalleryUnavailable,
    MessageGone,
    UploadTooLarge,
)
from bot.domain.posts.post import PostKind
from local_discord import ServerLimits
from local_discord.model.permissions import NOTHING, Permission
from tests.client.conftest import logged_in
from tests.client.views import clip_view, picture, post, progress_view, round_view, take

if TYPE_CHECKING:
    from pathlib import Path

    from bot.client.client import CoupletClient
    from bot.domain.posts.post import Post
    from bot.domain.posts.views import RoundView
    from local_discord import LocalDiscord
    from local_discord.people.views import MessageView
    from tests.local_discord.fixtures import OpenWorld


def to(world: LocalDiscord, kind: PostKind = PostKind.ROUND, **more: int | None) -> Post:
    """A post to the world's channel."""
    made = post(kind, **more)  # type: ignore[arg-type]  # message and post ids
    return dataclasses.replace(made, channel_id=world.channel("clip").id)


def shown(folder: Path, **changes: object) -> RoundView:
    """A round of two takes."""
    return round_view(take(picture(folder), 1), take(picture(folder), 2), **changes)


async def seen(world: LocalDiscord) -> list[MessageView]:
    """What a person sees in the channel."""
    return await world.person("Ana").sees(world.channel("clip"))


async def test_a_round_arrives_with_its_pictures(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """One message with all takes in it; its id is told."""
    message_id = await gallery.send(to(local_discord), shown(tmp_path))
    (message,) = await seen(local_discord)
    assert message.id == message_id
    assert [file.filename for file in message.files] == ["take-101.png", "take-102.png"]
    assert message.labels == ["New round", "Rewrite", "Variation", "A part again", "Close", "About"]
    assert "Line 12" in message.text


async def test_sending_twice_leaves_one_message(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """The nonce makes Discord recognise the second attempt."""
    one = await gallery.send(to(local_discord), shown(tmp_path))
    two = await gallery.send(to(local_discord), shown(tmp_path))
    assert one == two
    assert len(await seen(local_discord)) == 1


async def test_a_message_whose_answer_was_lost_is_found(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """Long after the nonce is forgotten, the message is known by its mark; others are not."""
    made = to(local_discord)
    assert await gallery.find(made) is None
    message_id = await gallery.send(made, shown(tmp_path))
    for text in ("nice", "again"):
        await local_discord.person("Ana").say(local_discord.channel("clip"), text)
    assert await gallery.find(made) == message_id
    assert await gallery.find(to(local_discord, id_=8)) is None


async def test_an_edit_keeps_the_pictures(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """Words change, files stay."""
    message_id = await gallery.send(to(local_discord), shown(tmp_path))
    sent = to(local_discord, message_id=message_id)
    assert await gallery.edit(sent, shown(tmp_path, tally={1: 4, 2: 0, 0: 0}))
    (message,) = await seen(local_discord)
    assert "1️⃣ 4" in message.text
    assert len(message.files) == 2


async def test_an_edit_of_a_deleted_message_says_so(
    local_discord: LocalDiscord, gallery: DiscordGallery
) -> None:
    """Gone is an answer, not an error."""
    assert not await gallery.edit(to(local_discord, message_id=12345), progress_view())
    assert not await gallery.edit(to(local_discord, message_id=None), progress_view())


async def test_reactions_are_placed_once_and_in_order(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """A repeated call adds what is missing only."""
    message_id = await gallery.send(to(local_discord), shown(tmp_path))
    sent = to(local_discord, message_id=message_id)
    await gallery.react(sent, ["1️⃣"])
    before = len(local_discord.exchanges)
    await gallery.react(sent, ["1️⃣", "2️⃣", "🔁"])
    placed = [one for one in local_discord.exchanges[before:] if one.method == "PUT"]
    assert len(placed) == 2
    (message,) = await seen(local_discord)
    assert list(message.reactions) == ["1️⃣", "2️⃣", "🔁"]
    assert set(message.reactions.values()) == {1}


async def test_reacting_to_a_message_that_went_away_says_so(
    local_discord: LocalDiscord, gallery: DiscordGallery
) -> None:
    """The channel is well: only this message is to be posted again."""
    with pytest.raises(MessageGone):
        await gallery.react(to(local_discord, message_id=12345), ["1️⃣"])


async def test_a_thread_is_begun_once_and_where_it_can_be(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """A second wish finds the first one's thread; without the right there is simply none."""
    message_id = await gallery.send(to(local_discord), shown(tmp_path))
    sent = to(local_discord, message_id=message_id)
    for _ in range(2):
        await gallery.open_thread(sent, "Line 1, round 1")
    thread = local_discord.channel("Line 1, round 1")
    assert thread.parent_id == local_discord.channel("clip").id
    local_discord.set_bot_permissions(NOTHING)
    await gallery.open_thread(to(local_discord, message_id=message_id), "Another one")
    with pytest.raises(LookupError):
        local_discord.channel("Another one")


async def test_reactions_are_read_without_bots_and_strange_emoji(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """People by emoji; more of them than one page of Discord's holds."""
    message_id = await gallery.send(to(local_discord), shown(tmp_path))
    sent = to(local_discord, message_id=message_id)
    await gallery.react(sent, ["1️⃣", "2️⃣", "🔁"])
    (message,) = await seen(local_discord)
    people = [local_discord.person(f"Person {number}") for number in range(120)]
    for person in people:
        await person.react(message, "2️⃣")
    await people[0].react(message, "🎉")
    found = await gallery.reactions(sent.channel_id, message_id)
    assert {emoji: set(ids) for emoji, ids in found.items()} == {
        "2️⃣": {person.id for person in people}
    }


async def test_reactions_of_a_deleted_message_cannot_be_read(
    local_discord: LocalDiscord, gallery: DiscordGallery
) -> None:
    """No answer is not the same as no votes."""
    with pytest.raises(ChannelClosed):
        await gallery.reactions(local_discord.channel("clip").id, 12345)


async def test_roles_are_those_of_members_alone(
    local_discord: LocalDiscord, gallery: DiscordGallery
) -> None:
    """Who left the server, or never was there, is not in the answer."""
    singers = local_discord.add_role("Singers")
    ana = local_discord.person("Ana", roles=[singers])
    bo = local_discord.person("Bo")
    found = await gallery.roles(local_discord.channel("clip").id, [ana.id, bo.id, 99])
    assert set(found) == {ana.id, bo.id}
    assert singers.id in found[ana.id]
    assert singers.id not in found[bo.id]


async def test_a_channel_without_rights_is_closed(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """Forbidden is final until somebody changes the rights."""
    channel, everyone = local_discord.channel("clip"), local_discord.guild.id
    local_discord.set_bot_permissions(NOTHING)
    local_discord.overwrite(
        channel, local_discord.guild.roles[everyone], deny=Permission.SEND_MESSAGES
    )
    with pytest.raises(ChannelClosed):
        await gallery.send(to(local_discord), shown(tmp_path))


async def test_a_channel_that_is_gone_is_closed(
    local_discord: LocalDiscord, gallery: DiscordGallery
) -> None:
    """So is one that does not exist any more."""
    gone = dataclasses.replace(to(local_discord), channel_id=4242)
    with pytest.raises(ChannelClosed):
        await gallery.send(gone, progress_view())
    with pytest.raises(ChannelClosed):
        await gallery.find(gone)


async def test_a_file_over_the_limit_is_too_large(open_world: OpenWorld, tmp_path: Path) -> None:
    """Discord's refusal has a name of its own, so that the clip can be made smaller."""
    world = await open_world(limits=ServerLimits(upload_bytes=1000, request_bytes=100_000))
    async with logged_in(world, tmp_path) as client:
        gallery = DiscordGallery(client)
        file = tmp_path / "clip.mp4"
        file.write_bytes(bytes(2000))
        with pytest.raises(UploadTooLarge):
            await gallery.send(to(world, PostKind.RENDER), clip_view(file))


async def test_a_request_over_its_limit_is_not_even_tried(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """All files of a message together count as well."""
    file = tmp_path / "clip.mp4"
    with file.open("wb") as sparse:
        sparse.truncate(26 * 1024 * 1024)
    before = len(local_discord.exchanges)
    with pytest.raises(UploadTooLarge):
        await gallery.send(to(local_discord, PostKind.RENDER), clip_view(file))
    assert len(local_discord.exchanges) == before


async def test_a_failing_discord_is_tried_later(
    local_discord: LocalDiscord, gallery: DiscordGallery
) -> None:
    """A 503 says nothing about the post; the outbox keeps it."""
    local_discord.harm.fail(503, method="POST")
    with pytest.raises(GalleryUnavailable):
        await gallery.send(to(local_discord, PostKind.PROGRESS), progress_view())


async def test_a_discord_that_is_away_is_tried_later(
    client: CoupletClient, gallery: DiscordGallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does a connection that cannot be made."""
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:9/api/v10")
    assert client.user is not None
    with pytest.raises(GalleryUnavailable):
        await gallery.send(post(PostKind.PROGRESS), progress_view())


async def test_a_missing_picture_is_an_error_of_this_post_alone(
    local_discord: LocalDiscord, gallery: DiscordGallery, tmp_path: Path
) -> None:
    """It neither ends the outbox nor looks like Discord's fault."""
    view = round_view(take(tmp_path / "nowhere.png"))
    with pytest.raises(GalleryError, match=r"nowhere\.png") as caught:
        await gallery.send(to(local_discord), view)
    assert not isinstance(caught.value, GalleryUnavailable | ChannelClosed)


async def test_the_upload_limit_is_the_setting_or_discord_s_own(client: CoupletClient) -> None:
    """A channel that is in no cache has the limit of a server without boosts."""
    assert DiscordGallery(client).upload_limit_bytes(1) == 10 * 1024 * 1024
    assert DiscordGallery(client, upload_limit_bytes=77).upload_limit_bytes(1) == 77


async def test_many_files_share_what_a_request_may_carry(client: CoupletClient) -> None:
    """Discord limits each file, and all of a message together."""
    gallery = DiscordGallery(client, upload_limit_bytes=100 * 1024 * 1024)
    assert gallery.upload_limit_bytes(1, 10) < 2.5 * 1024 * 1024
    assert gallery.upload_limit_bytes(1) < 25 * 1024 * 1024
    assert DiscordGallery(client, upload_limit_bytes=77).upload_limit_bytes(1, 10) == 77
