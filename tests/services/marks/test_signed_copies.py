"""What is posted is signed: once, last, and only the posted copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import GalleryUnavailable, UserError
from bot.domain.marks.claim import Source
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import RoundView
from bot.services.rounds.requests import Wish
from tests.fakes.marker import SIGNED
from tests.services.conftest import ZOE

if TYPE_CHECKING:
    from tests.services.conftest import Studio


async def _painted(studio: Studio) -> None:
    clip = await studio.clip("une ligne")
    await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2, seed=7))
    while await studio.worker.work_once():
        pass


async def test_takes_are_posted_signed_and_stored_unsigned(studio: Studio) -> None:
    """Each says its model and its prompt, and the kept files stay as they were painted."""
    clip = await studio.clip("une ligne")
    message = await studio.posted_round(clip, takes=2)
    assert isinstance(message.view, RoundView)
    assert len(studio.marker.marked) == 2
    claim = studio.marker.marked[0].claim
    assert (claim.source, claim.model) == (Source.TRAINED, "Tiny")
    assert dict(claim.facts)["prompt"] == "prompt 1"
    assert claim.deeds[0].people == ("Zoé",)
    for take, marked in zip(message.view.takes, studio.marker.marked, strict=True):
        assert take.picture == marked.out
        assert not marked.source.read_bytes().endswith(SIGNED)


async def test_a_copy_is_signed_once_and_removed_when_it_has_arrived(studio: Studio) -> None:
    """While Discord is away it is kept."""
    await _painted(studio)
    studio.gallery.refusing[PostKind.ROUND] = GalleryUnavailable("away")
    await studio.deliver()
    (first, second) = studio.marker.marked
    assert first.out.exists()
    studio.gallery.refusing.clear()
    await studio.clock.advance(600)
    await studio.deliver()
    assert studio.marker.marked == [first, second]
    assert not first.out.exists()
    assert not second.out.exists()


async def test_what_cannot_be_signed_is_posted_all_the_same(studio: Studio) -> None:
    """The stored picture itself."""
    await _painted(studio)
    studio.marker.failing = [UserError("marks.certificate-expired")]
    await studio.deliver()
    view = studio.last_with_ballot.view
    assert isinstance(view, RoundView)
    assert view.takes[0].picture.is_relative_to(studio.files.root)
