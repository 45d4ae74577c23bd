"""The cache: only what changed is made again, nothing twice, nothing damaged, not too much."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.camera import Move
from bot.domain.cut.captions import CaptionOptions, CaptionStyle
from bot.domain.cut.transitions import Transition
from bot.video.assembly import Assembler
from bot.video.cache import Cache
from tests.video.footage import edit_of, flat, lines_at, look_at, textured, tone, unheard

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.cut.edit import Edit
    from bot.ports.cut import RenderProgress


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Five lines, a crossfade between all of them, words to read."""
    pictures = [textured(tmp_path / f"{k}.png", k, (256, 144)) for k in range(5)]
    song = tone(tmp_path / "song.wav", 10.0)
    return edit_of(
        song,
        10.0,
        lines_at([0, 2, 4, 6, 8], "des mots"),
        pictures,
        move=Move.PUSH_IN,
        transition=Transition.CROSSFADE,
    )


def with_picture(edit: Edit, index: int, path: Path) -> Edit:
    """The same edit with another winner in one shot."""
    cuts = list(edit.cuts)
    cuts[index] = replace(cuts[index], source=flat(path, (250, 120, 10)))
    return replace(edit, cuts=tuple(cuts))


async def test_a_second_render_makes_nothing(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """The same edit again is a join of what is there."""
    first = await assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard)
    again = await assembler.render(edit, tmp_path / "2.mp4", on_progress=unheard)
    assert first.made == first.segments == 9
    assert again.made == 0
    assert first.path.read_bytes() == again.path.read_bytes()


async def test_another_winner_costs_its_shot_and_its_passages(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """Three of nine segments are made anew, and the new picture is seen."""
    await assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard)
    changed = with_picture(edit, 2, tmp_path / "new.png")
    made = await assembler.render(changed, tmp_path / "2.mp4", on_progress=unheard)
    assert made.made == 3
    red, green, blue = look_at(made.path).colour(120)
    assert red > 240
    assert blue < 30 < green


async def test_the_same_picture_elsewhere_on_the_disk_is_the_same(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """Content counts, not names."""
    await assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard)
    picture = edit.cuts[1].source
    assert picture is not None
    copy = tmp_path / "copy.png"
    copy.write_bytes(picture.path.read_bytes())
    cuts = list(edit.cuts)
    cuts[1] = replace(cuts[1], source=replace(picture, path=copy))
    moved = replace(edit, cuts=tuple(cuts))
    assert (await assembler.render(moved, tmp_path / "2.mp4", on_progress=unheard)).made == 0


async def test_all_that_changes_a_pixel_changes_the_key(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """Another caption style is another clip."""
    await assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard)
    styled = replace(edit, captions=CaptionOptions(style=CaptionStyle.POSTER))
    made = await assembler.render(styled, tmp_path / "2.mp4", on_progress=unheard)
    assert made.made == made.segments


@pytest.mark.parametrize("damage", ["cut short", "changed inside", "no checksum"])
async def test_a_damaged_file_is_made_again(
    assembler: Assembler, edit: Edit, tmp_path: Path, damage: str
) -> None:
    """Whatever happens to a cached file, the clip is whole."""
    whole = await assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard)
    victim = sorted((tmp_path / "cache").glob("*.mp4"))[3]
    data = bytearray(victim.read_bytes())
    match damage:
        case "cut short":
            victim.write_bytes(data[: len(data) // 2])
        case "changed inside":
            data[len(data) // 2] ^= 0xFF
            victim.write_bytes(data)
        case _:
            victim.with_suffix(".sum").unlink()
    again = await assembler.render(edit, tmp_path / "2.mp4", on_progress=unheard)
    assert again.path.read_bytes() == whole.path.read_bytes()


async def test_two_renders_at_once_make_nothing_twice(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """What one is making, the other waits for."""
    both = await asyncio.gather(
        assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard),
        assembler.render(edit, tmp_path / "2.mp4", on_progress=unheard),
    )
    assert sum(made.made for made in both) == 9
    assert both[0].path.read_bytes() == both[1].path.read_bytes()


async def test_when_one_of_two_renders_is_cancelled_the_other_finishes(
    assembler: Assembler, edit: Edit, tmp_path: Path
) -> None:
    """A cancelled render leaves its share of the work to whoever waits for it."""
    begun = asyncio.Event()

    def note(progress: RenderProgress) -> None:
        if progress.done:
            begun.set()

    first = asyncio.create_task(assembler.render(edit, tmp_path / "1.mp4", on_progress=note))
    await begun.wait()
    second = asyncio.create_task(assembler.render(edit, tmp_path / "2.mp4", on_progress=unheard))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    made = await second
    assert len(look_at(made.path).frames) == 240
    assert not (tmp_path / "1.mp4").exists()


async def test_the_cache_stays_within_its_bounds(edit: Edit, tmp_path: Path) -> None:
    """With no room for more than one clip, the one before goes, and the new one is whole."""
    assembler = Assembler(tmp_path / "cache", workers=2, cache_limit_bytes=1)
    await assembler.render(edit, tmp_path / "1.mp4", on_progress=unheard)
    kept = {path.name for path in (tmp_path / "cache").glob("*.mp4")}
    styled = replace(edit, captions=None)
    made = await assembler.render(styled, tmp_path / "2.mp4", on_progress=unheard)
    assert len(look_at(made.path).frames) == 240
    left = {path.name for path in (tmp_path / "cache").glob("*.mp4")}
    assert len(left & kept) == 1  # the sound, which both use
    assert len(left) == 10


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    """Looking a file up counts as using it."""
    cache = Cache(tmp_path, limit_bytes=250)
    cache.open()
    for age, key in enumerate(("old", "middle", "new")):
        cache.partial(key).write_bytes(bytes(100))
        cache.keep(key)
        os.utime(cache.path(key), (1000 + age, 1000 + age))
    assert cache.has("old")
    cache.trim(used=())
    assert cache.has("old")
    assert not cache.has("middle")
    assert cache.has("new")


def test_what_an_earlier_process_left_unfinished_is_removed(tmp_path: Path) -> None:
    """A killed render leaves partial files; the next start sweeps them."""
    (tmp_path / "x.part").write_bytes(b"half")
    (tmp_path / "x.part.ass").write_bytes(b"half")
    Cache(tmp_path, 1000).open()
    assert list(tmp_path.iterdir()) == []
