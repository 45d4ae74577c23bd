"""The outbox: posts wait here until Discord has confirmed them, so a crash repeats none."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from bot.domain.posts.post import Post, PostKind, PostState
from storage.database.encoding import encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from storage.database.transaction import Tx


_TO_TRY: Final = """FROM posts WHERE state IN ('pending', 'sent') AND NOT (
    state = 'pending' AND EXISTS (SELECT 1 FROM posts AS ahead
        WHERE ahead.channel_id = posts.channel_id AND ahead.id < posts.id
            AND ahead.state = 'pending' AND ahead.not_before > ?1
            AND ahead.faults = 0 AND ahead.attempts BETWEEN 1 AND 5))"""
"""What is not in its channel as it should be, and holds its place there.

One that could not be sent holds up those behind it only while Discord is to blame, and only for its
first attempts: a post that can't be sent at all must not silence its channel.
"""

_NOT_BUSY: Final = "AND channel_id NOT IN (SELECT value FROM json_each(?2))"


def _post(row: sqlite3.Row) -> Post:
    return Post(
        id=row["id"],
        clip_id=row["clip_id"],
        channel_id=row["channel_id"],
        kind=PostKind(row["kind"]),
        subject=row["subject"],
        nonce=row["nonce"],
        state=PostState(row["state"]),
        message_id=row["message_id"],
        attempts=row["attempts"],
        not_before=row["not_before"],
        created_at=row["created_at"],
        faults=row["faults"],
        version=row["version"],
    )


def _nonce(post_id: int, kind: str, subject: str, before: str) -> str:
    """At most 25 characters, Discord's limit; another one for every ``before``.

    The time or the nonce before goes in as well: a fresh database counts from 1 again, and its
    first posts must not be taken for those of the one before.
    """
    digest = hashlib.sha256(f"{post_id}|{kind}|{subject}|{before}".encode()).hexdigest()
    return f"{post_id}-{digest}"[:25]


async def add(
    tx: Tx,
    *,
    clip_id: int,
    channel_id: int,
    kind: PostKind,
    subject: str,
    now: float,
    not_before: float = 0,
) -> Post:
    """Want a post; one of the same kind and subject is returned as it is instead."""
    known = await of(tx, kind, subject)
    if known is not None:
        return known
    (row,) = await tx.fetch_all("SELECT coalesce(max(id), 0) + 1 FROM posts")
    post_id = int(row[0])
    await tx.insert(
        """INSERT INTO posts (id, clip_id, channel_id, kind, subject, nonce, state, not_before,
               created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            post_id,
            clip_id,
            channel_id,
            kind,
            subject,
            _nonce(post_id, kind, subject, str(now)),
            PostState.PENDING,
            not_before,
            now,
        ),
    )
    (row,) = await tx.fetch_all("SELECT * FROM posts WHERE id = ?", (post_id,))
    return _post(row)


async def due(tx: Tx, now: float) -> list[Post]:
    """Posts that are not done and may be tried now, the oldest first.

    Behind one whose sending failed and is tried again soon, the channel's next ones wait.
    """
    rows = await tx.fetch_all(f"SELECT * {_TO_TRY} AND not_before <= ?1 ORDER BY id", (now,))
    return [_post(row) for row in rows]


async def next_due(tx: Tx, now: float, busy: Iterable[int] = ()) -> float | None:
    """When to look again: ``now`` if a post is due already, None when all are done.

    Those in the channels ``busy`` are in somebody's hands and left out.
    """
    (row,) = await tx.fetch_all(
        f"SELECT max(?1, min(not_before)) {_TO_TRY} {_NOT_BUSY}", (now, encode(tuple(busy)))
    )
    moment: float | None = row[0]
    return moment


async def sent(tx: Tx, post_id: int, message_id: int) -> None:
    """Note the message's id; reactions and pins may still be missing."""
    await tx.update(
        "UPDATE posts SET state = 'sent', message_id = ? WHERE id = ?", (message_id, post_id)
    )


async def done(tx: Tx, post_id: int, *, version: int | None = None) -> None:
    """Everything about the post is in the channel.

    With ``version``: unless it was asked meanwhile to show it anew.
    """
    await tx.update(
        "UPDATE posts SET state = 'done' WHERE id = ?1 AND version = coalesce(?2, version)",
        (post_id, version),
    )


async def failed(tx: Tx, post_id: int, *, version: int | None = None, faulty: bool = False) -> None:
    """Give the post up: its channel is gone or closed to us, or it is to blame (``faulty``).

    Kept, never tried again by itself. With ``version``: unless it was asked meanwhile to show it
    anew.
    """
    await tx.update(
        """UPDATE posts SET state = 'failed', faults = iif(?3, max(faults, 1), 0)
           WHERE id = ?1 AND version = coalesce(?2, version)""",
        (post_id, version, faulty),
    )


async def fail_all(tx: Tx, clip_id: int) -> None:
    """Give up what a clip has still to show in its channel, for that is gone."""
    await tx.update(
        """UPDATE posts SET state = 'failed', version = version + 1
           WHERE clip_id = ? AND state IN ('pending', 'sent')""",
        (clip_id,),
    )


async def bring(tx: Tx, clip_id: int, channel_id: int) -> None:
    """Let what a clip could not post any more go to another channel; what ran has ended."""
    await tx.update(
        """UPDATE posts SET channel_id = ?2, attempts = 0, not_before = 0,
               state = iif(kind IN ('progress', 'failure', 'unposted'), 'done', 'pending')
           WHERE clip_id = ?1 AND state = 'failed' AND faults = 0 AND message_id IS NULL""",
        (clip_id, channel_id),
    )


async def bring_home(tx: Tx, post_id: int) -> bool:
    """Let a post of another channel go to its clip's own; False where it was bound for that."""
    moved = await tx.update(
        """UPDATE posts SET channel_id = clips.channel_id, state = 'pending', message_id = NULL,
               attempts = 0, not_before = 0
           FROM clips WHERE clips.id = clip_id AND posts.id = ?
               AND posts.channel_id <> clips.channel_id""",
        (post_id,),
    )
    return moved > 0


async def refresh(tx: Tx, kind: PostKind, subject: str) -> None:
    """Have its message edited, there or under way: what it shows has changed."""
    await tx.update(
        """UPDATE posts SET version = version + 1,
               state = iif(state = 'done' AND message_id IS NOT NULL, 'sent', state),
               not_before = iif(state = 'done' AND message_id IS NOT NULL, 0, not_before)
           WHERE kind = ? AND subject = ?""",
        (kind, subject),
    )


async def refresh_all(tx: Tx, clip_id: int) -> None:
    """Have all messages of a clip edited: what they show has changed."""
    await tx.update(
        """UPDATE posts SET version = version + 1, state = 'sent', not_before = 0
           WHERE clip_id = ? AND state IN ('sent', 'done') AND message_id IS NOT NULL""",
        (clip_id,),
    )


async def withdraw_all(tx: Tx, clip_id: int) -> None:
    """Let all messages of a deleted clip say so; what was never tried is not sent any more.

    What is just being sent is edited as soon as its message is known.
    """
    await refresh_all(tx, clip_id)
    await tx.update(
        """UPDATE posts SET version = version + 1, state = iif(attempts = 0, 'done', state)
           WHERE clip_id = ? AND state = 'pending'""",
        (clip_id,),
    )


async def attempt(tx: Tx, post: Post) -> bool:
    """Note that ``post`` is about to be sent: whoever finds it so later looks for its message.

    False when it is not to be sent any more.
    """
    noted = await tx.update(
        "UPDATE posts SET attempts = ? WHERE id = ? AND state = 'pending'",
        (post.attempts + 1, post.id),
    )
    return noted > 0


async def postpone(tx: Tx, post: Post, not_before: float, *, faulty: bool = False) -> None:
    """Try again from ``not_before`` on, for the attempt on ``post`` has failed.

    It counts once, noted before or not; ``faulty`` says that the post itself is to blame.
    """
    await tx.update(
        "UPDATE posts SET not_before = ?, attempts = ?, faults = ? WHERE id = ?",
        (not_before, post.attempts + 1, post.faults + faulty, post.id),
    )


async def show_again(tx: Tx, post_id: int, not_before: float) -> None:
    """Have it looked at anew from ``not_before`` on, for all is well; attempts begin at none."""
    await tx.update(
        "UPDATE posts SET not_before = ?, attempts = 0, faults = 0 WHERE id = ?",
        (not_before, post_id),
    )


async def by_id(tx: Tx, post_id: int) -> Post | None:
    """The post."""
    row = await tx.fetch_one("SELECT * FROM posts WHERE id = ?", (post_id,))
    return _post(row) if row else None


async def by_message(tx: Tx, message_id: int) -> Post | None:
    """The post that this message is."""
    row = await tx.fetch_one("SELECT * FROM posts WHERE message_id = ?", (message_id,))
    return _post(row) if row else None


async def of(tx: Tx, kind: PostKind, subject: str) -> Post | None:
    """The post of this kind and subject."""
    row = await tx.fetch_one("SELECT * FROM posts WHERE kind = ? AND subject = ?", (kind, subject))
    return _post(row) if row else None


async def forget_message(tx: Tx, post_id: int, *, channel_id: int | None = None) -> None:
    """Make a post whose message was deleted pending again, under a nonce never used.

    With ``channel_id``: in that channel from now on.
    """
    row = await tx.fetch_one("SELECT * FROM posts WHERE id = ?", (post_id,))
    if row is None:
        return
    await tx.update(
        """UPDATE posts SET state = 'pending', message_id = NULL, attempts = 0, faults = 0,
               not_before = 0, version = version + 1, nonce = ?,
               channel_id = coalesce(?, channel_id) WHERE id = ?""",
        (_nonce(post_id, row["kind"], row["subject"], row["nonce"]), channel_id, post_id),
    )


async def renew(tx: Tx, kind: PostKind, subject: str) -> None:
    """Let the same kind and subject be posted once more.

    The post there was, if any, keeps its message under a subject of its own (see ``withdrawn``).
    Should it not be in the channel yet, it will not be; one that was tried stays pending, so that
    its message is known if it got there after all.
    """
    await tx.update(
        """UPDATE posts SET subject = subject || ':' || id,
               state = CASE WHEN state = 'pending' AND attempts = 0 OR state = 'sent' THEN 'done'
                   ELSE state END
           WHERE kind = ? AND subject = ?""",
        (kind, subject),
    )


async def replace(tx: Tx, kind: PostKind, subject: str) -> None:
    """As ``renew``, and the message that is there is to be looked at once more: it goes."""
    there = await of(tx, kind, subject)
    await renew(tx, kind, subject)
    if there is not None and there.message_id is not None:
        await tx.update(
            """UPDATE posts SET state = 'sent', version = version + 1, not_before = 0, faults = 0
               WHERE id = ?""",
            (there.id,),
        )


async def gone(tx: Tx, post_id: int) -> None:
    """Its message was deleted on purpose; nothing takes its place here."""
    await tx.update("UPDATE posts SET state = 'done', message_id = NULL WHERE id = ?", (post_id,))


def withdrawn(post: Post) -> bool:
    """Whether another post has taken this one's place, so that it says nothing any more."""
    return ":" in post.subject and post.kind is not PostKind.CALL


async def revive(tx: Tx, channel_id: int, since: float) -> int:
    """Let what a closed channel kept back since then go on; say how many posts that are.

    What was given up for its own fault has been told of, and would fail again.
    """
    return await tx.update(
        """UPDATE posts SET state = iif(message_id IS NULL, 'pending', 'sent'), attempts = 0,
               not_before = 0
           WHERE channel_id = ? AND state = 'failed' AND faults = 0
               AND (created_at >= ? OR kind = 'board')""",
        (channel_id, since),
    )
