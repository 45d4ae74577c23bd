"""From rows to a pack: what an export holds, and the movies that are to be rendered for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from bot.domain.cut.camera import Move
from bot.domain.cut.captions import captions_of
from bot.domain.cut.credits import CreditsMode, credits_of, wording
from bot.domain.cut.edit import Cut, EncoderSettings
from bot.domain.cut.render import Render, RenderKind, RenderOptions
from bot.domain.cut.timeline import Shot, ShotKind, Timeline
from bot.domain.errors import UserError
from bot.domain.handoff.pack import (
    Alternate,
    Marker,
    MarkerKind,
    Pack,
    PackedFile,
    PackedShot,
    PackedText,
    movie_name,
    stem_of,
)
from bot.domain.lyrics.imported import Kind
from bot.domain.lyrics.writing import write
from bot.domain.rounds.take import take_name
from bot.domain.texts import Safe, say
from bot.services.cut.edit import edit_of, team_of
from storage.files.files import PICTURE_SUFFIX
from storage.lyrics import lines
from storage.prompts import prompts
from storage.rounds import rounds, takes
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.cut.edit import Edit
    from bot.domain.handoff.export import Export
    from bot.domain.lyrics.line import Line
    from bot.domain.prompts.prompt import Preset
    from bot.domain.song.song import Song
    from storage.database.transaction import Tx
    from storage.files.files import Files

HANDLE_S: Final = 1.0
"""How much more than its shot a movie shows at either end, where the song goes on."""

_BEYOND_S: Final = 30.0
"""A clip fades out at its end; a movie's end must be far from one."""
_CUTTING: Final = EncoderSettings(quality=16)
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Movie:
    """A shot to be rendered by itself, without letters: its edit, its name in the pack."""

    edit: Edit
    name: str
    frames: int


@dataclass(frozen=True, slots=True)
class StoredTake:
    """A kept picture that goes into the pack, as ``name``."""

    take_id: int
    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A pack whose movies and pictures are not made yet; ``pack.files`` has what needs no work."""

    pack: Pack
    movies: tuple[Movie, ...]
    takes: tuple[StoredTake, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of a line beside its place in the song."""

    line: Line
    prompt: str = ""
    winner: str = ""
    still: str = ""
    alternates: tuple[Alternate, ...] = ()


async def cut_as_it_is(tx: Tx, files: Files, clip: Clip, presets: Mapping[str, Preset]) -> Edit:
    """The whole clip as it would be rendered now.

    Raises:
        UserError: the song or the lines are gone.
    """
    whole = Render(0, clip.id, RenderKind.FINAL, RenderOptions(), clip.director_id, 0.0)
    return (await edit_of(tx, files, clip, whole, presets)).edit


async def contents_of(
    tx: Tx, files: Files, clip: Clip, export: Export, presets: Mapping[str, Preset]
) -> Contents:
    """What the export holds, from what the rows say now.

    Raises:
        UserError: the song, the lines or all winners are gone.
    """
    edit = replace(await cut_as_it_is(tx, files, clip, presets), encoder=_CUTTING)
    song = await songs.current(tx, clip.id)
    found = await lines.all_of(tx, clip.id)
    stored: list[StoredTake] = []
    told = {
        line.id: await _told(tx, files, line, stored, rejected=export.rejected) for line in found
    }
    if song is None or not any(one.still for one in told.values()):
        raise UserError("render.no-winners")
    stem = stem_of(clip.name)
    suffix = PurePath(song.filename).suffix.lower()
    sound = f"song/{stem}{suffix if _SUFFIX.fullmatch(suffix) else '.audio'}"
    movies = tuple(_movie(edit, place) for place in range(len(edit.cuts)))
    rate = edit.format.rate
    pack = Pack(
        stem=f"couplet-{stem}",
        title=clip.name,
        clip_id=clip.id,
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        width_px=edit.format.width_px,
        height_px=edit.format.height_px,
        frames=edit.timeline.frames,
        song=sound,
        shots=tuple(_shots(edit, movies, told)),
        markers=tuple(_markers(edit.timeline, song)),
        texts=(
            *_captions(clip, song, edit.timeline, found, stem),
            PackedText("credits.txt", await _credits(tx, clip, presets)),
            PackedText(
                "README.txt",
                say(
                    clip.locale,
                    "handoff.readme",
                    name=Safe(clip.name),
                    stem=Safe(f"couplet-{stem}"),
                )
                + "\n",
            ),
        ),
        files=(PackedFile(edit.song, sound),),
    )
    return Contents(pack, movies, tuple(stored))


async def _told(
    tx: Tx, files: Files, line: Line, stored: list[StoredTake], *, rejected: bool
) -> _Told:
    """What is known of a line; the pictures that go along are added to ``stored``."""
    winner = still = ""
    alternates: list[Alternate] = []
    for round_ in await rounds.of_line(tx, line.id):
        for take in await takes.open_of_round(tx, round_.id):
            name = take_name(line, round_, take)
            chosen = take.id == line.winner_take_id
            folder = "stills" if chosen else "takes"
            file = f"{folder}/{stem_of(name.replace('·', '-'))}-t{take.id}{PICTURE_SUFFIX}"
            if chosen:
                winner, still = name, file
            elif rejected:
                alternates.append(Alternate(name, file))
            if chosen or rejected:
                stored.append(StoredTake(take.id, files.path(take.sha256, PICTURE_SUFFIX), file))
    prompt = await prompts.latest(tx, line.id)
    return _Told(line, "" if prompt is None else prompt.text, winner, still, tuple(alternates))


def _movie(edit: Edit, place: int) -> Movie:
    """The shot at ``place`` with its handles, as a clip of its own with its piece of the song.

    The camera's move goes on through the handles: in a dissolve nothing stands still.
    """
    timeline, cut = edit.timeline, edit.cuts[place]
    shot = cut.shot
    before, after = _handles(timeline, shot)
    frames = before + shot.frames + after
    alone = replace(shot, kind=ShotKind.LINE, start=0, end=frames)
    beyond = Shot(ShotKind.CLOSING, frames, frames + int(_BEYOND_S * timeline.rate))
    return Movie(
        replace(
            edit,
            timeline=Timeline(
                rate=timeline.rate,
                frames=beyond.end,
                lead=timeline.lead + before - shot.start,
                tail=0,
                shots=(alone, beyond),
            ),
            cuts=(replace(cut, shot=alone), Cut(beyond, None, Move.HOLD)),
            passages=(),
            captions=None,
            title=None,
            credits=None,
            corner="",
            poster=None,
            span=(0, frames),
        ),
        movie_name(place, 0 if shot.line is None else shot.line.id),
        frames,
    )


def _handles(timeline: Timeline, shot: Shot) -> tuple[int, int]:
    most = int(HANDLE_S * timeline.rate)
    return min(most, shot.start), min(most, timeline.frames - shot.end)


def _shots(edit: Edit, movies: Sequence[Movie], told: Mapping[int, _Told]) -> Iterator[PackedShot]:
    arriving = {passage.before + 1: passage for passage in edit.passages}
    for place, (cut, movie) in enumerate(zip(edit.cuts, movies, strict=True)):
        shot, passage = cut.shot, arriving.get(place)
        known = None if shot.line is None else told.get(shot.line.id)
        yield PackedShot(
            start=shot.start,
            frames=shot.frames,
            kind=str(shot.kind),
            movie=movie.name,
            movie_frames=movie.frames,
            before=_handles(edit.timeline, shot)[0],
            line_id=0 if known is None else known.line.id,
            line=0 if known is None else known.line.number,
            lyric="" if known is None else known.line.text,
            prompt="" if known is None else known.prompt,
            take="" if known is None else known.winner,
            still="" if known is None else known.still,
            alternates=() if known is None else known.alternates,
            move="" if cut.source is None else str(cut.move),
            arrives="" if passage is None else str(passage.kind),
            arrives_before=0 if passage is None else shot.start - passage.start,
            arrives_after=0 if passage is None else passage.end - shot.start,
        )


def _markers(timeline: Timeline, song: Song) -> Iterator[Marker]:
    begun: list[tuple[int, str]] = []
    for line in timeline.lines:
        if line.section and (not begun or begun[-1][1] != line.section):
            begun.append((timeline.frame_of(line.start_s), line.section))
    for (start, name), (end, _) in pairwise([*begun, (timeline.frames, "")]):
        yield Marker(MarkerKind.SECTION, start, max(end - start, 1), name)
    for caption in captions_of(timeline):
        frames = caption.end - caption.start
        yield Marker(MarkerKind.CAPTION, caption.start, frames, caption.text)
    for beat_s in song.beats_s:
        frame = timeline.frame_of(beat_s)
        if frame < timeline.frames:
            yield Marker(MarkerKind.BEAT, frame, 1)


def _captions(
    clip: Clip, song: Song, timeline: Timeline, found: Sequence[Line], stem: str
) -> Iterator[PackedText]:
    """The words that are sung, when they are in the cut: lines without a time have their place."""
    settled = {line.id: line for line in timeline.lines}
    sung = [
        replace(line, start_s=settled[line.id].start_s, end_s=settled[line.id].end_s)
        for line in found
        if line.sung and line.id in settled
    ]
    for kind in (Kind.SRT, Kind.ASS, Kind.LRC):
        words = write(sung, kind, title=clip.name, artist=clip.artist, duration_s=song.duration_s)
        yield PackedText(f"captions/{stem}.{kind}", words)


async def _credits(tx: Tx, clip: Clip, presets: Mapping[str, Preset]) -> str:
    told = credits_of(await team_of(tx, clip, presets), wording(clip.locale), CreditsMode.FULL)
    rows = [clip.name, ""]
    if told is not None:
        rows += [f"{role.heading}: {', '.join(role.names)}" for role in told.roles]
        rows += ["", *told.small_print]
    return "\n".join(rows) + "\n"
