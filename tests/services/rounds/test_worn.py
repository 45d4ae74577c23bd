"""LoRA that a style wears: set by name, told with each take, credited, refused in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import LoraUnfit, NotAllowed, UserError
from bot.domain.posts.views import FailureView
from bot.domain.prompts.lora import Lora, LoraUse
from bot.domain.rounds.abilities import Abilities
from bot.services.cut.edit import team_of
from bot.services.prompts.prompts import NO_LORA, StyleChanges
from bot.services.rounds.requests import Wish
from storage.database.database import Database
from storage.files.files import Files
from storage.rounds import rounds, takes
from tests.fakes.clock import FakeClock
from tests.fakes.painter import FakePainter
from tests.services.conftest import BASTIEN, INES, PRESETS, build

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.clips.clip import Clip
    from tests.services.conftest import Studio

LORAS = {
    lora.name: lora
    for lora in (
        Lora("ink", "Ink wash", "sd", "inkwash", "CC BY 4.0", 0.8),
        Lora("gold", "gold"),
        Lora("xl", "Big", "sdxl"),
        *(Lora(f"more{number}", "more") for number in range(4)),
    )
}
INK = LoraUse("ink", 0.8, "Ink wash", "CC BY 4.0")


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    """A studio with a folder of LoRA."""
    db = await Database.open(tmp_path / "couplet.sqlite3")
    painter = FakePainter(tmp_path / "painted")
    able = {"other": Abilities(pipeline="WordsPipeline")}
    try:
        yield build(
            db, Files(tmp_path / "files"), painter, FakeClock(), loras=LORAS, abilities=able
        )
    finally:
        await db.close()


async def wear(studio: Studio, clip: Clip, *loras: tuple[str, float | None]) -> tuple[LoraUse, ...]:
    """Change what the style wears; what it wears then."""
    shown = await studio.prompts.restyle(INES, clip, StyleChanges(loras=loras))
    return shown.style.loras


async def test_a_style_wears_several_and_takes_them_off(studio: Studio) -> None:
    """By its owner's weight or another, one for another, and all at once."""
    clip = await studio.clip("One")
    assert await wear(studio, clip, ("ink", None)) == (INK,)
    assert (await studio.prompts.style(clip)).triggers == ("inkwash",)
    gold = LoraUse("gold", 0.5, "gold")
    assert await wear(studio, clip, ("gold", 0.5)) == (INK, gold)
    assert await wear(studio, clip, ("ink", 1.2)) == (gold, replace(INK, weight=1.2))
    assert await wear(studio, clip, ("gold", 0)) == (replace(INK, weight=1.2),)
    assert await wear(studio, clip, (NO_LORA, None)) == ()


async def test_takes_say_what_they_were_painted_with(studio: Studio) -> None:
    """In the request, in the rows, and in the credits once it wins."""
    clip = await studio.clip("One")
    await wear(studio, clip, ("ink", None))
    await studio.posted_round(clip)
    assert studio.painter.requests[-1].recipe.loras == (INK,)
    async with studio.db.reading() as tx:
        (round_,) = await rounds.of_line(tx, 1)
        assert {take.loras for take in await takes.of_round(tx, round_.id)} == {(INK,)}
        assert (await team_of(tx, clip, PRESETS)).loras == ()
    await studio.decisions.pick(INES, clip, 1, 1, None)
    async with studio.db.reading() as tx:
        assert (await team_of(tx, clip, PRESETS)).loras == ("Ink wash (CC BY 4.0)",)


async def test_looks_side_by_side_may_wear_one(studio: Studio) -> None:
    """Each its own, from one seed."""
    clip = await studio.clip("One")
    looks = [StyleChanges(words="ink"), StyleChanges(loras=(("ink", 0.4),))]
    await studio.rounds.ask_styles(INES, clip, 1, await studio.prompts.tried(INES, clip, looks))
    while await studio.worker.work_once():
        pass
    assert [request.recipe.loras for request in studio.painter.requests] == [
        (),
        (replace(INK, weight=0.4),),
    ]


async def test_another_model_wears_nothing_of_the_old_one(studio: Studio) -> None:
    """What was chosen for a model goes with it."""
    clip = await studio.clip("One")
    await wear(studio, clip, ("ink", None))
    shown = await studio.prompts.restyle(INES, clip, StyleChanges(preset="other"))
    assert shown.style.loras == ()


@pytest.mark.parametrize(
    ("preset", "loras", "key"),
    [
        (None, (("nothing", None),), "style.no-lora"),
        (None, (("ink", 3.0),), "style.bad-weight"),
        (None, (("ink", -0.5),), "style.bad-weight"),
        ("other", (("gold", None),), "style.lora-unable"),
        (None, (*((f"more{n}", None) for n in range(4)), ("gold", None)), "style.lora-many"),
    ],
)
async def test_what_cannot_be_worn_gets_a_sentence(
    studio: Studio, preset: str | None, loras: tuple[tuple[str, float | None], ...], key: str
) -> None:
    """And nothing is changed."""
    clip = await studio.clip("One")
    with pytest.raises(UserError) as refused:
        await studio.prompts.restyle(INES, clip, StyleChanges(preset=preset, loras=loras))
    assert refused.value.key == key
    assert (await studio.prompts.style(clip)).style.version == 1


async def test_one_of_another_base_is_refused_and_the_director_chooses(studio: Studio) -> None:
    """Named with what it is for."""
    clip = await studio.clip("One")
    sd = replace(PRESETS["tiny"], pipeline="StableDiffusionPipeline")
    assert not LORAS["xl"].fits(sd)
    assert LORAS["ink"].fits(sd)
    assert LORAS["gold"].fits(sd)
    with pytest.raises(NotAllowed):
        await studio.prompts.restyle(BASTIEN, clip, StyleChanges(loras=(("ink", None),)))


async def test_one_that_does_not_fit_is_told_by_its_name(studio: Studio) -> None:
    """Found out when it is painted; nothing is painted without it."""
    clip = await studio.clip("One")
    await wear(studio, clip, ("ink", None))
    studio.painter.failing = [LoraUnfit("ink")]
    await studio.rounds.ask_line(INES, clip, 1, Wish(takes=1))
    while await studio.worker.work_once():
        pass
    await studio.clock.advance(10)
    await studio.deliver()
    told = [one.view for one in studio.gallery.messages.values()]
    (failure,) = [view for view in told if isinstance(view, FailureView)]
    assert (failure.key, dict(failure.values)) == ("round.lora-unfit", {"lora": "ink"})
