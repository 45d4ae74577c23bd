"""The board in its channel: always true, once, wherever it is and whatever befalls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from bot.domain.board.board import Standing, Step
from bot.domain.errors import ChannelClosed, GalleryUnavailable, UserError
from bot.domain.lyrics.line import LineId, LineState
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import BoardView, GoneView
from bot.domain.votes.ballot import BallotRules
from bot.services.board.upkeep import EDIT_EVERY_S, OLD_S, RECENT_S
from bot.services.clips.clips import ClipChanges
from bot.services.lyrics.text import LyricsText
from storage.clips import erasure
from storage.lyrics import lines
from storage.posts import posts
from tests.fakes.lyrics_reader import FakeLyricsReader
from tests.services.conftest import BASTIEN, INES, ZOE, build

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.fakes.gallery import Message
    from tests.services.conftest import Studio

LRC: Final = b"[00:01.00]Le train\n[00:03.00]La ville\n"
LINES: Final = ("Le train de minuit", "part sans bruit", "La ville dort")


async def boarded(studio: Studio, *texts: str, rules: BallotRules | None = None) -> Clip:
    """A clip whose board is in its channel."""
    clip = await studio.clip(*(texts or LINES), rules=rules)
    await studio.board.upkeep.bring(INES, clip)
    await studio.deliver()
    return clip


def boards(studio: Studio) -> list[tuple[Message, BoardView]]:
    """All boards in the channel, the oldest first."""
    return [
        (message, message.view)
        for message in studio.gallery.messages.values()
        if isinstance(message.view, BoardView)
    ]


async def later(studio: Studio) -> None:
    """Let the pause between two edits pass, and bring what is due."""
    await studio.clock.advance(EDIT_EVERY_S)
    await studio.deliver()


async def test_every_change_is_on_the_board(studio: Studio) -> None:
    """Painted, voted on, decided: one message, pinned, always as the rows say."""
    clip = await boarded(studio)
    ((message, view),) = boards(studio)
    assert message.pinned
    assert view.steps == (Step.SONG, Step.PAINT)
    round_ = await studio.posted_round(clip, takes=2)
    await later(studio)
    ((_, view),) = boards(studio)
    assert view.shots[0].state is LineState.VOTING
    assert (view.shots[0].standing, view.shots[0].take) == (Standing.FIRST, "1a")
    await studio.vote(round_, (ZOE, "2️⃣"))
    await studio.deliver()
    await later(studio)
    ((_, view),) = boards(studio)
    assert (view.shots[0].standing, view.shots[0].take) == (Standing.LEADER, "1b")
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
    await later(studio)
    ((again, view),) = boards(studio)
    assert (view.shots[0].standing, view.shots[0].state) == (Standing.WINNER, LineState.DECIDED)
    assert view.shots[0].author == "Bastien"
    assert again.id == message.id


async def test_who_leads_is_not_told_before_the_vote_is_closed(studio: Studio) -> None:
    """Where tallies are kept back, so is the leader."""
    clip = await boarded(studio, rules=BallotRules(tallies_shown=False))
    round_ = await studio.posted_round(clip, takes=2)
    await studio.vote(round_, (ZOE, "2️⃣"))
    await studio.deliver()
    await later(studio)
    ((_, view),) = boards(studio)
    assert (view.shots[0].standing, view.shots[0].take) == (Standing.FIRST, "1a")


async def test_changes_in_a_rush_are_one_edit(studio: Studio) -> None:
    """Two changes a second for a minute: an edit every five seconds, the last change included."""
    clip = await boarded(studio)
    edits = 0
    ((_, shown),) = boards(studio)
    for number in range(120):
        await studio.clips.change(INES, clip, ClipChanges(name=f"Minuit {number}"))
        await studio.clock.advance(0.5)
        await studio.deliver()
        ((_, view),) = boards(studio)
        if view is not shown:
            edits, shown = edits + 1, view
    assert 10 <= edits <= 60 / EDIT_EVERY_S + 1
    await studio.clips.change(INES, clip, ClipChanges(name="Le dernier"))
    await later(studio)
    ((_, view),) = boards(studio)
    assert view.clip_name == "Le dernier"


async def test_what_looks_the_same_is_not_drawn_again(studio: Studio) -> None:
    """A vote that changes no leader costs no edit."""
    clip = await boarded(studio)
    round_ = await studio.posted_round(clip, takes=2)
    await studio.vote(round_, (ZOE, "2️⃣"))
    await studio.deliver()
    await later(studio)
    ((message, shown),) = boards(studio)
    await studio.vote(round_, (BASTIEN, "2️⃣"))
    await studio.deliver()
    await later(studio)
    assert message.view is shown
    async with studio.db.reading() as tx:
        post = await posts.of(tx, PostKind.BOARD, str(clip.id))
    assert post is not None
    assert post.state == "done"


async def test_an_old_board_is_posted_anew_and_the_old_one_goes(studio: Studio) -> None:
    """After an hour Discord takes few edits: with the next change there is a new message."""
    clip = await boarded(studio)
    ((old, _),) = boards(studio)
    await studio.clock.advance(OLD_S)
    await studio.deliver()
    assert [one.id for one, _ in boards(studio)] == [old.id], "nothing has changed"
    await studio.clips.change(INES, clip, ClipChanges(name="Encore"))
    for _ in range(3):
        await later(studio)
    ((new, view),) = boards(studio)
    assert new.id != old.id
    assert new.pinned
    assert view.clip_name == "Encore"


async def test_brought_down_only_from_far_away(studio: Studio) -> None:
    """Near enough it is linked; later it comes down, and stays one."""
    clip = await boarded(studio)
    ((old, _),) = boards(studio)
    place = await studio.board.upkeep.bring(ZOE, clip)
    assert place is not None
    assert place.message_id == old.id
    await studio.clock.advance(RECENT_S)
    assert await studio.board.upkeep.bring(ZOE, clip) is None
    await studio.deliver()
    ((new, _),) = boards(studio)
    assert new.id != old.id


async def test_a_deleted_board_comes_back(studio: Studio) -> None:
    """Seen at once, or at the next change where nobody saw it go."""
    clip = await boarded(studio)
    ((first, _),) = boards(studio)
    del studio.gallery.messages[first.id]
    async with studio.intake():
        await studio.votes.message_deleted(first.id)
    await studio.deliver()
    ((second, _),) = boards(studio)
    del studio.gallery.messages[second.id]
    await studio.clips.change(INES, clip, ClipChanges(name="Encore"))
    for _ in range(3):
        await later(studio)
    ((third, view),) = boards(studio)
    assert third.pinned
    assert view.clip_name == "Encore"


async def test_it_follows_its_clip_into_another_channel(studio: Studio) -> None:
    """Gone from the old one."""
    clip = await boarded(studio)
    async with studio.db.writing() as tx:
        await tx.update("UPDATE clips SET channel_id = 777 WHERE id = ?", (clip.id,))
    for _ in range(3):
        await later(studio)
    ((message, _),) = boards(studio)
    assert message.channel_id == 777


async def test_without_the_right_to_pin_it_works_unpinned(studio: Studio) -> None:
    """Tried once a message, not at every edit."""
    studio.gallery.closed["pin"] = ChannelClosed("missing permissions")
    clip = await boarded(studio)
    del studio.gallery.closed["pin"]
    await studio.clips.change(INES, clip, ClipChanges(name="Encore"))
    await later(studio)
    ((message, view),) = boards(studio)
    assert view.clip_name == "Encore"
    assert not message.pinned


async def test_an_outage_while_pinning_is_made_up_for(studio: Studio) -> None:
    """The message is there once, and pinned in the end."""
    clip = await studio.clip(*LINES)
    studio.gallery.closed["pin"] = GalleryUnavailable("503")
    await studio.board.upkeep.bring(INES, clip)
    await studio.deliver()
    del studio.gallery.closed["pin"]
    await studio.clock.advance(400)
    await studio.deliver()
    ((message, _),) = boards(studio)
    assert message.pinned


async def test_after_a_restart_it_is_the_same_message(studio: Studio) -> None:
    """All it needs is in the rows."""
    clip = await boarded(studio)
    ((before, _),) = boards(studio)
    again = build(studio.db, studio.files, studio.painter, studio.clock, studio.gallery)
    await studio.clips.change(INES, clip, ClipChanges(name="Encore"))
    await later(again)
    ((after, view),) = boards(again)
    assert (after.id, view.clip_name) == (before.id, "Encore")


async def test_an_archived_clip_has_nothing_next_and_a_deleted_one_no_board(studio: Studio) -> None:
    """The board says so."""
    clip = await boarded(studio)
    await studio.clips.archive(INES, clip)
    await later(studio)
    ((message, view),) = boards(studio)
    assert (view.at_work, view.steps) == (False, ())
    async with studio.db.writing() as tx:
        await erasure.mark_deleted(tx, clip.id, studio.clock.now())
    await later(studio)
    assert isinstance(message.view, GoneView)


async def test_two_hundred_lines_are_ten_pages(studio: Studio) -> None:
    """Each page has its own shots and the states of all; beyond the last there is none."""
    clip = await boarded(studio, *(f"ligne {number}" for number in range(1, 201)))
    ((_, view),) = boards(studio)
    assert (view.page, view.pages, len(view.shots), len(view.states)) == (1, 10, 20, 200)
    last = await studio.board.views.view(clip, 10, "en")
    assert [shot.number for shot in last.shots] == list(range(181, 201))
    with pytest.raises(UserError) as refused:
        await studio.board.views.view(clip, 11)
    assert refused.value.key == "board.no-such-page"


async def test_a_shot_is_looked_at_closely(studio: Studio) -> None:
    """Its takes, its prompt, how the vote stands, and what was done to it."""
    clip = await boarded(studio)
    round_ = await studio.posted_round(clip, takes=3)
    await studio.vote(round_, (ZOE, "3️⃣"))
    await studio.deliver()
    async with studio.db.reading() as tx:
        (line, *_) = await lines.all_of(tx, clip.id)
    found = await studio.board.shots.look(clip, LineId(line.id))
    assert [take.name for take in found.takes] == ["1a", "1b", "1c"]
    assert found.author == "Bastien"
    assert found.tally == {0: 0, 1: 0, 2: 0, 3: 1}
    assert found.leading_name == "1c"
    assert [deed.what for deed in found.deeds] == ["prompt-written"]
    other = await studio.clips.create(ZOE, guild_id=1, channel_id=9, name="Autre")
    with pytest.raises(UserError) as refused:
        await studio.board.shots.look(other, LineId(line.id))
    assert refused.value.key == "round.line-gone"


async def test_every_table_that_a_board_shows_makes_it_stale(studio: Studio) -> None:
    """A table that is made anew by a later migration must get its triggers again."""
    async with studio.db.reading() as tx:
        rows = await tx.fetch_all(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'board_%'"
        )
    assert sorted(row["name"] for row in rows) == [
        "board_author_renamed",
        "board_ballot_added",
        "board_ballot_changed",
        "board_clip_changed",
        "board_line_added",
        "board_line_changed",
        "board_note_added",
        "board_note_changed",
        "board_prompt_added",
        "board_prompt_changed",
        "board_prompt_gone",
        "board_round_added",
        "board_round_changed",
        "board_song_added",
        "board_song_gone",
        "board_take_held",
        "board_vote_added",
        "board_vote_changed",
        "board_vote_gone",
    ]


async def test_lyrics_bring_the_board(studio: Studio) -> None:
    """Nobody has to ask for it."""
    clip = await studio.clips.create(INES, guild_id=1, channel_id=555, name="Minuit")
    await LyricsText(studio.db, studio.clock, FakeLyricsReader()).lay_over(INES, clip, LRC)
    await studio.deliver()
    ((_, view),) = boards(studio)
    assert [shot.text for shot in view.shots] == ["Le train", "La ville"]
