"""Reporting a take on the local Discord: from ℹ️ to the managers' channel, and out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cogs.clips.test_server import manager

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_managers_read_of_a_report_and_drop_the_take(stage: Stage) -> None:
    """Nobody else may; afterwards neither the round nor the report shows the picture."""
    await stage.clip("One", prompts=True)
    watch = stage.world.add_channel("managers")
    max_ = manager(stage)
    said = await max_.slash("server settings", stage.channel, reports=watch)
    assert f"<#{watch.id}>" in said.text
    shown = await stage.round(takes=2)
    about = await stage.bo.click(shown, "About")
    assert about.message is not None
    asked = await stage.bo.click(about.message, "Report")
    told = await stage.bo.submit(asked, take="2", why="a brand's logo")
    assert "1b is reported" in told.text
    post = await stage.ana.wait_message(watch, lambda one: "1b was reported" in one.text)
    assert "by Bo: a brand's logo" in post.text
    assert len(post.files) == 1
    assert "Only Ana" in (await stage.bo.click(post, "Drop 1b")).text
    assert "is dropped" in (await max_.click(post, "Drop 1b")).text
    await stage.ana.wait_message(
        watch, lambda one: one.id == post.id and "Nothing of it" in one.text and not one.files
    )
    there = await stage.bo.wait_message(
        stage.channel, lambda one: one.id == shown.id and len(one.files) == 1
    )
    assert "1b" not in there.text


async def test_without_their_channel_the_director_is_called_in_french(stage: Stage) -> None:
    """In the clip's channel, without the reporter's name."""
    await stage.clip("One", prompts=True)
    await stage.ana.slash("clip settings", stage.channel, language="fr")
    await stage.bo.slash("generate line", stage.channel, line=1, takes=1)
    shown = await stage.bo.wait_message(
        stage.channel, lambda one: "🔁" in one.reactions and "série" in one.text
    )
    about = await stage.bo.click(shown, "À propos")
    assert about.message is not None
    asked = await stage.bo.click(about.message, "Report")
    await stage.bo.submit(asked, take="1", why="")
    post = await stage.ana.wait_message(stage.channel, lambda one: "signalée" in one.text)
    assert "quelqu’un" in post.text
    assert "Bo" not in post.text
    assert not post.files
