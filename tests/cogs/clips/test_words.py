"""A server's words and names, from the form to the prompt that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cogs.clips.test_server import manager

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_managers_refuse_words_and_names(stage: Stage) -> None:
    """By a form that shows what holds; whoever writes is told alone, in their language."""
    await stage.clip("One")
    keeper = manager(stage)
    asked = await keeper.slash("server words", stage.channel)
    kept = await keeper.submit(asked, refused="knife\n", names="Ada Example # asked\nBo Example")
    assert "1 refused word, 2 names" in kept.text
    again = await keeper.slash("server words", stage.channel)
    assert again.modal is not None
    assert again.modal.values == {"refused": "knife", "names": "Ada Example\nBo Example"}
    told = await stage.cleo.slash("prompt set", stage.channel, line=1, text="a KNIFE")
    assert "« knife »" in told.text
    assert told.message is not None
    assert told.message.is_ephemeral
    told = await stage.bo.slash("prompt set", stage.channel, line=1, text="ada example colours")
    assert "the style of Ada Example" in told.text
    await keeper.slash("server settings", stage.channel, artists="artists-refuse")
    told = await stage.bo.slash("prompt set", stage.channel, line=1, text="bo example again")
    assert "nobody’s style" in told.text
