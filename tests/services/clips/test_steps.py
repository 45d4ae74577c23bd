"""What was done last is taken back, one step after the other, and nothing is lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.clips.steps import StepKind
from bot.domain.cut.camera import Move
from bot.domain.cut.formats import Aspect
from bot.domain.errors import NotAllowed, UserError
from bot.domain.lyrics.line import LineState
from bot.services.prompts.prompts import StyleChanges
from storage.lyrics import lines
from storage.prompts import prompts
from storage.votes import ballots
from tests.services.conftest import BASTIEN, INES, ZOE
from tests.storage.deeds import deeds_of

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.lyrics.line import LineOverview
    from tests.services.conftest import Studio


async def overview(studio: Studio, clip: Clip) -> list[LineOverview]:
    """The clip's lines as they stand."""
    async with studio.db.reading() as tx:
        return await lines.overview(tx, clip.id)


async def test_a_prompt_taken_back_leaves_the_one_before_it(studio: Studio) -> None:
    """Anyone may; both versions stay listed, and the first one is taken back as well."""
    clip = await studio.clip("La ville")
    await studio.prompts.write(ZOE, clip, 1, "a quay")
    back = await studio.steps.undo(BASTIEN, clip)
    assert (back.step.kind, back.by, back.lines) == (StepKind.PROMPT, "Zoé", (1,))
    assert [line.prompt for line in await overview(studio, clip)] == ["prompt 1"]
    _, versions = await studio.prompts.versions(clip, 1)
    assert [(one.text, one.undone) for one in versions] == [("prompt 1", False), ("a quay", True)]
    await studio.steps.undo(BASTIEN, clip)
    (line,) = await overview(studio, clip)
    assert (line.prompt, line.state) == (None, LineState.EMPTY)
    written = await studio.prompts.write(ZOE, clip, 1, "a pier")
    assert written.prompt.version == 3
    async with studio.db.reading() as tx:
        assert [deed.what for deed in await deeds_of(tx, clip.id)].count("step-undone") == 2


async def test_a_sheet_of_prompts_is_taken_back_in_one_go(studio: Studio) -> None:
    """What was written at once goes at once, and lines that it left alone keep theirs."""
    clip = await studio.clip("La ville", "La mer", "Le port")
    await studio.sheets.write(ZOE, clip, "1 | La ville | a street\n3 | Le port | a crane")
    assert (await studio.steps.undo(INES, clip)).lines == (1, 3)
    assert [line.prompt for line in await overview(studio, clip)] == [
        "prompt 1",
        "prompt 2",
        "prompt 3",
    ]


async def test_takes_keep_the_prompt_they_were_painted_from(studio: Studio) -> None:
    """A round that was asked for meanwhile is painted and voted on all the same."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.steps.undo(BASTIEN, clip)
    assert message.ours
    async with studio.db.reading() as tx:
        (line,) = await lines.all_of(tx, clip.id)
        assert await prompts.latest(tx, line.id) is None
        assert [one.text for one in await prompts.history(tx, line.id)] == ["prompt 1"]


async def test_style_words_are_anyones_and_its_model_the_directors(studio: Studio) -> None:
    """What only the director may change, only the director takes back; the first style stays."""
    clip = await studio.clip()
    await studio.prompts.restyle(ZOE, clip, StyleChanges(words="ink"))
    await studio.prompts.restyle(INES, clip, StyleChanges(preset="other"))
    with pytest.raises(NotAllowed):
        await studio.steps.undo(ZOE, clip)
    await studio.steps.undo(INES, clip)
    style = (await studio.prompts.style(clip)).style
    assert (style.words, style.preset) == ("ink", "tiny")
    await studio.steps.undo(ZOE, clip)
    assert not (await studio.prompts.style(clip)).style.words
    with pytest.raises(UserError, match="Nothing of that kind"):
        await studio.steps.undo(INES, clip)


async def test_the_cast_is_as_it_was(studio: Studio) -> None:
    """Described anew, taken out, and described first: each step goes back with its author."""
    clip = await studio.clip()
    await studio.prompts.set_cast(ZOE, clip, "mara", "a cook")
    await studio.prompts.set_cast(BASTIEN, clip, "Mara", "a sailor")
    await studio.prompts.remove_cast(INES, clip, "Mara")
    with pytest.raises(NotAllowed):
        await studio.steps.undo(ZOE, clip)
    shown: list[list[tuple[str, str, int]]] = []
    for person in (INES, ZOE, ZOE):
        await studio.steps.undo(person, clip)
        cast = (await studio.prompts.style(clip)).cast
        shown.append([(one.name, one.description, one.author_id) for one in cast])
    assert shown == [[("Mara", "a sailor", BASTIEN.id)], [("mara", "a cook", ZOE.id)], []]


async def test_looks_of_the_clip_and_of_a_shot_go_back_by_kind(studio: Studio) -> None:
    """Of one kind the newest goes, whatever was done after it."""
    clip = await studio.clip("La ville")
    await studio.looks.change_clip(INES, clip, aspect=Aspect.TALL)
    await studio.looks.change_shot(INES, clip, 1, move=Move.HOLD)
    await studio.looks.change_clip(INES, clip, aspect=Aspect.TALL)  # no change: no step
    await studio.prompts.write(ZOE, clip, 1, "a quay")
    assert (await studio.steps.undo(INES, clip, StepKind.LOOK)).step.kind is StepKind.LOOK
    assert (await studio.looks.clip_look(clip)).aspect is Aspect.WIDE
    assert (await studio.steps.undo(INES, clip, StepKind.SHOT)).lines == (1,)
    assert (await overview(studio, clip))[0].prompt == "a quay"


async def test_a_pick_taken_back_lets_the_vote_wait_again(studio: Studio) -> None:
    """With the votes that were placed; the line is open as before."""
    clip = await studio.clip("La ville")
    message = await studio.posted_round(clip)
    await studio.vote(message, (ZOE, "2️⃣"))
    async with studio.intake():
        await studio.votes.drain()
    await studio.decisions.pick(INES, clip, 1, 1, None)
    with pytest.raises(NotAllowed):
        await studio.steps.undo(ZOE, clip)
    await studio.steps.undo(INES, clip, StepKind.PICK)
    (line,) = await overview(studio, clip)
    assert (line.line.winner_take_id, line.state) == (None, LineState.VOTING)
    async with studio.db.reading() as tx:
        (ballot,) = await ballots.waiting_of_line(tx, line.line.id)
        assert [vote.choice for vote in await ballots.votes(tx, ballot.id)] == [2]
    async with studio.intake():
        await studio.decisions.close(INES, clip, 1)
    assert (await overview(studio, clip))[0].state is LineState.DECIDED


async def test_a_pick_gives_the_winner_before_it_back(studio: Studio) -> None:
    """Unless the line was decided anew, or is being voted on again."""
    clip = await studio.clip("La ville")
    await studio.posted_round(clip)
    first = (await studio.decisions.pick(INES, clip, 1, 1, None)).take
    await studio.decisions.pick(INES, clip, 1, 2, None)
    await studio.steps.undo(INES, clip, StepKind.PICK)
    assert (await overview(studio, clip))[0].line.winner_take_id == first.id
    await studio.decisions.reopen(INES, clip, 1)
    with pytest.raises(UserError, match="changed since"):
        await studio.steps.undo(INES, clip, StepKind.PICK)
