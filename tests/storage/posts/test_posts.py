"""The outbox: one post for each thing to say, under a nonce of its own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import StorageError
from bot.domain.posts.post import Post, PostKind, PostState
from storage.files.references import pointed_to
from storage.posts import copies, posts
from tests.storage.conftest import SHARED_DATABASE
from tests.storage.made import CHANNEL, NOW

if TYPE_CHECKING:
    from storage.database.database import Database, Tx
    from tests.storage.made import Made


async def _add(
    tx: Tx, made: Made, subject: str, kind: PostKind = PostKind.DECISION, not_before: float = 0
) -> Post:
    return await posts.add(
        tx,
        clip_id=made.clip.id,
        channel_id=CHANNEL,
        kind=kind,
        subject=subject,
        now=NOW,
        not_before=not_before,
    )


async def _post(tx: Tx, post: Post) -> Post:
    """The post as it stands now."""
    (row,) = await tx.fetch_all("SELECT kind, subject FROM posts WHERE id = ?", (post.id,))
    found = await posts.of(tx, PostKind(row["kind"]), row["subject"])
    assert found is not None
    return found


async def test_the_same_thing_is_posted_once(db: Database, made: Made) -> None:
    """Wanting it again gives the post there is, whatever has become of it."""
    async with db.writing() as tx:
        post = await _add(tx, made, "7")
        await posts.sent(tx, post.id, 900)
        again = await _add(tx, made, "7", not_before=NOW + 99)
        assert again == dataclasses.replace(post, state=PostState.SENT, message_id=900)
        assert (await _add(tx, made, "7", PostKind.FAILURE)).id != post.id


@settings(max_examples=30, deadline=None, suppress_health_check=SHARED_DATABASE)
@given(subject=st.text(min_size=1, max_size=80))
async def test_a_nonce_is_short_enough_for_discord_and_no_others(
    db: Database, made: Made, subject: str
) -> None:
    """At most 25 characters, different for every post and after every deletion."""
    async with db.writing() as tx:
        # 10**18 posts from now the id alone is 19 characters.
        await tx.update("UPDATE posts SET id = abs(random()) / 10 WHERE id = ?", (made.post.id,))
        post = await _add(tx, made, subject)
        nonces = [made.post.nonce, post.nonce]
        for _ in range(3):
            await posts.forget_message(tx, post.id)
            nonces.append((await _post(tx, post)).nonce)
        await tx.update("DELETE FROM posts WHERE id = ?", (post.id,))
    assert all(0 < len(nonce) <= 25 for nonce in nonces)
    assert len(set(nonces)) == len(nonces)


async def test_a_post_is_due_until_it_is_done(db: Database, made: Made) -> None:
    """Pending, then sent; done and failed ones are left alone."""
    seen: list[int] = []

    async def look(tx: Tx) -> None:
        seen.append(len(await posts.due(tx, NOW)))

    async with db.writing() as tx:
        failing = await _add(tx, made, "7")
        await look(tx)
        await posts.sent(tx, made.post.id, 900)
        await look(tx)
        await posts.done(tx, made.post.id)
        await look(tx)
        await posts.failed(tx, failing.id)
        await look(tx)
        assert await posts.next_due(tx, NOW) is None
        assert (await _post(tx, failing)).state is PostState.FAILED
        done = await posts.by_message(tx, 900)
    assert seen == [2, 2, 1, 0]
    assert done == dataclasses.replace(made.post, state=PostState.DONE, message_id=900)


async def test_a_postponed_post_waits_for_its_time(db: Database, made: Made) -> None:
    """The outbox knows when to look again: at once when something is due already."""
    async with db.writing() as tx:
        later = await _add(tx, made, "7", not_before=NOW + 30)
        assert await posts.due(tx, NOW) == [made.post]
        assert await posts.next_due(tx, NOW) == NOW
        await posts.postpone(tx, made.post, NOW + 10)
        assert await posts.due(tx, NOW) == []
        assert await posts.next_due(tx, NOW) == NOW + 10
        postponed = dataclasses.replace(made.post, attempts=1, not_before=NOW + 10)
        assert await posts.due(tx, NOW + 10) == [postponed]
        assert await posts.due(tx, NOW + 30) == [postponed, later]


async def test_a_post_deleted_in_the_channel_is_sent_again(db: Database, made: Made) -> None:
    """As a new message: Discord must not take it for the old one."""
    async with db.writing() as tx:
        await posts.sent(tx, made.post.id, 900)
        await posts.done(tx, made.post.id)
        await posts.postpone(tx, made.post, NOW + 50)
        await posts.forget_message(tx, made.post.id)
        await posts.forget_message(tx, 999)
        assert await posts.by_message(tx, 900) is None
        (again,) = await posts.due(tx, NOW)
    assert again == dataclasses.replace(made.post, nonce=again.nonce, version=again.version)
    assert again.nonce != made.post.nonce


async def test_two_posts_are_never_one_message(db: Database, made: Made) -> None:
    """A message found after a crash belongs to one post."""

    async def send_both() -> None:
        async with db.writing() as tx:
            await posts.sent(tx, made.post.id, 900)
            await posts.sent(tx, (await _add(tx, made, "7")).id, 900)

    with pytest.raises(StorageError):
        await send_both()


async def test_a_changed_post_is_shown_anew(db: Database, made: Made) -> None:
    """Whoever delivered the older version has not finished it."""
    async with db.writing() as tx:
        await posts.refresh(tx, PostKind.ROUND, made.post.subject)
        (due,) = await posts.due(tx, NOW)  # not sent yet: it will be shown as it is
        assert (due.id, due.state) == (made.post.id, PostState.PENDING)
        await posts.sent(tx, made.post.id, 900)
        await posts.done(tx, made.post.id)
        assert await posts.due(tx, NOW) == []
        await posts.refresh(tx, PostKind.ROUND, made.post.subject)
        (changed,) = await posts.due(tx, NOW)
        assert (changed.state, changed.message_id) == (PostState.SENT, 900)
        await posts.done(tx, changed.id, version=changed.version - 1)
        await posts.failed(tx, changed.id, version=changed.version - 1)
        assert await posts.due(tx, NOW) == [changed]
        await posts.done(tx, changed.id, version=changed.version)
        assert await posts.due(tx, NOW) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PostState.PENDING, PostState.DONE),
        (PostState.SENT, PostState.DONE),
        (PostState.DONE, PostState.DONE),
        (PostState.FAILED, PostState.FAILED),
    ],
)
async def test_a_renewed_subject_is_posted_once_more(
    db: Database, made: Made, before: PostState, after: PostState
) -> None:
    """The old post keeps its message and is not touched again; nothing there is nothing to do."""
    async with db.writing() as tx:
        await posts.renew(tx, PostKind.DECISION, "7")
        old = await _add(tx, made, "7")
        if before is not PostState.PENDING:
            await posts.sent(tx, old.id, 900)
        if before is PostState.DONE:
            await posts.done(tx, old.id)
        if before is PostState.FAILED:
            await posts.failed(tx, old.id)
        await posts.renew(tx, PostKind.DECISION, "7")
        new = await _add(tx, made, "7")
        assert new.id != old.id
        assert new.state is PostState.PENDING
        assert await posts.due(tx, NOW) == [made.post, new]
        kept = await _post(tx, old)
    assert kept.state is after
    assert kept.subject == f"7:{old.id}"
    assert kept.message_id == (None if before is PostState.PENDING else 900)


async def test_an_attempt_counts_once(db: Database, made: Made) -> None:
    """Noted before it was made and again when it failed; success begins the count anew."""
    async with db.writing() as tx:
        await posts.attempt(tx, made.post)
        await posts.postpone(tx, made.post, NOW)
        once = await _post(tx, made.post)
        await posts.postpone(tx, once, NOW, faulty=True)
        twice = await _post(tx, made.post)
        await posts.show_again(tx, made.post.id, NOW)
        assert await posts.by_id(tx, made.post.id) == dataclasses.replace(made.post, not_before=NOW)
    assert (once.attempts, once.faults) == (1, 0)
    assert (twice.attempts, twice.faults) == (2, 1)


async def test_nothing_waits_behind_a_post_that_is_itself_to_blame(
    db: Database, made: Made
) -> None:
    """While Discord is to blame, the order is kept."""
    async with db.writing() as tx:
        behind = await _add(tx, made, "7")
        await posts.postpone(tx, made.post, NOW + 60)
        assert await posts.due(tx, NOW) == []
        await posts.postpone(tx, made.post, NOW + 60, faulty=True)
        assert await posts.due(tx, NOW) == [behind]


async def test_a_post_shows_its_copies(db: Database, made: Made) -> None:
    """Each post its own; a second, smaller one replaces the first."""
    first, second = made.takes[0].id, made.takes[1].id
    async with db.writing() as tx:
        other = await _add(tx, made, "7")
        await copies.keep(tx, made.post.id, {first: "c" * 64, second: "d" * 64})
        await copies.keep(tx, made.post.id, {second: "e" * 64})
        assert await copies.of_post(tx, made.post.id) == {first: "c" * 64, second: "e" * 64}
        assert await copies.of_post(tx, other.id) == {}
        assert await copies.of_round(tx, made.round.id) == {first, second}
        assert await pointed_to(tx) >= {"c" * 64, "e" * 64}
