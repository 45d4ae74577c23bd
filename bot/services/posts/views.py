"""What each post shows, built from the rows at the moment of showing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.board.board import next_steps
from bot.domain.cut.render import RenderKind
from bot.domain.posts.post import PostKind
from bot.domain.posts.views import (
    ClipView,
    DecisionView,
    DirectorView,
    ExportView,
    GoneView,
    ReportView,
    RoundView,
    ShownTake,
    TappedView,
)
from bot.domain.rounds.take import Held, take_name
from bot.domain.texts import say
from bot.domain.votes.ballot import Ballot, BallotState, Verdict
from bot.services.marks.reports import reported
from bot.services.posts.calls import call
from bot.services.posts.copies import with_copies
from bot.services.posts.substitutes import excuse
from storage.clips import clips, history, people
from storage.cut import renders
from storage.files.files import CLIP_SUFFIX, COPY_SUFFIX, PACK_SUFFIX, PICTURE_SUFFIX
from storage.handoff import exports
from storage.lyrics import changes, lines
from storage.posts import posts
from storage.prompts import prompts, styles
from storage.rounds import parts, placed, rounds, takes
from storage.votes import ballots

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.posts.post import Post
    from bot.domain.posts.views import BoardView, CallView, FailureView, View
    from bot.domain.rounds.take import PlacedRound, PlacedTake, Round, Take
    from bot.ports.clock import Clock
    from bot.services.board.views import BoardViews
    from bot.services.posts.progress import BatchProgress
    from storage.database.database import Database, Tx
    from storage.files.files import Files

_OF_TRIALS: Final = frozenset({"winner", "enough-rounds"})
"""Outcomes that mean something else where styles were voted on."""
MESSAGE_LINK: Final = "https://discord.com/channels/{}/{}/{}"


class PostViews:
    """Builds the view of any post; None where its subject is gone.

    With ``moving`` winners can be made to move.
    """

    def __init__(
        self,
        db: Database,
        files: Files,
        clock: Clock,
        progress: BatchProgress,
        boards: BoardViews,
        *,
        moving: bool = False,
    ) -> None:
        self._db = db
        self._files = files
        self._clock = clock
        self._progress = progress
        self._boards = boards
        self._moving = moving

    async def view(self, post: Post) -> View | None:
        """The view of ``post``, in the clip's language."""
        async with self._db.reading() as tx:
            clip = await clips.by_id(tx, post.clip_id)
        if clip is not None and clip.deleted:
            return None if post.message_id is None else GoneView(clip.locale)
        if posts.withdrawn(post):
            return None
        view = await self._built(post)
        async with self._db.reading() as tx:
            return await with_copies(tx, self._files, post, view)

    async def _built(self, post: Post) -> View | None:
        show: dict[PostKind, Callable[[Post], Awaitable[View | None]]] = {
            PostKind.ROUND: self._round,
            PostKind.RUN_OFF: self._run_off,
            PostKind.DECISION: self._decision,
            PostKind.PICK: self._pick,
            PostKind.PROGRESS: self._progress.progress,
            PostKind.RENDER: self._clip,
            PostKind.EXPORT: self._export,
            PostKind.FAILURE: self._progress.failure,
            PostKind.UNPOSTED: self._excused,
            PostKind.TAPPED: self._tapped,
            PostKind.DIRECTOR: self._director,
            PostKind.BOARD: self._board,
            PostKind.CALL: self._call,
            PostKind.REPORT: self._report,
        }
        return await show[post.kind](post)

    async def _board(self, post: Post) -> BoardView | None:
        async with self._db.reading() as tx:
            clip = await clips.by_id(tx, post.clip_id)
        return None if clip is None else await self._boards.view(clip)

    async def _call(self, post: Post) -> CallView | None:
        async with self._db.reading() as tx:
            return await call(tx, post)

    async def _report(self, post: Post) -> ReportView | None:
        async with self._db.reading() as tx:
            place = await placed.round_by_id(tx, int(post.subject))
            if place is None:
                return None
            told = await reported(tx, place)
            message = await posts.of(tx, PostKind.ROUND, post.subject)
            named = [
                (take_name(place.line, place.round, take), take)
                for take in await takes.of_round(tx, place.round.id)
            ]
            about = {one.take for one in told}
            open_ = [(name, take) for name, take in named if take.is_open and name in about]
            held = [(name, take) for name, take in named if take.held is Held.HELD]
            apart = post.channel_id != place.clip.channel_id
            return ReportView(
                locale=place.clip.locale,
                round_id=place.round.id,
                line_number=place.line.number,
                clip_name=place.clip.name,
                director_id=place.clip.director_id,
                link=None if message is None else _link(place.clip.guild_id, message),
                apart=apart,
                takes=tuple(
                    [await self._take(tx, place, take) for _, take in (*open_, *held) if apart]
                ),
                held=bool(held),
                reports=told,
                droppable=tuple((take.number, name) for name, take in open_),
            )

    async def _excused(self, post: Post) -> FailureView | None:
        async with self._db.reading() as tx:
            return await excuse(tx, post)

    async def _round(self, post: Post) -> RoundView | None:
        async with self._db.reading() as tx:
            place = await placed.round_by_id(tx, int(post.subject))
            votes = await ballots.of_round(tx, int(post.subject))
            first = next((ballot for ballot in votes if ballot.run_off_of is None), None)
            return None if place is None else await self._ballot_view(tx, place, first)

    async def _run_off(self, post: Post) -> RoundView | None:
        async with self._db.reading() as tx:
            vote = await placed.round_of_ballot(tx, int(post.subject))
            return None if vote is None else await self._ballot_view(tx, vote[1], vote[0])

    async def _ballot_view(
        self, tx: Tx, place: PlacedRound, ballot: Ballot | None
    ) -> RoundView | None:
        round_, line, clip = place.round, place.line, place.clip
        prompt = await prompts.by_id(tx, round_.prompt_id)
        if prompt is None:
            return None
        rules = clip.rules if ballot is None else ballot.rules
        closes_at = None if ballot is None else ballot.closes_at
        if ballot is None and rules.deadline_s is not None:
            closes_at = self._clock.now() + rules.deadline_s
        names = await people.names(tx, rules.voter_ids)
        decision = winner = announcement = None
        if ballot is not None:
            decision = await ballots.decision_of(tx, ballot.id)
            winner = await _winner(tx, ballot)
            announcement = await posts.of(tx, PostKind.DECISION, str(ballot.id))
        painted = await takes.of_round(tx, round_.id)
        first = ballot is None or ballot.run_off_of is None
        held = [take for take in painted if first and take.held is Held.HELD]
        return RoundView(
            locale=clip.locale,
            round_id=round_.id,
            line_number=line.number,
            lyric=line.text,
            round_number=round_.number,
            prompt=prompt.text,
            author=await people.name_of(tx, prompt.author_id),
            draft=prompt.draft,
            takes=tuple(
                [
                    await self._take(tx, place, take)
                    for take in painted
                    if take.is_open
                    and (ballot is None or take.number in ballot.choices or take.held is not None)
                    and (first or ballot is None or take.number in ballot.choices)
                ]
            ),
            held=tuple([await self._hidden(tx, place, take) for take in held]),
            renewed=first and any(take.held not in {None, Held.HELD} for take in painted),
            rules=rules,
            state=BallotState.OPEN if ballot is None else ballot.state,
            closes_at=closes_at,
            tally={} if decision is None else decision.tally,
            run_off=ballot is not None and ballot.run_off_of is not None,
            winner=None if winner is None else winner.name,
            decision_link=None if announcement is None else _link(clip.guild_id, announcement),
            trial=round_.trial,
            part=await parts.of_round(tx, round_.id),
            asked_by=await people.name_of(tx, round_.requested_by),
            unknown=await _unknown(tx, round_, prompt.text),
            motion=None if round_.motion is None else round_.motion.words,
            moves=self._moving and line.winner_take_id is not None and not round_.trial,
            overtaken=decision is not None and decision.verdict is Verdict.OVERTAKEN,
            thread=(
                say(clip.locale, "round.thread", line=line.number, round=round_.number)
                if clip.round_threads and (ballot is None or ballot.run_off_of is None)
                else None
            ),
            voters_named=", ".join(names[person_id] for person_id in sorted(names)) or None,
        )

    async def _decision(self, post: Post) -> DecisionView | None:
        async with self._db.reading() as tx:
            vote = await placed.round_of_ballot(tx, int(post.subject))
            decision = await ballots.decision_of(tx, int(post.subject))
            if vote is None or decision is None:
                return None
            ballot, place = vote
            winner = await _winner(tx, ballot)
            outcome = str(decision.verdict)
            if decision.verdict is Verdict.TIE and ballot.runs_off:
                outcome = "run-off"
            if (
                decision.verdict in {Verdict.AGAIN, Verdict.FIRST_ROUND}
                and place.round.number > ballot.rules.repaint_limit
            ):
                outcome = "enough-rounds"
            if place.round.trial and outcome in _OF_TRIALS:
                outcome += "-style"
            return DecisionView(
                locale=place.clip.locale,
                outcome=outcome,
                line_number=place.line.number,
                lyric=place.line.text,
                winner=None if winner is None else await self._take(tx, place, winner.take),
                tally=decision.tally,
                by=await _voters(tx, ballot) if outcome == Verdict.OVERTAKEN else None,
                leaders=decision.leaders,
                restyle=None if winner is None else await _restyled(tx, place),
            )

    async def _pick(self, post: Post) -> DecisionView | None:
        async with self._db.reading() as tx:
            entry = await history.by_id(tx, int(post.subject))
            pick = await placed.take_picked(tx, int(post.subject))
            if entry is None or pick is None:
                return None
            return DecisionView(
                locale=pick.clip.locale,
                outcome="picked-style" if pick.round.trial else "picked",
                line_number=pick.line.number,
                lyric=pick.line.text,
                winner=await self._take(tx, pick, pick.take) if pick.take.is_open else None,
                tally={},
                by=await people.name_of(tx, entry.person_id or pick.clip.director_id),
                restyle=await _restyled(tx, pick),
            )

    async def _clip(self, post: Post) -> ClipView | None:
        async with self._db.reading() as tx:
            render = await renders.by_id(tx, int(post.subject))
            clip = await clips.by_id(tx, post.clip_id)
            there = await lines.overview(tx, post.clip_id)
        if render is None or clip is None or render.sha256 is None:
            return None
        untimed = sum(one.line.start_s is None for one in there)
        steps = next_steps({one.state for one in there}, has_song=True, untimed=untimed)
        posted_sha256 = render.posted_sha256
        return ClipView(
            locale=clip.locale,
            kind=render.kind,
            clip_name=clip.name,
            file=None if posted_sha256 is None else self._files.path(posted_sha256, CLIP_SUFFIX),
            full_file=self._files.path(render.sha256, CLIP_SUFFIX),
            duration_s=render.duration_s,
            width_px=render.width_px or 0,
            height_px=render.height_px or 0,
            fitted=posted_sha256 != render.sha256,
            asked_by_id=render.requested_by,
            cards=render.cards,
            broken=render.broken,
            unseen=render.unseen,
            faded=render.faded,
            undrawn=render.undrawn,
            spread=render.spread,
            clip_id=clip.id,
            steps=steps if render.kind is RenderKind.PREVIEW else (),
        )

    async def _export(self, post: Post) -> ExportView | None:
        export_id, _, number = post.subject.partition(".")
        async with self._db.reading() as tx:
            export = await exports.by_id(tx, int(export_id))
            clip = await clips.by_id(tx, post.clip_id)
        part = None
        if export is not None:
            part = next((one for one in export.parts if one.number == int(number)), None)
        if export is None or clip is None or part is None:
            return None
        if not export.posted and part.number > 1:
            return None
        return ExportView(
            locale=clip.locale,
            export_id=export.id,
            clip_name=clip.name,
            file=self._files.path(part.sha256, PACK_SUFFIX) if export.posted else None,
            filename=part.name,
            part=part.number,
            parts=len(export.parts),
            size_bytes=part.size_bytes,
            shots=export.shots or 0,
            asked_by_id=export.requested_by,
        )

    async def _tapped(self, post: Post) -> TappedView | None:
        async with self._db.reading() as tx:
            change = await changes.by_id(tx, int(post.subject))
            clip = await clips.by_id(tx, post.clip_id)
            if change is None or clip is None:
                return None
            touched = {pair.after.id for pair in change.lines if pair.after is not None}
            return TappedView(
                locale=clip.locale,
                by=await people.name_of(tx, change.person_id),
                lines=tuple(
                    line.number for line in await lines.all_of(tx, clip.id) if line.id in touched
                ),
            )

    async def _director(self, post: Post) -> DirectorView | None:
        async with self._db.reading() as tx:
            entry = await history.by_id(tx, int(post.subject))
            clip = await clips.by_id(tx, post.clip_id)
            if entry is None or clip is None:
                return None
            director_id = int(entry.details["after"])
            by = None if entry.person_id in {None, director_id} else entry.person_id
            return DirectorView(
                locale=clip.locale,
                clip_name=clip.name,
                director_id=director_id,
                by=None if by is None else await people.name_of(tx, by),
            )

    async def _hidden(self, tx: Tx, place: PlacedRound, take: Take) -> ShownTake:
        """A held take as it is seen meanwhile."""
        blurred = take.blurred_sha256 or take.sha256
        return replace(
            await self._take(tx, place, take), picture=self._files.path(blurred, COPY_SUFFIX)
        )

    async def _take(self, tx: Tx, place: PlacedRound, take: Take) -> ShownTake:
        parent = await placed.take_by_id(tx, take.parent_take_id)
        return ShownTake(
            take_id=take.id,
            number=take.number,
            name=take_name(place.line, place.round, take),
            picture=(
                self._files.path(take.sha256, PICTURE_SUFFIX)
                if take.film is None
                else self._files.path(take.film.shown_sha256, CLIP_SUFFIX)
            ),
            brought_by=(
                None if take.brought_by is None else await people.name_of(tx, take.brought_by)
            ),
            parent=None if parent is None else parent.name,
            still=place.round.motion is not None and take.film is None,
            tried=(await styles.tried(tx, place.round.id)).get(take.number),
            cut=take.cut,
            withheld=take.withheld,
        )


async def _unknown(tx: Tx, round_: Round, prompt: str) -> tuple[str, ...]:
    """Words of the prompt that the model does not know, unless an earlier round has said so.

    What style and cast add is told where they are written, not under each round.
    """
    words: set[str] = set()
    for other in reversed(await rounds.of_line(tx, round_.line_id, trials=True)):
        unknown = {
            word for take in await takes.of_round(tx, other.id) for word in take.unknown_words
        }
        if other.id == round_.id:
            words = unknown
        elif other.number < round_.number:
            words -= unknown
    said = prompt.casefold()
    return tuple(sorted(word for word in words if word.casefold() in said))


async def _winner(tx: Tx, ballot: Ballot) -> PlacedTake | None:
    """The take that won, unless it was dropped since."""
    winner = await placed.take_by_id(tx, ballot.winner_take_id)
    return winner if winner is not None and winner.take.is_open else None


def _link(guild_id: int, post: Post) -> str | None:
    if post.message_id is None:
        return None
    return MESSAGE_LINK.format(guild_id, post.channel_id, post.message_id)


async def _restyled(tx: Tx, place: PlacedRound) -> int | None:
    """The clip, where a style was chosen and there are winners in an earlier one."""
    there = await lines.all_of(tx, place.clip.id) if place.round.trial else ()
    return place.clip.id if any(line.winner_take_id for line in there) else None


async def _voters(tx: Tx, ballot: Ballot) -> str:
    """The names of those who voted."""
    voted = {vote.person_id for vote in await ballots.votes(tx, ballot.id)}
    return ", ".join(sorted((await people.names(tx, voted)).values()))
