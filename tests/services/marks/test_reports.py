"""Takes that are reported: told of where they are to be read, and dropped from everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from bot.domain.board.board import Standing
from bot.domain.clips.people import Person
from bot.domain.errors import ChannelClosed, NotAllowed, UserError
from bot.domain.posts.views import DecisionView, Reported, ReportView, RoundView
from bot.services.ground.leading import leading
from storage.clips import servers
from storage.lyrics import lines
from tests.services.conftest import BASTIEN, INES, ZOE

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.fakes.gallery import Message
    from tests.services.conftest import Studio

WATCH: Final = 9_001
"""The channel in which managers read."""
MANAGER: Final = Person(77, "Maud", manages=True)


async def apart(studio: Studio, clip: Clip) -> None:
    """Let the server's managers read in a channel of their own."""
    async with studio.db.writing() as tx:
        now = await servers.settings(tx, clip.guild_id)
        await servers.save(tx, replace(now, reports_channel_id=WATCH))


def round_of(message: Message) -> RoundView:
    """The round that a message shows."""
    assert isinstance(message.view, RoundView)
    return message.view


def told(studio: Studio) -> list[ReportView]:
    """All reports that were posted, as they are seen now."""
    views = [message.view for message in studio.gallery.messages.values()]
    return [view for view in views if isinstance(view, ReportView)]


async def test_a_report_is_read_apart_with_pictures_and_names(studio: Studio) -> None:
    """One post a round: what is reported next is shown in it."""
    clip = await studio.clip("Un")
    await apart(studio, clip)
    shown = round_of(await studio.posted_round(clip, takes=2))
    await studio.reports.report(ZOE, clip, shown.round_id, 2, "a logo")
    await studio.deliver()
    await studio.reports.report(BASTIEN, clip, shown.round_id, 2, "")
    await studio.deliver()
    (view,) = told(studio)
    assert view.apart
    assert [take.name for take in view.takes] == ["1b"]
    assert view.reports == (Reported("1b", ZOE.name, "a logo"), Reported("1b", BASTIEN.name, ""))
    assert view.droppable == ((2, "1b"),)
    with pytest.raises(UserError, match="reported this take already"):
        await studio.reports.report(ZOE, clip, shown.round_id, 2, "again")


async def test_without_such_a_channel_it_waits_for_the_director(studio: Studio) -> None:
    """In the clip's own channel, without the picture."""
    clip = await studio.clip("Un")
    shown = round_of(await studio.posted_round(clip, takes=2))
    await studio.reports.report(ZOE, clip, shown.round_id, 1, "")
    await studio.deliver()
    (view,) = told(studio)
    assert (view.apart, view.takes, view.director_id) == (False, (), INES.id)


async def test_a_closed_channel_loses_no_report(studio: Studio) -> None:
    """It comes to the clip's own."""
    clip = await studio.clip("Un")
    await apart(studio, clip)
    shown = round_of(await studio.posted_round(clip, takes=1))
    await studio.reports.report(ZOE, clip, shown.round_id, 1, "")
    studio.gallery.failing = [ChannelClosed("no access")]
    await studio.deliver()
    await studio.deliver()
    (view,) = told(studio)
    assert not view.apart


async def test_held_takes_are_told_of_apart_as_well(studio: Studio) -> None:
    """Whoever manages the server decides as the director does."""
    studio.classifier.is_installed = True
    studio.classifier.scores = [0.1, 0.95]
    clip = await studio.clip("Un")
    await apart(studio, clip)
    shown = round_of(await studio.posted_round(clip, takes=2))
    (view,) = told(studio)
    assert (view.held, [take.name for take in view.takes]) == (True, ["1b"])
    await studio.held.release(MANAGER, clip, shown.round_id, shown=True)
    await studio.deliver()
    (view,) = told(studio)
    assert (view.held, view.takes) == (False, ())


async def test_a_dropped_winner_is_none_any_more_and_seen_nowhere(studio: Studio) -> None:
    """Not in its round, not where it won, not as what stands for its line."""
    clip = await studio.clip("Un")
    message = await studio.posted_round(clip, takes=2)
    shown = round_of(message)
    await studio.vote(message, (ZOE, "1️⃣"))
    async with studio.intake():
        await studio.votes.drain()
        await studio.decisions.close(INES, clip, 1)
    await studio.deliver()
    with pytest.raises(NotAllowed):
        await studio.reports.drop(ZOE, clip, shown.round_id, 1)
    await studio.reports.drop(MANAGER, clip, shown.round_id, 1)
    await studio.deliver()
    assert [take.name for take in round_of(message).takes] == ["1b"]
    (decided,) = [
        one.view for one in studio.gallery.messages.values() if isinstance(one.view, DecisionView)
    ]
    assert decided.winner is None
    async with studio.db.reading() as tx:
        (line,) = await lines.all_of(tx, clip.id)
        standing = await leading(tx, line)
    assert line.winner_take_id is None
    assert standing is not None
    assert (standing.standing, standing.take.number) == (Standing.FIRST, 2)
    with pytest.raises(UserError, match="held back or was dropped"):
        await studio.decisions.pick(INES, clip, 1, 1, None)
    with pytest.raises(UserError):
        await studio.reports.drop(INES, clip, shown.round_id, 1)


async def test_votes_for_a_dropped_take_do_not_count(studio: Studio) -> None:
    """The vote goes on between the others."""
    clip = await studio.clip("Un")
    message = await studio.posted_round(clip, takes=2)
    await studio.vote(message, (ZOE, "1️⃣"), (BASTIEN, "2️⃣"))
    await studio.reports.drop(INES, clip, round_of(message).round_id, 1)
    async with studio.intake():
        await studio.votes.drain()
        decision = await studio.decisions.close(INES, clip, 1)
    assert decision.leaders == (2,)


async def test_what_is_held_stands_for_no_line(studio: Studio) -> None:
    """Board, preview and variations leave it alone."""
    studio.classifier.is_installed = True
    studio.classifier.scores = [0.95]
    clip = await studio.clip("Un")
    shown = round_of(await studio.posted_round(clip, takes=1))
    async with studio.db.reading() as tx:
        (line,) = await lines.all_of(tx, clip.id)
        assert await leading(tx, line) is None
    with pytest.raises(UserError, match="held back"):
        await studio.rounds.ask_variation(
            ZOE, clip, shown.held[0].take_id, takes_wanted=1, strength=0.5
        )
