"""Links to the tap page: who they let in, how long, and what is kept of what was tapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StorageError, UserError
from bot.domain.lyrics.taps import LIFETIME_S, LineTap, LineTaps
from bot.domain.posts.views import TappedView
from bot.services.lyrics.changes import Undo
from bot.services.lyrics.taps import TapLinks
from storage.lyrics import lines, taps
from storage.posts import posts
from tests.services.conftest import BASTIEN, INES
from tests.storage.deeds import deeds_of
from tests.tapping.conftest import bare, give_song, tapped

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio
    from tests.tapping.conftest import Tapped

__all__ = ["bare", "tapped"]


async def marks(tapped: Tapped, *times: tuple[int, float]) -> LineTaps:
    """Marks on lines of these numbers, as the page shows them now."""
    found = {line.number: line for line in await tapped.lines()}
    return LineTaps(
        tuple(
            LineTap(found[number].id, at, found[number].text, found[number].start_s)
            for number, at in times
        ),
        frozenset(line.id for line in found.values()),
    )


async def refused(tapped: Tapped, key: str) -> str:
    """The key of the sentence with which a link's key is turned away."""
    with pytest.raises(UserError) as caught:
        await tapped.tapping.open(key)
    return caught.value.key


async def test_a_link_lets_in_as_often_as_its_person_likes(tapped: Tapped) -> None:
    """Until it is saved with: a phone loads a page again whenever it pleases."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    for _ in range(2):
        opened = await tapped.tapping.open(key)
        assert opened.person_name == "Bastien"
        assert opened.song_file.read_bytes() == tapped.song
        assert [line.text for line in opened.lines][:2] == ["Le train de minuit", "part sans bruit"]


async def test_the_secret_is_long_and_not_kept(tapped: Tapped) -> None:
    """256 bits, of which the database has the SHA-256 alone; no two are the same."""
    keys = [await tapped.tapping.invite(BASTIEN, tapped.clip) for _ in range(5)]
    secrets = [key.partition("-")[2] for key in keys]
    assert len({*secrets}) == 5
    assert {len(secret) for secret in secrets} == {43}
    tapped.studio.db.path.read_bytes()
    for path in tapped.studio.db.path.parent.glob("couplet*"):
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in secrets)


@pytest.mark.parametrize(
    "key", ["", "1", "1-", "x-" + "a" * 43, "1-" + "a" * 43, "9-" + "a" * 43, "0-" + "a" * 43]
)
async def test_any_other_key_lets_nobody_in(tapped: Tapped, key: str) -> None:
    """One sentence whatever is wrong with it, so that it tells nothing."""
    await tapped.tapping.invite(BASTIEN, tapped.clip)
    assert await refused(tapped, key) == "tap.gone"


async def test_a_key_is_good_for_its_own_link_only(tapped: Tapped) -> None:
    """The secret of one link does not open another."""
    first, second = [await tapped.tapping.invite(who, tapped.clip) for who in (BASTIEN, INES)]
    swapped = f"{first.partition('-')[0]}-{second.partition('-')[2]}"
    assert await refused(tapped, swapped) == "tap.gone"


async def test_a_link_ends_after_an_hour(tapped: Tapped) -> None:
    """By the clock of the house, to the second; what is tapped then is not saved."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.studio.clock.advance(LIFETIME_S - 1)
    await tapped.tapping.open(key)
    made = await marks(tapped, (3, 4.0))
    await tapped.studio.clock.advance(1)
    assert await refused(tapped, key) == "tap.gone"
    with pytest.raises(UserError, match="lets nobody in"):
        await tapped.tapping.save(key, made)
    assert (await tapped.lines())[2].start_s is None


async def test_a_link_is_good_after_a_restart(tapped: Tapped) -> None:
    """It is in the database, not in the process."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    studio = tapped.studio
    again = TapLinks(studio.db, studio.files, studio.clock, studio.bell)
    assert (await again.open(key)).clip.id == tapped.clip.id


async def test_saved_times_are_the_persons_own(tapped: Tapped) -> None:
    """Marked lines are guesses no more; the history names who tapped how many."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    saved = await tapped.tapping.save(key, await marks(tapped, (2, 2.25), (3, 4.125)))
    assert saved.numbers == (2, 3)
    assert [(line.start_s, line.guessed) for line in await tapped.lines()] == [
        (0.5, False),
        (2.25, False),
        (4.125, False),
        (None, False),
    ]
    async with tapped.studio.db.reading() as tx:
        (*_, deed) = await deeds_of(tx, tapped.clip.id)
    assert (deed.what, deed.person_id, deed.details["lines"]) == ("lyrics-tapped", BASTIEN.id, 2)


async def test_a_link_saves_once(tapped: Tapped) -> None:
    """Afterwards it is dead, for looking too."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.tapping.save(key, await marks(tapped, (3, 4.0)))
    with pytest.raises(UserError, match="lets nobody in"):
        await tapped.tapping.save(key, await marks(tapped, (3, 5.0)))
    assert await refused(tapped, key) == "tap.gone"
    assert (await tapped.lines())[2].start_s == 4.0


async def test_nothing_marked_is_said_and_the_link_stays(tapped: Tapped) -> None:
    """Saving too early costs nothing."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    with pytest.raises(UserError, match="Nothing is marked yet"):
        await tapped.tapping.save(key, LineTaps((), frozenset()))
    await tapped.tapping.open(key)


async def test_a_disk_that_fails_leaves_link_and_lines(tapped: Tapped) -> None:
    """Either all of it is kept or nothing, so that saving can be tried again."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    made = await marks(tapped, (3, 4.0))
    async with tapped.studio.db.writing() as tx:
        await tx.update("CREATE TABLE posts_gone AS SELECT * FROM posts")
        await tx.update("DROP TABLE posts")
    with pytest.raises(StorageError):
        await tapped.tapping.save(key, made)
    assert (await tapped.lines())[2].start_s is None
    await tapped.tapping.open(key)


async def test_undo_brings_the_times_back(tapped: Tapped) -> None:
    """One save is one change to the lyrics."""
    before = await tapped.lines()
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.tapping.save(key, await marks(tapped, (1, 0.75), (2, 2.25), (3, 4.0)))
    assert await tapped.lines() != before
    undone = await Undo(tapped.studio.db, tapped.studio.clock).undo(INES, tapped.clip)
    assert undone.by == "Bastien"
    assert await tapped.lines() == before


async def test_the_channel_hears_who_tapped_which_lines(tapped: Tapped) -> None:
    """A short post, in the outbox like all others."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.tapping.save(key, await marks(tapped, (2, 2.25), (4, 6.0)))
    await tapped.studio.deliver()
    views = [message.view for message in tapped.studio.gallery.messages.values()]
    assert TappedView(locale="fr", by="Bastien", lines=(2, 4)) in views


async def test_what_changes_nothing_is_no_news(tapped: Tapped) -> None:
    """A mark where the line was already: saved, but nothing to tell or undo."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    saved = await tapped.tapping.save(key, await marks(tapped, (1, 0.5)))
    assert saved.numbers == (1,)
    await tapped.studio.deliver()
    views = [message.view for message in tapped.studio.gallery.messages.values()]
    assert not [view for view in views if isinstance(view, TappedView)]


async def test_an_undone_tapping_is_not_posted(tapped: Tapped) -> None:
    """When the channel could not be reached until after the undo."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.tapping.save(key, await marks(tapped, (3, 4.0)))
    await Undo(tapped.studio.db, tapped.studio.clock).undo(INES, tapped.clip)
    await tapped.studio.deliver()
    views = [message.view for message in tapped.studio.gallery.messages.values()]
    assert not [view for view in views if isinstance(view, TappedView)]
    async with tapped.studio.db.reading() as tx:
        assert not await posts.due(tx, tapped.studio.clock.now())


async def test_an_archived_clip_is_closed_to_its_links(tapped: Tapped) -> None:
    """Nobody works on it any more."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.studio.clips.archive(INES, tapped.clip)
    assert await refused(tapped, key) == "tap.gone"


async def test_another_song_is_told(tapped: Tapped) -> None:
    """Times tapped to the song before are kept, where they fit."""
    key = await tapped.tapping.invite(BASTIEN, tapped.clip)
    made = await marks(tapped, (3, 4.0), (4, 7.0))
    await give_song(tapped.studio, tapped.clip, seconds=5.0)
    saved = await tapped.tapping.save(key, made)
    assert saved.numbers == (3,)
    assert saved.meanwhile.other_song
    assert saved.meanwhile.beyond == (4,)


async def test_without_a_song_or_lines_there_is_nothing_to_tap(studio: Studio, bare: Clip) -> None:
    """One sentence each, with what to do."""
    tapping = TapLinks(studio.db, studio.files, studio.clock, studio.bell)
    for ask in (tapping.sheet(bare), tapping.invite(BASTIEN, bare)):
        with pytest.raises(UserError, match="no song yet"):
            await ask
    async with studio.db.writing() as tx:
        for line in await lines.all_of(tx, bare.id):
            await lines.remove(tx, line.clip_id, [line.id], 1.0)
    with pytest.raises(UserError, match="no lyrics yet"):
        await tapping.invite(BASTIEN, bare)


async def test_the_sheet_has_a_stamp_for_each_line(tapped: Tapped) -> None:
    """Present ones, and empty ones to be written over."""
    sheet = await tapped.tapping.sheet(tapped.clip)
    assert "[ti:Minuit]" in sheet
    assert "[00:00.50]Le train de minuit" in sheet
    assert "[--:--.--]la ville dort" in sheet


async def test_old_links_are_swept_out(tapped: Tapped) -> None:
    """Nobody has to look after the table."""
    await tapped.tapping.invite(BASTIEN, tapped.clip)
    await tapped.studio.clock.advance(LIFETIME_S)
    key = await tapped.tapping.invite(INES, tapped.clip)
    async with tapped.studio.db.reading() as tx:
        (row,) = await tx.fetch_all("SELECT id FROM taps")
        tap = await taps.by_id(tx, row["id"])
    assert tap is not None
    assert (tap.person_id, key.partition("-")[0]) == (INES.id, str(tap.id))


async def test_the_newest_link_of_a_person_counts(tapped: Tapped) -> None:
    """Asked for again, the earlier ones are over; other people's and other clips' are not."""
    other = await tapped.tapping.invite(INES, tapped.clip)
    links = [await tapped.tapping.invite(BASTIEN, tapped.clip) for _ in range(4)]
    for old in links[:-1]:
        assert await refused(tapped, old) == "tap.gone"
    for good in (links[-1], other):
        assert (await tapped.tapping.open(good)).clip == tapped.clip
