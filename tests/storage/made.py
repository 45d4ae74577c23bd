"""A small clip with one row of everything, for tests to start from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.domain.cut.render import Render, RenderKind, RenderOptions
from bot.domain.jobs.job import Job, JobKind
from bot.domain.lyrics.line import Line, NewLine
from bot.domain.posts.post import Post, PostKind
from bot.domain.prompts.prompt import Preset, StyleSettings
from bot.domain.rounds.recipe import Recipe
from bot.domain.rounds.take import NewTake, Round, Take
from bot.domain.votes.ballot import Ballot, BallotRules, Vote
from storage.clips import clips, history, people
from storage.cut import renders
from storage.jobs import jobs
from storage.lyrics import lines, taps
from storage.posts import posts
from storage.prompts import prompts, styles
from storage.rounds import rounds, takes
from storage.song import songs
from storage.votes import ballots

if TYPE_CHECKING:
    from bot.domain.clips.clip import Clip
    from bot.domain.prompts.prompt import PromptVersion, Style
    from storage.database.database import Tx

ANA, BEN, CLEO = 11, 12, 13
GUILD, CHANNEL = 500, 600
NOW = 1_000.0


@dataclass(frozen=True, slots=True)
class Made:
    """What ``make`` stored."""

    clip: Clip
    lines: list[Line]
    prompt: PromptVersion
    style: Style
    round: Round
    takes: list[Take]
    bare_round: Round
    """A round of the second line, without takes, ballot and job."""
    ballot: Ballot
    job: Job
    post: Post
    render: Render
    tap_id: int


def new_take(number: int, sha256: str | None = None) -> NewTake:
    """A take as the painter hands it over."""
    return NewTake(
        number=number,
        seed=7 + number,
        sha256=sha256 or f"{number:064x}",
        width_px=64,
        height_px=36,
        prompt="a harbour, ink",
        negative="text",
        preset="sketch",
        steps=8,
        guidance=1.5,
    )


def recipe(preset: str = "sketch", *, steps: int = 8, frames: int | None = None) -> Recipe:
    """What a small picture, or film, is painted by."""
    model = Preset(
        name=preset,
        title=preset,
        model=preset,
        licence="CC0",
        training_data="Nothing.",
        steps=steps,
        guidance=1.5,
        width_px=64,
        height_px=36,
        negative="",
        max_words=9,
    )
    return dataclasses.replace(Recipe.of(model, model), frames=frames)


async def make_clip(tx: Tx, channel_id: int = CHANNEL) -> Clip:
    """A clip that Ana directs, in a channel of its own."""
    for person_id, name in ((ANA, "Ana"), (BEN, "Ben"), (CLEO, "Cléo")):
        await people.remember(tx, person_id, name, NOW)
    return await clips.add(
        tx,
        guild_id=GUILD,
        channel_id=channel_id,
        name="Le port",
        artist="Les Autres",
        locale="fr",
        director_id=ANA,
        director_role_id=None,
        rules=BallotRules(),
        now=NOW,
    )


async def make_round(tx: Tx, clip: Clip, line: Line, now: float = NOW) -> Round:
    """A round that Ben asks for, with a prompt and a style of its own."""
    prompt = await prompts.add(tx, line.id, "a harbour", BEN, now)
    style = await styles.add(
        tx,
        clip.id,
        StyleSettings(words="ink", negative="text", preset="sketch"),
        author_id=ANA,
        now=now,
    )
    return await rounds.add(
        tx,
        clip_id=clip.id,
        line_id=line.id,
        prompt_id=prompt.id,
        style_id=style.id,
        takes_wanted=2,
        seed=7,
        requested_by=BEN,
        now=now,
    )


async def make_job(tx: Tx, a_round: Round, *, by: int = BEN, now: float = NOW) -> Job:
    """The queued job that paints ``a_round``."""
    return await jobs.add(
        tx,
        kind=JobKind.PAINT,
        clip_id=a_round.clip_id,
        subject_id=a_round.id,
        batch="b1",
        requested_by=by,
        size=a_round.takes_wanted,
        now=now,
    )


async def finish_render(
    tx: Tx, render_id: int, sha256: str, posted_sha256: str | None = None
) -> None:
    """Say that the render came out as this file, ten seconds long."""
    await renders.finish(
        tx,
        render_id,
        sha256=sha256,
        posted_sha256=posted_sha256,
        frames=240,
        rate=Fraction(24_000, 1001),
        width_px=1280,
        height_px=720,
        cards=[2, 3],
        broken=[4],
        unseen=[9],
        undrawn=[(7, "ᚠ ᚢ")],
        spread=True,
    )


async def make(tx: Tx) -> Made:
    """One row of everything, with three lines."""
    clip = await make_clip(tx)
    made_lines = await lines.append(
        tx,
        clip.id,
        [NewLine("Au port", start_s=1.0), NewLine("La nuit"), NewLine("L'été")],
        BEN,
        NOW,
    )
    made_round = await make_round(tx, clip, made_lines[0])
    prompt = await prompts.latest(tx, made_lines[0].id)
    style = await styles.current(tx, clip.id)
    assert prompt is not None
    assert style is not None
    await styles.set_cast(tx, clip.id, "Mara", "a sailor", ANA)
    song = await songs.add(
        tx,
        clip_id=clip.id,
        sha256="a" * 64,
        filename="port.ogg",
        duration_s=61.5,
        sample_rate_hz=48_000,
        channels=2,
        loudness_lufs=-14.2,
        tempo_bpm=None,
        beats_s=(0.5, 1.0),
        bars_s=(0.5,),
        energy=(0.0, 0.25, 1.0),
        peak_dbfs=-0.5,
        added_by=ANA,
        now=NOW,
    )
    bare_round = await make_round(tx, clip, made_lines[1])
    made_takes = await takes.add_all(tx, made_round.id, [new_take(1), new_take(2)], NOW)
    ballot = await ballots.open_(
        tx,
        round_id=made_round.id,
        rules=clip.rules,
        choices=(1, 2),
        opened_at=NOW,
        closes_at=NOW + 60,
    )
    await ballots.place(tx, ballot.id, Vote(CLEO, 1, NOW))
    job = await make_job(tx, made_round)
    post = await posts.add(
        tx,
        clip_id=clip.id,
        channel_id=CHANNEL,
        kind=PostKind.ROUND,
        subject=str(made_round.id),
        now=NOW,
    )
    render = await renders.add(
        tx,
        clip_id=clip.id,
        kind=RenderKind.FINAL,
        options=RenderOptions(captions=False, from_s=3.0),
        requested_by=ANA,
        now=NOW,
    )
    tap_id = await taps.add(
        tx,
        clip_id=clip.id,
        song_id=song.id,
        person_id=CLEO,
        locale="fr",
        secret_sha256=b"t" * 32,
        now=NOW,
    )
    await history.add(tx, clip.id, ANA, "clip-created", NOW, name=clip.name)
    return Made(
        clip=clip,
        lines=made_lines,
        prompt=prompt,
        style=style,
        round=made_round,
        takes=made_takes,
        bare_round=bare_round,
        ballot=ballot,
        job=job,
        post=post,
        render=render,
        tap_id=tap_id,
    )
