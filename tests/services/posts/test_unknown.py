"""What a model does not know is told of the prompt's own words, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.posts.views import RoundView
from bot.services.rounds.requests import Wish
from storage.database.encoding import encode
from tests.services.conftest import ZOE

if TYPE_CHECKING:
    from tests.services.conftest import Studio


async def test_each_unknown_word_of_a_prompt_is_told_under_one_round(studio: Studio) -> None:
    """Words that style and cast add are not; a later round tells only what is new in it."""
    clip = await studio.clip("La ville")
    told: list[tuple[str, ...]] = []
    for prompt, unknown in (
        ("a Zeppelin at dusk", ["Zeppelin", "gouache"]),
        ("a zeppelin and a quokka", ["quokka", "Zeppelin", "gouache"]),
    ):
        await studio.prompts.write(ZOE, clip, 1, prompt)
        await studio.rounds.ask_line(ZOE, clip, 1, Wish(takes=2, seed=7))
        while await studio.worker.work_once():
            pass
        async with studio.db.writing() as tx:
            newest = "(SELECT max(id) FROM rounds)"
            await tx.update(
                f"UPDATE takes SET unknown_words = ? WHERE round_id = {newest}",  # noqa: S608 - ours
                (encode(unknown),),
            )
        await studio.deliver()
        view = studio.last_with_ballot.view
        assert isinstance(view, RoundView)
        told.append(view.unknown)
    assert told == [("Zeppelin",), ("quokka",)]
