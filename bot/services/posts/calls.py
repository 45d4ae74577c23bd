"""Short words to the channel: a batch is painted, all is decided, votes are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.posts.views import Call, CallView
from storage.clips import clips, history
from storage.jobs import jobs
from storage.lyrics import lines
from storage.rounds import rounds
from storage.song import songs

if TYPE_CHECKING:
    from bot.domain.posts.post import Post
    from storage.database.database import Tx


async def call(tx: Tx, post: Post) -> CallView | None:
    """What ``post`` tells; None where that is gone."""
    kind, _, subject = post.subject.partition(":")
    clip = await clips.by_id(tx, post.clip_id)
    if clip is None:
        return None
    asked_by: tuple[int, ...] = ()
    numbers: list[int] = []
    match Call(kind):
        case Call.PAINTED:
            for job in await jobs.of_batch(tx, subject):
                round_ = await rounds.by_id(tx, job.subject_id)
                line = None if round_ is None else await lines.by_id(tx, round_.line_id)
                if line is not None and round_ is not None and round_.state == "painted":
                    numbers.append(line.number)
                asked_by = (job.requested_by,) if clip.calls else ()
        case Call.DECIDED:
            pass
        case Call.REMIND:
            entry = await history.by_id(tx, int(subject))
            if entry is None:
                return None
            asked_by = tuple(entry.details["people"])
    return CallView(
        locale=clip.locale,
        clip_id=clip.id,
        call=Call(kind),
        person_ids=tuple(one for one in asked_by if one > 0),
        lines=tuple(numbers),
        has_song=await songs.current(tx, clip.id) is not None,
    )
