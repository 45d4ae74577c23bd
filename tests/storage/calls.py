"""One call of every public table function on the rows of ``made``, told apart by what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.clips.clip import GuildSettings
from bot.domain.clips.steps import StyleWritten
from bot.domain.cut.look import ClipLook, ShotLook
from bot.domain.cut.render import RenderKind, RenderOptions
from bot.domain.jobs.job import JobKind, JobState
from bot.domain.lyrics.changes import Change, Changed
from bot.domain.lyrics.line import NewLine
from bot.domain.marks.claim import Claim, Source
from bot.domain.posts.post import PostKind
from bot.domain.prompts.prompt import StyleSettings
from bot.domain.rounds.part import Area, Part, boxed
from bot.domain.rounds.take import Held, RoundState
from bot.domain.votes.ballot import BallotRules, BallotState, Vote
from storage.board import boards
from storage.clips import clips, erasure, history, own_data, people, servers, steps
from storage.cut import looks, morphs, notes, renders
from storage.database import schema
from storage.files import references
from storage.handoff import exports, making, returns
from storage.jobs import jobs, queues
from storage.lyrics import changes, lines, taps
from storage.marks import claims
from storage.posts import copies, posts
from storage.prompts import prompts, styles
from storage.rounds import parts, placed, rounds, speeds, takes
from storage.song import songs
from storage.votes import ballots, reminders
from tests.storage.made import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    GUILD,
    NOW,
    Made,
    finish_render,
    new_take,
    recipe,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.database.database import Tx

    Call = Callable[[Tx, Made], Awaitable[object]]


def _pair(made: Made) -> tuple[int, int]:
    first, second = made.takes
    return first.id, second.id


READS: Final[dict[str, Call]] = {
    "ballots.by_id": lambda tx, made: ballots.by_id(tx, made.ballot.id),
    "ballots.decision_of": lambda tx, made: ballots.decision_of(tx, made.ballot.id),
    "ballots.due": lambda tx, _: ballots.due(tx, NOW),
    "ballots.next_deadline": lambda tx, _: ballots.next_deadline(tx),
    "ballots.of_round": lambda tx, made: ballots.of_round(tx, made.round.id),
    "ballots.open_of_round": lambda tx, made: ballots.open_of_round(tx, made.round.id),
    "ballots.unsettled_of_clip": lambda tx, made: ballots.unsettled_of_clip(tx, made.clip.id),
    "ballots.waiting_of_line": lambda tx, made: ballots.waiting_of_line(tx, made.lines[0].id),
    "ballots.open_ones": lambda tx, _: ballots.open_ones(tx),
    "ballots.open_on": lambda tx, _: ballots.open_on(tx, [1, 2]),
    "ballots.votes": lambda tx, made: ballots.votes(tx, made.ballot.id),
    "changes.by_id": lambda tx, _: changes.by_id(tx, 1),
    "changes.last": lambda tx, made: changes.last(tx, made.clip.id),
    "clips.by_id": lambda tx, made: clips.by_id(tx, made.clip.id),
    "clips.counts": lambda tx, made: clips.counts(tx, made.clip.id),
    "clips.in_channel": lambda tx, _: clips.in_channel(tx, CHANNEL),
    "clips.of_guild": lambda tx, _: clips.of_guild(tx, GUILD),
    "copies.of_post": lambda tx, made: copies.of_post(tx, made.post.id),
    "copies.of_round": lambda tx, made: copies.of_round(tx, made.round.id),
    "servers.settings": lambda tx, _: servers.settings(tx, GUILD),
    # These two change nothing where there is nothing to change, as here.
    "claims.forget": lambda tx, _: claims.forget(tx, "Ben"),
    "ballots.welcome": lambda tx, made: ballots.welcome(tx, [(made.ballot.id, BEN)]),
    "erasure.due": lambda tx, _: erasure.due(tx, NOW),
    "erasure.known": lambda tx, _: erasure.known(tx, "ana"),
    "erasure.waiting": lambda tx, _: erasure.waiting(tx),
    "schema.links": lambda tx, _: schema.links(tx),
    "schema.texts": lambda tx, _: schema.texts(tx),
    "ballots.without_erased": lambda tx, made: ballots.without_erased(
        tx, made.ballot.id, [Vote(BEN, 2, NOW)]
    ),
    "history.by_id": lambda tx, _: history.by_id(tx, 1),
    "history.people_of": lambda tx, made: history.people_of(tx, made.clip.id),
    "jobs.by_id": lambda tx, made: jobs.by_id(tx, made.job.id),
    "jobs.is_held": lambda tx, made: jobs.is_held(tx, made.job),
    "jobs.is_wanted": lambda tx, made: jobs.is_wanted(tx, made.job),
    "jobs.last_served": lambda tx, _: jobs.last_served(tx, JobKind.PAINT),
    "jobs.of_batch": lambda tx, made: jobs.of_batch(tx, made.job.batch),
    "jobs.of_lines": lambda tx, made: jobs.of_lines(tx, [made.lines[0].id]),
    "jobs.unfinished_of_guild": lambda tx, _: jobs.unfinished_of_guild(tx, JobKind.PAINT, GUILD),
    "jobs.waiting": lambda tx, _: jobs.waiting(tx, JobKind.PAINT),
    "lines.all_of": lambda tx, made: lines.all_of(tx, made.clip.id),
    "lines.by_id": lambda tx, made: lines.by_id(tx, made.lines[0].id),
    "lines.by_number": lambda tx, made: lines.by_number(tx, made.clip.id, 1),
    "lines.overview": lambda tx, made: lines.overview(tx, made.clip.id),
    "looks.of_clip": lambda tx, made: looks.of_clip(tx, made.clip.id),
    "looks.of_shots": lambda tx, made: looks.of_shots(tx, made.clip.id),
    "people.name_of": lambda tx, _: people.name_of(tx, ANA),
    "people.names": lambda tx, _: people.names(tx, [ANA, BEN]),
    "references.pointed_to": lambda tx, _: references.pointed_to(tx),
    "posts.by_id": lambda tx, made: posts.by_id(tx, made.post.id),
    "posts.by_message": lambda tx, _: posts.by_message(tx, 1),
    "posts.due": lambda tx, _: posts.due(tx, NOW),
    "posts.next_due": lambda tx, _: posts.next_due(tx, NOW),
    "posts.of": lambda tx, made: posts.of(tx, PostKind.ROUND, made.post.subject),
    "prompts.by_id": lambda tx, made: prompts.by_id(tx, made.prompt.id),
    "prompts.history": lambda tx, made: prompts.history(tx, made.lines[0].id),
    "prompts.latest": lambda tx, made: prompts.latest(tx, made.lines[0].id),
    "queues.rows": lambda tx, _: queues.rows(tx, JobKind.PAINT),
    "claims.of_render": lambda tx, made: claims.of_render(tx, made.render.id),
    "renders.by_id": lambda tx, made: renders.by_id(tx, made.render.id),
    "rounds.by_id": lambda tx, made: rounds.by_id(tx, made.round.id),
    "rounds.of_line": lambda tx, made: rounds.of_line(tx, made.lines[0].id),
    "rounds.open_of_line": lambda tx, made: rounds.open_of_line(tx, made.lines[0].id),
    "reminders.since": lambda tx, made: reminders.since(tx, made.clip.id, NOW),
    "people.part_of": lambda tx, made: people.part_of(tx, made.clip.id),
    "songs.count_of_guild": lambda tx, _: songs.count_of_guild(tx, GUILD),
    "boards.of_clip": lambda tx, made: boards.of_clip(tx, made.clip.id),
    "boards.standing": lambda tx, _: boards.standing(tx),
    "history.of_subject": lambda tx, made: history.of_subject(tx, made.clip.id, "", most=1),
    "history.page": lambda tx, made: history.page(tx, made.clip.id, before=None, most=1),
    "songs.current": lambda tx, made: songs.current(tx, made.clip.id),
    "speeds.all_measured": lambda tx, _: speeds.all_measured(tx),
    "styles.by_id": lambda tx, made: styles.by_id(tx, made.style.id),
    "styles.cast": lambda tx, made: styles.cast(tx, made.clip.id),
    "styles.member": lambda tx, made: styles.member(tx, made.clip.id, "Mara"),
    "steps.last": lambda tx, made: steps.last(tx, made.clip.id),
    "styles.tried": lambda tx, made: styles.tried(tx, made.round.id),
    "styles.current": lambda tx, made: styles.current(tx, made.clip.id),
    "takes.by_id": lambda tx, made: takes.by_id(tx, made.takes[0].id),
    "takes.open_of_round": lambda tx, made: takes.open_of_round(tx, made.round.id),
    "takes.of_round": lambda tx, made: takes.of_round(tx, made.round.id),
    "taps.by_id": lambda tx, made: taps.by_id(tx, made.tap_id),
    "exports.by_id": lambda tx, _: exports.by_id(tx, 1),
    "making.decisions": lambda tx, made: making.decisions(tx, made.clip.id),
    "making.deeds": lambda tx, made: making.deeds(tx, made.clip.id),
    "making.last_deed_at": lambda tx, made: making.last_deed_at(tx, made.clip.id),
    "making.takes_by_preset": lambda tx, made: making.takes_by_preset(tx, made.clip.id),
    "making.votes_of_line": lambda tx, made: making.votes_of_line(tx, made.lines[0].id),
    "making.was_voted": lambda tx, made: making.was_voted(tx, made.takes[0].id),
    "morphs.of_pair": lambda tx, made: morphs.of_pair(tx, _pair(made)),
    "parts.link": lambda tx, _: parts.link(tx, 1),
    "parts.of_round": lambda tx, made: parts.of_round(tx, made.round.id),
    "placed.round_by_id": lambda tx, made: placed.round_by_id(tx, made.round.id),
    "placed.round_of_ballot": lambda tx, made: placed.round_of_ballot(tx, made.ballot.id),
    "placed.take_by_id": lambda tx, made: placed.take_by_id(tx, made.takes[0].id),
    "placed.take_picked": lambda tx, _: placed.take_picked(tx, 999),
    "notes.by_id": lambda tx, _: notes.by_id(tx, 1),
    "notes.open_of_clip": lambda tx, made: notes.open_of_clip(tx, made.clip.id),
    "own_data.of_person": lambda tx, _: own_data.of_person(tx, BEN),
    "returns.by_id": lambda tx, _: returns.by_id(tx, 1),
}

WRITES: Final[dict[str, Call]] = {
    "ballots.add_choice": lambda tx, made: ballots.add_choice(tx, made.ballot.id, 3),
    "exports.add": lambda tx, made: exports.add(
        tx, clip_id=made.clip.id, requested_by=ANA, rejected=False, now=NOW
    ),
    "exports.finish": lambda tx, _: exports.finish(tx, 1, [], shots=3, posted=True),
    "exports.keep_back": lambda tx, _: exports.keep_back(tx, 1),
    "morphs.keep": lambda tx, made: morphs.keep(tx, _pair(made), "m" * 64, 12, NOW),
    "parts.add": lambda tx, made: parts.add(
        tx, made.bare_round.id, Part(Area.WORDS, "a door", "the window")
    ),
    "parts.found": lambda tx, made: parts.found(tx, made.round.id, boxed(Area.TOP, 64, 36)),
    "parts.invite": lambda tx, made: parts.invite(
        tx,
        clip_id=made.clip.id,
        take_id=made.takes[0].id,
        person_id=BEN,
        locale="fr",
        filling="a door",
        strength=0.9,
        takes_wanted=2,
        secret_sha256=bytes(32),
        now=NOW,
    ),
    "parts.use": lambda tx, _: parts.use(tx, 1, NOW),
    "takes.drop": lambda tx, made: takes.drop(tx, made.takes[0].id),
    "posts.bring_home": lambda tx, made: posts.bring_home(tx, made.post.id),
    "ballots.drop_choice": lambda tx, made: ballots.drop_choice(tx, made.ballot.id, 1),
    "takes.release": lambda tx, made: takes.release(tx, made.round.id, Held.SHOWN),
    "returns.forget": lambda tx, made: returns.forget(tx, made.clip.id),
    "returns.keep": lambda tx, made: returns.keep(tx, made.clip.id, BEN, [(1, 0.5)], NOW),
    "ballots.begin": lambda tx, made: ballots.begin(tx, made.ballot.id, NOW, None),
    "ballots.change_many": lambda tx, made: ballots.change_many(
        tx,
        anew=[(made.ballot.id, BEN)],
        gone={(made.ballot.id, CLEO, 1): 1},
        placed=[(made.ballot.id, Vote(BEN, 2, NOW))],
    ),
    "ballots.press": lambda tx, made: ballots.press(
        tx, made.ballot.id, Vote(BEN, 1, NOW), single=True
    ),
    "reminders.note": lambda tx, made: reminders.note(tx, made.clip.id, [BEN], NOW),
    "boards.posted": lambda tx, made: boards.posted(tx, made.clip.id, 7, NOW),
    "boards.pinned": lambda tx, made: boards.pinned(tx, made.clip.id),
    "posts.replace": lambda tx, made: posts.replace(tx, PostKind.BOARD, str(made.clip.id)),
    "posts.gone": lambda tx, made: posts.gone(tx, made.post.id),
    "ballots.carry": lambda tx, made: ballots.carry(tx, made.ballot.id),
    "ballots.hasten": lambda tx, made: ballots.hasten(tx, made.ballot.id, NOW),
    "ballots.give_time": lambda tx, made: ballots.give_time(tx, made.ballot.id),
    "ballots.postpone": lambda tx, made: ballots.postpone(tx, made.ballot.id, 5.0),
    "ballots.close": lambda tx, made: ballots.close(
        tx, made.ballot.id, BallotState.CLOSED, None, None, NOW
    ),
    "ballots.open_": lambda tx, made: ballots.open_(
        tx,
        round_id=made.bare_round.id,
        rules=BallotRules(),
        choices=(1,),
        opened_at=NOW,
        closes_at=None,
    ),
    "ballots.place": lambda tx, made: ballots.place(tx, made.ballot.id, Vote(BEN, 2, NOW)),
    "ballots.reopen": lambda tx, made: ballots.reopen(tx, made.ballot.id, None),
    "ballots.replace_all": lambda tx, made: ballots.replace_all(
        tx, made.ballot.id, [Vote(BEN, 2, NOW)]
    ),
    "ballots.withdraw": lambda tx, made: ballots.withdraw(tx, made.ballot.id, BEN, 1),
    "ballots.withdraw_all": lambda tx, made: ballots.withdraw_all(tx, made.ballot.id),
    "ballots.withdraw_choice": lambda tx, made: ballots.withdraw_choice(tx, made.ballot.id, 1),
    "changes.add": lambda tx, made: changes.add(
        tx, made.clip.id, BEN, Change.TIMED, [Changed(None, made.lines[0])], now=NOW
    ),
    "changes.forget": lambda tx, _: changes.forget(tx, 1),
    "clips.add": lambda tx, _: clips.add(
        tx,
        guild_id=GUILD,
        channel_id=CHANNEL + 1,
        name="Deux",
        artist="",
        locale="fr",
        director_id=ANA,
        director_role_id=None,
        rules=BallotRules(),
        now=NOW,
    ),
    "clips.archive": lambda tx, made: clips.archive(tx, made.clip.id),
    "clips.direct": lambda tx, made: clips.direct(tx, made.clip.id, BEN),
    "clips.set_adrift": lambda tx, made: clips.set_adrift(tx, made.clip.id, NOW),
    "clips.settle": lambda tx, made: clips.settle(tx, made.clip.id, CHANNEL + 2),
    "clips.pause": lambda tx, made: clips.pause(tx, made.clip.id, paused=True),
    "clips.update": lambda tx, made: clips.update(tx, made.clip),
    "copies.keep": lambda tx, made: copies.keep(tx, made.post.id, {made.takes[0].id: "c" * 64}),
    "servers.save": lambda tx, _: servers.save(tx, GuildSettings(GUILD, "fr")),
    "erasure.clip": lambda tx, made: erasure.clip(tx, made.clip.id, NOW),
    "erasure.forget": lambda tx, _: erasure.forget(tx, BEN, NOW),
    "erasure.mark_deleted": lambda tx, made: erasure.mark_deleted(tx, made.clip.id, NOW),
    "schema.remove": lambda tx, made: schema.remove(tx, "posts", "id = ?", (made.post.id,)),
    "takes.drop_rejected": lambda tx, _: takes.drop_rejected(tx, NOW + 1),
    "posts.refresh_all": lambda tx, made: posts.refresh_all(tx, made.clip.id),
    "posts.withdraw_all": lambda tx, made: posts.withdraw_all(tx, made.clip.id),
    "history.add": lambda tx, made: history.add(tx, made.clip.id, None, "seen", NOW),
    "jobs.add": lambda tx, made: jobs.add(
        tx,
        kind=JobKind.RENDER,
        clip_id=made.clip.id,
        subject_id=made.render.id,
        batch="b2",
        requested_by=ANA,
        size=1,
        now=NOW,
    ),
    "jobs.claim": lambda tx, _: jobs.claim(tx, JobKind.PAINT, "w", NOW, 60),
    "jobs.finish": lambda tx, made: jobs.finish(tx, made.job.id, JobState.DONE, NOW),
    "jobs.give_back": lambda tx, made: jobs.give_back(tx, made.job),
    "jobs.heartbeat": lambda tx, made: jobs.heartbeat(tx, made.job.id, "w", NOW, 60),
    "jobs.release_expired": lambda tx, _: jobs.release_expired(tx, JobKind.PAINT, NOW),
    "jobs.requeue": lambda tx, made: jobs.requeue(tx, made.job.id, NOW),
    "jobs.want_cancel": lambda tx, made: jobs.want_cancel(tx, made.job.id, NOW),
    "lines.append": lambda tx, made: lines.append(tx, made.clip.id, [NewLine("Fin")], BEN, NOW),
    "lines.insert_at": lambda tx, made: lines.insert_at(
        tx, made.clip.id, 1, NewLine("Tôt"), BEN, NOW
    ),
    "lines.remove": lambda tx, made: lines.remove(tx, made.clip.id, [made.lines[0].id], NOW),
    "lines.reorder": lambda tx, made: lines.reorder(
        tx, made.clip.id, [line.id for line in reversed(made.lines)]
    ),
    "lines.save": lambda tx, made: lines.save(tx, made.lines[0]),
    "lines.set_winner": lambda tx, made: lines.set_winner(tx, made.lines[0].id, made.takes[0].id),
    "looks.forget": lambda tx, made: looks.forget(tx, made.clip.name),
    "notes.add": lambda tx, made: notes.add(
        tx,
        clip_id=made.clip.id,
        line_id=made.lines[0].id,
        render_id=made.render.id,
        person_id=BEN,
        at_s=1.5,
        text="too dark",
        now=NOW,
    ),
    "notes.tick_off": lambda tx, _: notes.tick_off(tx, 1, NOW),
    "looks.set_clip": lambda tx, made: looks.set_clip(tx, made.clip.id, ClipLook()),
    "looks.set_shot": lambda tx, made: looks.set_shot(tx, made.lines[0].id, ShotLook()),
    "people.remember": lambda tx, _: people.remember(tx, ANA, "Anna", NOW + 1),
    "posts.add": lambda tx, made: posts.add(
        tx,
        clip_id=made.clip.id,
        channel_id=CHANNEL,
        kind=PostKind.RENDER,
        subject=str(made.render.id),
        now=NOW,
    ),
    "posts.done": lambda tx, made: posts.done(tx, made.post.id),
    "posts.fail_all": lambda tx, made: posts.fail_all(tx, made.clip.id),
    "posts.bring": lambda tx, made: posts.bring(tx, made.clip.id, CHANNEL + 2),
    "posts.failed": lambda tx, made: posts.failed(tx, made.post.id),
    "posts.forget_message": lambda tx, made: posts.forget_message(tx, made.post.id),
    "posts.revive": lambda tx, made: posts.revive(tx, made.post.channel_id, 0.0),
    "posts.attempt": lambda tx, made: posts.attempt(tx, made.post),
    "posts.postpone": lambda tx, made: posts.postpone(tx, made.post, NOW + 5),
    "posts.show_again": lambda tx, made: posts.show_again(tx, made.post.id, NOW + 5),
    "posts.refresh": lambda tx, made: posts.refresh(tx, PostKind.ROUND, made.post.subject),
    "posts.renew": lambda tx, made: posts.renew(tx, PostKind.ROUND, made.post.subject),
    "posts.sent": lambda tx, made: posts.sent(tx, made.post.id, 900),
    "prompts.add": lambda tx, made: prompts.add(tx, made.lines[0].id, "a quay", BEN, NOW),
    "claims.keep": lambda tx, made: claims.keep(
        tx, made.render.id, Claim("Tide", "video/mp4", Source.COMPOSITE)
    ),
    "renders.add": lambda tx, made: renders.add(
        tx,
        clip_id=made.clip.id,
        kind=RenderKind.PREVIEW,
        options=RenderOptions(),
        requested_by=ANA,
        now=NOW,
    ),
    "renders.finish": lambda tx, made: finish_render(tx, made.render.id, "b" * 64),
    "renders.refit": lambda tx, made: renders.refit(tx, made.render.id, "d" * 64),
    "rounds.add": lambda tx, made: rounds.add(
        tx,
        clip_id=made.clip.id,
        line_id=made.lines[0].id,
        prompt_id=made.prompt.id,
        style_id=made.style.id,
        takes_wanted=1,
        seed=1,
        requested_by=BEN,
        now=NOW,
    ),
    "rounds.set_state": lambda tx, made: rounds.set_state(tx, made.round.id, RoundState.PAINTED),
    "songs.drop_earlier": lambda tx, made: songs.drop_earlier(tx, made.clip.id, 0),
    "songs.add": lambda tx, made: songs.add(
        tx,
        clip_id=made.clip.id,
        sha256="c" * 64,
        filename="nuit.wav",
        duration_s=1.0,
        sample_rate_hz=8_000,
        channels=1,
        loudness_lufs=None,
        tempo_bpm=None,
        beats_s=(),
        bars_s=(),
        energy=(),
        peak_dbfs=None,
        added_by=BEN,
        now=NOW,
    ),
    "speeds.note": lambda tx, _: speeds.note(tx, recipe(), 0.5),
    "styles.add": lambda tx, made: styles.add(
        tx,
        made.clip.id,
        StyleSettings(preset="sketch", steps=4, guidance=1.0, width_px=64, height_px=36),
        author_id=ANA,
        now=NOW,
    ),
    "prompts.set_aside": lambda tx, made: prompts.set_aside(tx, made.prompt.id, NOW),
    "styles.set_aside": lambda tx, made: styles.set_aside(tx, made.style.id, NOW),
    "steps.add": lambda tx, made: steps.add(tx, made.clip.id, BEN, StyleWritten(1), NOW),
    "steps.forget": lambda tx, _: steps.forget(tx, 1),
    "styles.try_out": lambda tx, made: styles.try_out(
        tx, made.round.id, [StyleSettings(preset="sketch")]
    ),
    "styles.remove_cast": lambda tx, made: styles.remove_cast(tx, made.clip.id, "Mara"),
    "styles.set_cast": lambda tx, made: styles.set_cast(tx, made.clip.id, "Jo", "a cook", BEN),
    "takes.add_all": lambda tx, made: takes.add_all(tx, made.round.id, [new_take(3)], NOW),
    "taps.add": lambda tx, made: taps.add(
        tx,
        clip_id=made.clip.id,
        song_id=1,
        person_id=BEN,
        locale="fr",
        secret_sha256=b"s" * 32,
        now=NOW,
    ),
    "taps.use": lambda tx, made: taps.use(tx, made.tap_id, NOW),
}
