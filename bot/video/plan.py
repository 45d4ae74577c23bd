"""The cutting plan: an edit taken apart into segments, each rendered and kept on its own.

Pure. A segment's key is made of all that changes a pixel of it and of nothing else, so a changed
winner costs its shot and the passages beside it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.cut.camera import PULSE_FALL_S, PULSE_RISE_S, Beat, Move
from bot.domain.cut.captions import Caption, CaptionPlace, captions_of
from bot.domain.cut.han import forms_around
from bot.domain.cut.source import Film
from bot.domain.cut.timeline import ShotKind
from bot.domain.cut.transitions import Transition
from bot.video import ass, captions, cards, faces, graph
from bot.video.segments import FADE_OUT_S, Layer, Segment, Veil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.domain.cut.edit import Cut, Edit
    from bot.domain.cut.formats import Format
    from bot.domain.cut.transitions import Passage
    from bot.video.ass import Inscription
    from bot.video.faces import Face

TITLE_S: Final = 6.0
"""A title leaves after this long, however long the opening is."""

OVERLAID_TITLE_S: Final = 3.5
OVERLAID_CREDITS_S: Final = 4.0
CREDITS_S: Final = 12.0
"""Credits stand no longer than this: before them the last shot is seen as it is."""
SHORTEST_CARD_S: Final = 1.8
"""An opening or closing shorter than this cannot carry letters of its own."""

VEIL_LIFT_S: Final = 0.8


@dataclass(frozen=True, slots=True)
class Planned:
    """A segment with what is written over it."""

    segment: Segment
    marks: tuple[Inscription, ...]

    @property
    def end(self) -> int:
        """The clip's frame after the segment's last one."""
        return self.segment.start + self.segment.frames


def key_of(
    planned: Planned, frame: Format, encoder_args: Sequence[str], ffmpeg_version: str
) -> str:
    """The name of a segment's file: equal exactly when every pixel of it is.

    Where the segment stands in the clip and where its pictures lie changes no pixel.
    """
    told = asdict(planned.segment)
    script, used = letters([planned], frame)
    del told["start"]
    for layer in told["layers"]:
        del layer["path"]
    told |= {
        "version": graph.VERSION,
        "ffmpeg": ffmpeg_version,
        "encoder": list(encoder_args),
        "frame": [frame.width_px, frame.height_px, str(frame.rate)],
        "script": script,
        "fonts": faces.fingerprint(used) if used else "",
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def letters(run: Sequence[Planned], frame: Format) -> tuple[str, frozenset[Face]]:
    """What is written over neighbouring segments as one ASS script, and the faces it needs.

    Empty where nothing is written.
    """
    marks = list(dict.fromkeys(mark for one in run for mark in one.marks))
    if not marks:
        return "", frozenset()
    return ass.document(marks, frame, run[0].segment.start)


def plan(edit: Edit, digests: Mapping[Path, str]) -> tuple[Planned, ...]:
    """The segments of ``edit`` in order, without gap or overlap.

    ``digests`` names the content of every picture that can be shown; one that is missing there
    is shown as a card.
    """
    shots = edit.timeline.shots
    starts = [shot.start for shot in shots]
    ends = [shot.end for shot in shots]
    for passage in edit.passages:
        ends[passage.before] = passage.end
        starts[passage.before + 1] = passage.start
    veils = [_veil(edit, index, starts[index]) for index in range(len(shots))]
    marks, poster = inscriptions(edit, digests), _poster(edit, digests)
    covered = len(poster)
    # Segments of one encoder share their letters: none is for the poster's frame.
    marks = tuple(replace(one, start=max(one.start, covered)) for one in marks if one.end > covered)
    joins = {passage.before: passage for passage in edit.passages}

    def layer(index: int, at: int) -> Layer:
        cut, frames = edit.cuts[index], ends[index] - starts[index]
        made = _layer(cut, digests, at - starts[index], frames, veils[index])
        return replace(made, beats=_beats(edit, cut, starts[index], ends[index]))

    def passage_of(passage: Passage) -> Planned:
        at = passage.start
        layers = [layer(passage.before, at), layer(passage.before + 1, at)]
        kind, film = passage.kind, edit.morphs.get(passage.before)
        if kind is Transition.MORPH:
            if film is not None and film.path in digests:
                layers.append(_film(film, digests, passage.frames))
            else:
                kind = Transition.CROSSFADE
        return _segment(edit, marks, (at, passage.end), tuple(layers), kind.value)

    segments = [_segment(edit, (), (0, 1), (picture,), None) for picture in poster]
    for index in range(len(shots)):
        body_start = joins[index - 1].end if index - 1 in joins else shots[index].start
        body_start = max(body_start, covered)
        body_end = joins[index].start if index in joins else shots[index].end
        if body_end > body_start:
            segments.append(
                _segment(edit, marks, (body_start, body_end), (layer(index, body_start),), None)
            )
        if index in joins:
            segments.append(passage_of(joins[index]))
    return tuple(one for one in segments if _is_asked(edit, one))


def still(planned: Sequence[Planned], at: int) -> tuple[Planned, ...]:
    """The clip's frame ``at`` alone, out of its segments; nothing where they do not have it."""
    return tuple(
        replace(
            one,
            segment=replace(
                one.segment,
                start=at,
                frames=1,
                layers=tuple(
                    replace(layer, first=layer.first + at - one.segment.start)
                    for layer in one.segment.layers
                ),
                ending=None
                if one.segment.ending is None
                else one.segment.ending - (at - one.segment.start),
            ),
            marks=tuple(mark for mark in one.marks if mark.start <= at < mark.end),
        )
        for one in planned
        if one.segment.start <= at < one.end and one.segment.passage is None
    )


def _is_asked(edit: Edit, planned: Planned) -> bool:
    """Whether any frame of a segment belongs to the part that is rendered."""
    first, last = edit.span or (0, edit.timeline.frames)
    return planned.segment.start < last and planned.end > first


def inscriptions(edit: Edit, digests: Mapping[Path, str]) -> tuple[Inscription, ...]:
    """All letters of the clip: title, captions, cards of missing shots, credits."""
    timeline, frame = edit.timeline, edit.format
    marks: list[Inscription] = []
    title_at = _title_span(edit)
    credits_at = _credits_span(edit)
    around = forms_around(line.text for line in timeline.lines)
    carded: set[int] = set()
    sung = False
    for cut in edit.cuts:
        line = cut.shot.line
        if line is not None and not _is_seen(cut, digests):
            carded.add(cut.shot.start)
            marks.extend(
                cards.missing_inscriptions(
                    line.number,
                    line.text,
                    edit.words,
                    frame,
                    (cut.shot.start, cut.shot.end),
                    around=around,
                )
            )
        elif line is not None and line.id in edit.tentative:
            span = (cut.shot.start, cut.shot.end)
            marks.append(cards.tentative_inscription(line.number, frame, span))
    if edit.captions is not None:
        spoken = [
            caption
            for caption in captions_of(timeline)
            if not any(
                cut.shot.start <= caption.start < cut.shot.end and cut.shot.start in carded
                for cut in edit.cuts
            )
        ]
        # A song may end on singing: its last words stand under the credits, never in them.
        late = [caption for caption in spoken if _ends_in(caption, credits_at)]
        low = replace(edit.captions, place=CaptionPlace.BOTTOM)
        if edit.captions == low:  # all in one, so that those of one moment are stacked
            marks.extend(captions.caption_inscriptions(spoken, low, frame, around))
        else:
            early = [caption for caption in spoken if caption not in late]
            marks.extend(captions.caption_inscriptions(early, edit.captions, frame, around))
            marks.extend(captions.caption_inscriptions(late, low, frame, around))
        sung = bool(late)
    if edit.title is not None and title_at is not None:
        start, end, veiled = title_at
        span = (start, end)
        marks.extend(cards.title_inscriptions(edit.title, frame, span, around, scrim=not veiled))
    if edit.credits is not None and credits_at is not None:
        start, end, veiled = credits_at
        span = (start, end)
        marks.extend(
            cards.credit_inscriptions(
                edit.credits, frame, span, around, scrim=not veiled, sung=sung
            )
        )
    return tuple(marks)


def _ends_in(caption: Caption, span: tuple[int, int, bool] | None) -> bool:
    return span is not None and caption.end > span[0]


def _title_span(edit: Edit) -> tuple[int, int, bool] | None:
    """From where to where the title stands, and whether it has a veiled shot of its own."""
    if edit.title is None:
        return None
    rate = edit.timeline.rate
    first = edit.timeline.shots[0]
    if first.kind is ShotKind.OPENING and first.frames >= SHORTEST_CARD_S * rate:
        return 0, min(first.end, int(TITLE_S * rate)), True
    return 0, min(edit.timeline.frames, int(OVERLAID_TITLE_S * rate)), False


def _credits_span(edit: Edit) -> tuple[int, int, bool] | None:
    """From where to where the credits stand, and whether they have a veiled shot of their own."""
    if edit.credits is None:
        return None
    rate, total = edit.timeline.rate, edit.timeline.frames
    last = edit.timeline.shots[-1]
    if last.kind is ShotKind.CLOSING and last.frames >= SHORTEST_CARD_S * rate:
        most, alone = int(CREDITS_S * rate), int(SHORTEST_CARD_S * rate)
        return total - most if last.frames >= most + alone else last.start, total, True
    return max(total - int(OVERLAID_CREDITS_S * rate), 0), total, False


def _veil(edit: Edit, index: int, seen_from: int) -> Veil | None:
    """The veil of a shot that carries the title or the credits, in the shot's own frames."""
    lift = max(int(VEIL_LIFT_S * edit.timeline.rate), 1)
    shots = edit.timeline.shots
    title_at, credits_at = _title_span(edit), _credits_span(edit)
    if index == 0 and title_at is not None and title_at[2]:
        until = title_at[1] - seen_from
        whole = title_at[1] >= shots[0].end
        return Veil(0, until + lift + shots[0].frames if whole else until, lift)
    if index == len(shots) - 1 and credits_at is not None and credits_at[2]:
        late = credits_at[0] > shots[index].start
        since = credits_at[0] - seen_from if late else 0
        return Veil(since, 2 * edit.timeline.frames, lift)
    return None


def _is_seen(cut: Cut, digests: Mapping[Path, str]) -> bool:
    return cut.source is not None and cut.source.path in digests


def _layer(
    cut: Cut, digests: Mapping[Path, str], first: int, frames: int, veil: Veil | None
) -> Layer:
    source = cut.source if _is_seen(cut, digests) else None
    number = cut.shot.line.number if cut.shot.line is not None else 0
    return Layer(
        path=str(source.path) if source else None,
        digest=digests[source.path] if source else "card",
        tint=0 if source else number,
        fit=source.fit.value if source else "crop",
        focus=source.focus if source else None,
        move=cut.move.value,
        energy=round(cut.energy, 3),
        first=first,
        frames=frames,
        veil=veil,
        reel=source.reel if isinstance(source, Film) else None,
    )


def _beats(edit: Edit, cut: Cut, start: int, end: int) -> tuple[Beat, ...]:
    """What a pulse goes with while its shot is seen; of other moves nothing depends on it."""
    if cut.move is not Move.PULSE:
        return ()
    rise, fall = (seconds * edit.timeline.rate for seconds in (PULSE_RISE_S, PULSE_FALL_S))
    return tuple(
        Beat(round(beat.at - start, 3), round(beat.loud, 2))
        for beat in edit.beats
        if start - fall <= beat.at <= end + rise
    )


def _poster(edit: Edit, digests: Mapping[Path, str]) -> tuple[Layer, ...]:
    """The picture of the clip's first frame, where one was chosen and that frame is a shot's."""
    source = edit.poster
    taken = any(passage.start == 0 for passage in edit.passages)
    if source is None or edit.span is not None or taken or source.path not in digests:
        return ()
    cut = replace(edit.cuts[0], source=source, move=Move.HOLD)
    return (_layer(cut, digests, 0, 1, None),)


def _film(film: Film, digests: Mapping[Path, str], frames: int) -> Layer:
    """A morph's film, from its first frame to its last in ``frames`` frames of the clip."""
    return Layer(
        path=str(film.path),
        digest=digests[film.path],
        tint=0,
        fit=film.fit.value,
        focus=film.focus,
        move=Move.DRIFT.value,  # its camera is its neighbours': it needs their room to move
        energy=0.0,
        first=0,
        frames=frames,
        veil=None,
        reel=film.reel,
    )


def _segment(
    edit: Edit,
    marks: Sequence[Inscription],
    span: tuple[int, int],
    layers: tuple[Layer, ...],
    passage: str | None,
) -> Planned:
    start, end = span
    total = edit.timeline.frames
    fading = end > total - int(FADE_OUT_S * edit.timeline.rate)
    segment = Segment(
        start=start,
        frames=end - start,
        layers=layers,
        passage=passage,
        ending=total - start if fading else None,
    )
    shown = [mark for mark in marks if mark.start < end and mark.end > start]
    if edit.corner:
        # As long as its segment: where that stands in the clip changes nothing of it.
        low = edit.captions is not None and edit.captions.place is CaptionPlace.TOP
        shown.append(cards.corner_inscription(edit.corner, edit.format, span, low=low))
    return Planned(segment, tuple(shown))
