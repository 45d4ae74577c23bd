"""``/clip`` as people use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_discord import Permission

if TYPE_CHECKING:
    from tests.cogs.stage import Stage


async def test_a_clip_is_begun_for_all_to_see(stage: Stage) -> None:
    """The channel is told in the clip's language; the same channel takes no second clip."""
    told = await stage.cleo.slash("clip new", stage.channel, name="Minuit", language="fr")
    assert "Minuit" in told.text
    assert "réalisation : Cléo" in told.text
    assert "</lyrics paste:" in told.text
    assert told.message is not None
    assert not told.message.is_ephemeral

    again = await stage.ana.slash("clip new", stage.channel, name="Noon")
    assert "already works on “Minuit”" in again.text
    assert again.message is not None
    assert again.message.is_ephemeral
    assert len([one for one in await stage.bo.sees(stage.channel) if not one.is_ephemeral]) == 1


async def test_without_a_clip_every_command_says_how_to_begin(stage: Stage) -> None:
    """One sentence, to the asker alone, in their language."""
    commands: dict[str, dict[str, Any]] = {
        "clip status": {},
        "lyrics show": {},
        "lyrics paste": {},
        "prompt set": {"line": 1, "text": "x"},
        "generate missing": {},
        "queue cancel": {},
        "vote close": {"line": 1},
        "render preview": {},
        "style show": {},
    }
    for command, options in commands.items():
        told = await stage.cleo.slash(command, stage.channel, **options)
        assert "</clip new:" in told.text, command
        assert told.message is not None
        assert told.message.is_ephemeral, command


async def test_a_thread_has_a_clip_of_its_own(stage: Stage) -> None:
    """Channel and thread work side by side, and the list shows both."""
    thread = await stage.ana.start_thread(stage.channel, "second")
    await stage.clip()
    told = await stage.bo.slash("clip new", thread, name="Noon")
    assert "Noon" in told.text
    listed = await stage.bo.slash("clip list", stage.channel)
    assert "Minuit" in listed.text
    assert "Noon" in listed.text


async def test_clips_of_channels_one_does_not_see_are_not_listed(stage: Stage) -> None:
    """Their names are as private as their channels."""
    hidden, inner = stage.world.add_channel("hidden"), stage.world.add_role("Inner")
    dan = stage.world.person("Dan", roles=[inner])
    await stage.clip()
    await dan.slash("clip new", hidden, name="Surprise")
    everyone = stage.world.guild.roles[stage.world.guild.id]
    for one in (stage.world.state.bot, inner):
        stage.world.overwrite(hidden, one, allow=Permission.VIEW_CHANNEL)
    stage.world.overwrite(hidden, everyone, deny=Permission.VIEW_CHANNEL)
    assert "Surprise" not in (await stage.ana.slash("clip list", stage.channel)).text
    assert "Surprise" in (await dan.slash("clip list", stage.channel)).text


async def test_the_status_names_the_next_step(stage: Stage) -> None:
    """From the words to the vote."""
    await stage.clip()
    assert "/lyrics paste" in (await stage.bo.slash("clip status", stage.channel)).text
    asked = await stage.ana.slash("lyrics paste", stage.channel)
    await stage.ana.submit(asked, lyrics="The tide is out")
    told = await stage.bo.slash("clip status", stage.channel)
    assert "0 of 1 line decided" in told.text
    assert "/song set" in told.text


async def test_only_the_director_archives(stage: Stage) -> None:
    """Others are told who may; afterwards the channel is free."""
    await stage.clip()
    refused = await stage.bo.slash("clip archive", stage.channel)
    assert "Only Ana" in refused.text
    told = await stage.ana.slash("clip archive", stage.channel)
    assert "archived" in told.text
    assert "Noon" in (await stage.bo.slash("clip new", stage.channel, name="Noon")).text
    assert "archived" in (await stage.bo.slash("clip list", stage.channel)).text


async def test_settings_are_shown_to_all_and_changed_by_the_director(stage: Stage) -> None:
    """Every rule has its option and its words."""
    await stage.clip()
    shown = await stage.bo.slash("clip settings", stage.channel)
    assert "everyone in the channel votes" in shown.text
    refused = await stage.bo.slash("clip settings", stage.channel, quorum=2)
    assert "Only Ana" in refused.text

    first_takes: dict[str, Any] = {"first-takes": False}
    changed = await stage.ana.slash(
        "clip settings",
        stage.channel,
        name="Noon",
        language="fr",
        voters=f"{stage.bo.mention} {stage.cleo.mention}",
        mode="approval",
        deadline="1h 30m",
        quorum=2,
        tie="run-off",
        pick="after-vote",
        tallies=False,
        **first_takes,
        repaints=1,
    )
    for part in (
        "Noon",
        "French",
        stage.bo.mention,
        "several votes",
        "1 h 30",
        "quorum 2",
        "run-off",
        "after the vote only",
        "only when a vote is closed",
        "first takes are never kept",
        "1 more round",
    ):
        assert part in changed.text, part
    back = await stage.ana.slash("clip settings", stage.channel, voters="everyone", deadline="off")
    assert "everyone in the channel votes" in back.text
    assert "stays open" in back.text


async def test_role_and_artist_can_be_taken_away_again(stage: Stage) -> None:
    """What was given once is no chain; the rest stays as it was."""
    role = stage.world.add_role("Directors")
    dan = stage.world.person("Dan", roles=[role])
    await stage.ana.slash(
        "clip new", stage.channel, name="Minuit", artist="Les Nuits", director=role.id
    )
    shown = await dan.slash("clip settings", stage.channel, clear="artist")
    assert f"<@&{role.id}>" in shown.text
    assert "Les Nuits" not in shown.text
    assert "Les Nuits" not in (await stage.bo.slash("clip status", stage.channel)).text
    shown = await dan.slash("clip settings", stage.channel, clear="director-role")
    assert "<@&" not in shown.text
    assert "Only Ana" in (await dan.slash("clip archive", stage.channel)).text


async def test_settings_that_mean_nothing_change_nothing(stage: Stage) -> None:
    """A sentence says how to write them."""
    await stage.clip()
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"deadline": "soon"}, "not a duration"),
        ({"deadline": "400d"}, "not a duration"),
        ({"voters": "my friends"}, "mention one role"),
    ]
    for options, said in refusals:
        told = await stage.ana.slash("clip settings", stage.channel, **options)
        assert said in told.text
    shown = await stage.bo.slash("clip settings", stage.channel)
    assert "stays open" in shown.text


async def test_a_role_directs_as_well(stage: Stage) -> None:
    """Whoever holds it at the moment of asking."""
    role = stage.world.add_role("Directors")
    dan = stage.world.person("Dan", roles=[role])
    await stage.ana.slash("clip new", stage.channel, name="Minuit", director=role.id)
    assert "Only Ana" in (await stage.bo.slash("clip archive", stage.channel)).text
    assert "archived" in (await dan.slash("clip archive", stage.channel)).text


async def test_the_director_deletes_a_clip_after_saying_so_twice(stage: Stage) -> None:
    """Its messages lose their pictures and say so; then its rows and files are gone."""
    await stage.clip("La ville", prompts=True)
    shown = await stage.round()
    assert "Only Ana" in (await stage.bo.slash("clip delete", stage.channel)).text
    asked = await stage.ana.slash("clip delete", stage.channel)
    assert "Delete **Minuit** for good?" in asked.text
    assert asked.message is not None
    await stage.ana.click(asked.message, "Delete for good")
    gone = await stage.bo.wait_message(
        stage.channel, lambda one: one.id == shown.id and "was deleted" in one.text
    )
    assert not gone.files
    assert not gone.labels
    assert "no clip" in (await stage.ana.slash("clip status", stage.channel)).text
    assert "no clip" in (await stage.ana.slash("clip list", stage.channel)).text


async def test_an_archived_clip_is_deleted_by_its_name(stage: Stage) -> None:
    """The one being made in the channel stays; without a name it would be the one."""
    await stage.clip("La ville")
    await stage.ana.slash("clip archive", stage.channel)
    await stage.ana.slash("clip new", stage.channel, name="Midi")
    offered = await stage.ana.autocomplete("clip delete", stage.channel, "name", "")
    assert [name for name, _ in offered] == ["Midi · in the making", "Minuit · archived"]
    unknown = await stage.ana.slash("clip delete", stage.channel, name="Soir")
    assert "no clip called “Soir”" in unknown.text
    asked = await stage.ana.slash("clip delete", stage.channel, name="Minuit")
    assert "Delete **Minuit** for good?" in asked.text
    assert asked.message is not None
    await stage.ana.click(asked.message, "Delete for good")
    await stage.ana.wait_message(stage.channel, lambda message: "being deleted" in message.text)
    listed = (await stage.ana.slash("clip list", stage.channel)).text
    assert "Midi" in listed
    assert "Minuit" not in listed


async def test_without_an_active_clip_the_newest_archived_one_is_deleted(stage: Stage) -> None:
    """Its name is in the question, so nobody deletes another one unseen."""
    await stage.clip("La ville")
    await stage.ana.slash("clip archive", stage.channel)
    asked = await stage.ana.slash("clip delete", stage.channel)
    assert "Delete **Minuit** for good?" in asked.text
