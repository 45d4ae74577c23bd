"""From rows to an edit: winners, song, times, looks and names become one frozen description."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from bot.domain.board.board import Standing
from bot.domain.clips.people import shown_names
from bot.domain.cut.credits import Team, corner_of, credits_of, people_in_words, title_of, wording
from bot.domain.cut.edit import (
    FINAL_SETTINGS,
    PREVIEW_SETTINGS,
    TARGET_LUFS,
    Edit,
    Loudness,
    Metadata,
    compose,
)
from bot.domain.cut.formats import RATES, format_of
from bot.domain.cut.look import CutsOn, ShotLook
from bot.domain.cut.morph import length_s
from bot.domain.cut.render import RenderKind
from bot.domain.cut.source import Film, FilmFit, Fit, Reel, Still
from bot.domain.cut.timeline import lay_out, settle_times
from bot.domain.cut.transitions import Transition
from bot.domain.errors import UserError
from bot.domain.lyrics.spreading import spread
from bot.domain.song.song import shot_energies, song_beats
from bot.services.ground.leading import leading
from bot.services.marks.claims import models_of
from storage.clips import history
from storage.cut import looks
from storage.files.files import CLIP_SUFFIX, PICTURE_SUFFIX, SONG_SUFFIX
from storage.lyrics import lines
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.cut.look import ClipLook
    from bot.domain.cut.render import Render, RenderOptions
    from bot.domain.cut.source import Source
    from bot.domain.cut.timeline import Timeline
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import Preset
    from bot.domain.rounds.take import Take
    from bot.domain.song.song import Song, SongFacts
    from storage.database.transaction import Tx
    from storage.files.files import Files

PREVIEW_SIDE_PX: Final = 360


@dataclass(frozen=True, slots=True)
class MorphPair:
    """The winners that a morph leads between, and the line it leads into.

    ``passage`` is the index of the shot that leaves; ``fit`` None says that the two shots are
    framed differently.
    """

    passage: int
    line_number: int
    before: Take
    after: Take
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class PlannedCut:
    """An edit, how many lines without a time were placed by syllables, and which are never seen."""

    edit: Edit
    spread: int
    unseen: tuple[int, ...] = ()
    morphs: tuple[MorphPair, ...] = ()
    """Between which takes the edit has morphs, whose films it still lacks."""


async def edit_of(
    tx: Tx, files: Files, clip: Clip, render: Render, presets: Mapping[str, Preset]
) -> PlannedCut:
    """The edit that a render asks for, from what the rows say now.

    Raises:
        UserError: the song or the lines are gone, or the line asked for is never seen.
    """
    song = await songs.current(tx, clip.id)
    there = await lines.all_of(tx, clip.id)
    if song is None:
        raise UserError("render.no-song")
    if not there:
        raise UserError("line.none")
    look = await looks.of_clip(tx, clip.id)
    shots = await looks.of_shots(tx, clip.id)
    preview = render.kind is RenderKind.PREVIEW
    rate = RATES[look.rate]
    untimed = sum(line.start_s is None for line in there)
    settled, _ = settle_times(spread(there, song.duration_s, clip.locale), song.duration_s)
    timeline = lay_out(settled, song.duration_s, rate, cuts_on_s=_marks(look.cuts, song))
    options = render.options
    takes_by_line = await _takes(tx, there, undecided=preview)
    decided = {line.id for line in there if line.winner_take_id is not None}
    winners = {line: take for line, take in takes_by_line.items() if line in decided}
    edit = compose(
        timeline,
        format_of(
            options.aspect or look.aspect,
            rate,
            short_side_px=options.short_side_px
            or (PREVIEW_SIDE_PX if preview else look.short_side_px),
        ),
        files.path(song.sha256, SONG_SUFFIX),
        {line: _source(files, take, shots.get(line)) for line, take in takes_by_line.items()},
        energies=shot_energies(song.energy, timeline) if song.energy else None,
        moves={line: shot.move for line, shot in shots.items() if shot.move is not None},
        transitions={
            line: shot.transition for line, shot in shots.items() if shot.transition is not None
        },
        morphs_s={
            line.id: length_s(song.tempo_bpm, shots.get(line.id, ShotLook()).morph_beats)
            for line in there
        },
        beats=song_beats(song.energy, song.beats_s),
    )
    team = await team_of(tx, clip, presets)
    words = wording(clip.locale)
    return PlannedCut(
        dataclasses.replace(
            edit,
            captions=look.captions if options.captions else None,
            title=title_of(team, words, look.credits, look.disclosure) if options.whole else None,
            credits=(
                credits_of(team, words, look.credits, look.disclosure) if options.whole else None
            ),
            poster=_poster(files, look, takes_by_line, shots) if options.whole else None,
            corner=corner_of(words, look.credits, look.disclosure) if options.whole else "",
            words=words,
            encoder=PREVIEW_SETTINGS if preview else FINAL_SETTINGS,
            loudness=loudness_of(song, normalise=look.normalise),
            metadata=Metadata(
                title=clip.name,
                artist=clip.artist,
                comment=words.disclosure,
                copyright=team.model_licence,
                people=people_in_words(team, words),
            ),
            span=None if options.whole else _span(options, song, timeline),
            tentative=frozenset(takes_by_line.keys() - decided),
        ),
        untimed,
        timeline.unseen,
        tuple(_morphs(edit, winners, shots)),
    )


def _poster(
    files: Files, look: ClipLook, takes: Mapping[int, Take], shots: Mapping[int, ShotLook]
) -> Source | None:
    """The picture of the line that was chosen for the first frame, if it has one."""
    line_id = look.poster_line_id
    take = None if line_id is None else takes.get(line_id)
    return None if take is None or line_id is None else _source(files, take, shots.get(line_id))


def loudness_of(song: Song | SongFacts, *, normalise: bool) -> Loudness | None:
    """How the song's level is changed; None where its peaks are not known."""
    if song.peak_dbfs is None:
        return None
    return Loudness(song.loudness_lufs, song.peak_dbfs, TARGET_LUFS if normalise else None)


def _marks(cuts: CutsOn, song: Song) -> tuple[float, ...]:
    """What the cuts are brought onto, in seconds of the song."""
    match cuts:
        case CutsOn.LINES:
            return ()
        case CutsOn.BEATS:
            return song.beats_s
        case CutsOn.BARS:
            return song.bars_s
        case _:
            assert_never(cuts)


async def _takes(tx: Tx, there: Sequence[Line], *, undecided: bool) -> dict[int, Take]:
    """The winners by line; where there is none, ``undecided`` asks for who leads, or the first."""
    found: dict[int, Take] = {}
    for line in there:
        take = await leading(tx, line)
        if take is not None and (undecided or take.standing is Standing.WINNER):
            found[line.id] = take.take
    return found


def _morphs(
    edit: Edit, winners: Mapping[int, Take], shots: Mapping[int, ShotLook]
) -> Iterator[MorphPair]:
    for passage in edit.passages:
        leaving, arriving = (edit.cuts[passage.before + k].shot.line for k in (0, 1))
        if passage.kind is Transition.MORPH and leaving is not None and arriving is not None:
            before, after = winners.get(leaving.id), winners.get(arriving.id)
            if before is not None and after is not None:
                fits = {shots.get(line.id, ShotLook()).fit for line in (leaving, arriving)}
                fit = (fits.pop() or Fit.AUTO) if len(fits) == 1 else None
                yield MorphPair(passage.before, arriving.number, before, after, fit)


def _source(files: Files, take: Take, look: ShotLook | None) -> Source:
    look = look or ShotLook()
    fit = look.fit or Fit.AUTO
    if take.film is None:
        return Still(files.path(take.sha256, PICTURE_SUFFIX), look.focus, fit)
    reel = Reel(take.film.frames, take.film.rate, look.film or FilmFit.AUTO)
    return Film(files.path(take.film.sha256, CLIP_SUFFIX), reel, look.focus, fit)


async def team_of(tx: Tx, clip: Clip, presets: Mapping[str, Preset]) -> Team:
    """Who made the clip and with what, as the rows say now."""
    contributors = await history.people_of(tx, clip.id)
    models = await models_of(tx, clip, presets)
    winners = await _takes(tx, await lines.all_of(tx, clip.id), undecided=False)
    return Team(
        title=clip.name,
        artist=clip.artist,
        prompters=shown_names(contributors.prompts, clip.names),
        askers=shown_names(contributors.generated, clip.names),
        voters=shown_names(contributors.voted, clip.names),
        directors=shown_names(contributors.decided, clip.names),
        model=", ".join(one.title for one in models),
        model_licence="; ".join(dict.fromkeys(one.licence for one in models)),
        training_data=" ".join(dict.fromkeys(one.trained_on(clip.locale) for one in models)),
        roles=(await looks.of_clip(tx, clip.id)).roles,
        loras=tuple({use.told: None for take in winners.values() for use in take.loras}),
    )


def _span(options: RenderOptions, song: Song, timeline: Timeline) -> tuple[int, int]:
    if options.line_id is not None:
        return _shot_of(options.line_id, timeline)
    since = timeline.frame_of(options.from_s or 0.0)
    until = timeline.frame_of(song.duration_s if options.to_s is None else options.to_s)
    return since, max(until, since + 1)


def _shot_of(line_id: int, timeline: Timeline) -> tuple[int, int]:
    """From where to where a line is seen, be it in another line's shot."""
    for shot in timeline.shots:
        if shot.line is not None and shot.line.id == line_id:
            return shot.start, shot.end
    starts = [timeline.frame_of(line.start_s) for line in timeline.lines if line.id == line_id]
    for shot in timeline.shots:
        if starts and shot.start <= starts[0] < shot.end:
            return shot.start, shot.end
    raise UserError("render.line-unseen")
