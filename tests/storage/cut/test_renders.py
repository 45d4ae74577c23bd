"""Renders: a wish first, a file later; and which files all rows point to."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from bot.domain.cut.formats import Aspect
from bot.domain.cut.render import RenderKind, RenderOptions
from storage.cut import renders
from storage.files.references import pointed_to
from tests.storage.made import BEN, NOW, finish_render

if TYPE_CHECKING:
    from storage.database.database import Database
    from tests.storage.made import Made

OPTIONS = RenderOptions(
    captions=False,
    allow_missing=True,
    from_s=3.25,
    to_s=9.0,
    line_id=4,
    aspect=Aspect.TALL,
    short_side_px=900,
)


async def test_a_render_is_kept_with_its_options(db: Database, made: Made) -> None:
    """All of them survive the way to the disk and back; nothing is finished yet."""
    async with db.writing() as tx:
        render = await renders.add(
            tx,
            clip_id=made.clip.id,
            kind=RenderKind.PREVIEW,
            options=OPTIONS,
            requested_by=BEN,
            now=NOW,
        )
        assert await renders.by_id(tx, render.id) == render
        assert await renders.by_id(tx, 999) is None
    assert (render.kind, render.options, render.sha256) == (RenderKind.PREVIEW, OPTIONS, None)


async def test_a_finished_render_says_what_came_out(db: Database, made: Made) -> None:
    """Its file, its size and length, and what is not as it should be."""
    async with db.writing() as tx:
        await finish_render(tx, made.render.id, "b" * 64)
        assert await renders.by_id(tx, made.render.id) == dataclasses.replace(
            made.render,
            sha256="b" * 64,
            frames=240,
            rate=Fraction(24_000, 1001),
            width_px=1280,
            height_px=720,
            cards=(2, 3),
            broken=(4,),
            unseen=(9,),
            undrawn=((7, "ᚠ ᚢ"),),
            spread=True,
        )


@pytest.mark.parametrize(("posted", "files"), [(None, {"b"}), ("b", {"b"}), ("c", {"b", "c"})])
async def test_rows_point_to_pictures_songs_and_both_files_of_a_render(
    db: Database, made: Made, posted: str | None, files: set[str]
) -> None:
    """Whatever a backup has to copy and nothing may sweep away."""
    async with db.writing() as tx:
        await finish_render(tx, made.render.id, "b" * 64, posted and posted * 64)
        rendered = {name * 64 for name in files}
        assert await pointed_to(tx) == rendered | {"a" * 64, f"{1:064x}", f"{2:064x}"}


async def test_a_file_too_large_for_discord_is_replaced_by_a_smaller_one(
    db: Database, made: Made
) -> None:
    """As often as needed, which is counted; the full-quality file stays."""
    async with db.writing() as tx:
        await finish_render(tx, made.render.id, "b" * 64, "c" * 64)
        assert await renders.refit(tx, made.render.id, "d" * 64) == 1
        assert await renders.refit(tx, made.render.id, None) == 2
        render = await renders.by_id(tx, made.render.id)
    assert render is not None
    assert (render.sha256, render.posted_sha256, render.refits) == ("b" * 64, None, 2)
