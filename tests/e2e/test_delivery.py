"""The finished clip on its way into the channel: too large, and long after it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_discord import ServerLimits
from tests.e2e.conftest import PATIENT
from tests.e2e.looking import at_rest, rows
from tests.e2e.songs import tone
from tests.local_discord.timing import advance

if TYPE_CHECKING:
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage


async def ready_to_render(stage: Stage) -> None:
    """A clip with a song and one line."""
    await stage.clip("Le train de minuit")
    await stage.ana.slash("song set", stage.channel, file=("tone.wav", tone(2.0)))


async def size_of_preview(stage: Stage) -> int:
    """The bytes of a preview as it is posted where it fits."""
    await stage.ana.slash("render preview", stage.channel)
    posted = await stage.ana.wait_message(stage.channel, lambda one: bool(one.files))
    return len(await stage.ana.download(posted.files[0]))


async def test_a_clip_over_the_limit_is_fitted_and_the_full_one_named(
    open_stage: OpenStage,
) -> None:
    """The button tells the director where the full-quality file lies."""
    stage = await open_stage(upload_limit_mib=0.06)
    await ready_to_render(stage)
    assert await size_of_preview(stage) <= 0.06 * 2**20
    posted = await stage.ana.wait_message(stage.channel, "Made smaller to fit this server")
    told = await stage.ana.click(posted, "Full quality")
    assert "full-quality file lies on the bot" in told.text


async def test_a_refused_clip_is_made_smaller_twice_and_then_named(
    open_stage: OpenStage,
) -> None:
    """Discord takes less than it says (40005): after two tries the sentence and the button come."""
    limits = ServerLimits(acknowledge_within_s=PATIENT.acknowledge_within_s, upload_bytes=2000)
    stage = await open_stage(limits=limits)
    await stage.clip("Le train de minuit")
    song = ("tone.wav", tone(2.0))
    stage.world.state.limits = PATIENT
    await stage.ana.slash("song set", stage.channel, file=song)
    stage.world.state.limits = limits
    await stage.ana.slash("render preview", stage.channel)
    posted = await stage.ana.wait_message(stage.channel, "not even a small version fits")
    assert not posted.files
    await at_rest(stage)
    refused = [one for one in stage.world.exchanges if one.status == 413]
    clips = [one for one in refused if "couplet-preview" in str(one.request)]
    assert len(clips) == 3  # the board's picture is too large as well
    told = await stage.ana.click(posted, "Full quality")
    assert "full-quality file lies on the bot" in told.text


async def test_painting_for_longer_than_a_token_lives_is_delivered(stage: Stage) -> None:
    """After 15 minutes nothing can be said through the interaction; the channel gets the round."""
    await stage.clip("Le train de minuit", prompts=True)
    stage.painter.hold()
    await stage.bo.slash("generate line", stage.channel, line=1, takes=2)
    await stage.bo.wait_message(stage.channel, "Painting line 1")
    advance(stage.world, 16 * 60)
    stage.painter.release()
    shown = await stage.bo.wait_message(stage.channel, lambda one: "🔁" in one.reactions)
    assert shown.reactions == {"1️⃣": 1, "2️⃣": 1, "🔁": 1}
    assert await rows(stage, "SELECT state FROM jobs") == [("done",)]
