"""A timeline from an editor, read for our shots; all else in it is data of strangers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, cast

import opentimelineio  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.handoff.pack import SHOT_FILE
from bot.domain.handoff.returned import Returned, ReturnedShot
from bot.handoff.timeline import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

otio = cast("Any", opentimelineio)

MOST_CLIPS: Final = 10_000
_LONGEST_S: Final = 86_400.0


class NoTimeline(Exception):
    """It is no timeline; the message is our sentence's key."""


def read(path: Path) -> Returned:
    """What the timeline says of our shots.

    A shot is known by what we wrote into it, or by its movie's name where an editor dropped that.

    Raises:
        NoTimeline: it cannot be read, or is something else.
    """
    try:
        timeline = otio.adapters.read_from_string(path.read_text("utf-8"), "otio_json")
    except (otio.exceptions.OTIOError, OSError, ValueError, TypeError, RecursionError) as error:
        raise NoTimeline("unreadable") from error
    if isinstance(timeline, otio.schema.SerializableCollection):
        timeline = next((one for one in timeline if isinstance(one, otio.schema.Timeline)), None)
    if not isinstance(timeline, otio.schema.Timeline):
        raise NoTimeline("no-timeline")
    found = list(_clips(timeline))
    begins_s = next((start for kind, clip, start in found if _is_song(kind, clip)), 0.0)
    starts: dict[int, float] = {}
    foreign = repeated = 0
    for kind, clip, start_s in sorted(found, key=lambda one: one[2]):
        if kind != otio.schema.TrackKind.Video:
            continue
        line_id = _line_of(clip)
        if line_id is None:
            foreign += 1
        elif line_id in starts:
            repeated += 1
        elif line_id:  # 0: the opening or the closing, which belong to no line
            starts[line_id] = start_s - begins_s
    return Returned(
        _whole(_ours(timeline).get("clip")) or 0,
        tuple(ReturnedShot(line_id, start_s) for line_id, start_s in starts.items()),
        foreign,
        repeated,
    )


def _clips(timeline: Any) -> Iterator[tuple[str, Any, float]]:
    """Each track's kind, a clip on it, and when its media would begin (sound) or it does."""
    count = 0
    for track in timeline.tracks:
        if not isinstance(track, otio.schema.Track):
            continue
        for clip, place in track.range_of_all_children().items():
            if not isinstance(clip, otio.schema.Clip):
                continue
            start_s = place.start_time.to_seconds()
            if track.kind == otio.schema.TrackKind.Audio and clip.source_range is not None:
                start_s -= clip.source_range.start_time.to_seconds()
            count += 1
            if count > MOST_CLIPS:
                raise NoTimeline("unreadable")
            if math.isfinite(start_s) and abs(start_s) < _LONGEST_S:
                yield track.kind, clip, start_s


def _is_song(kind: str, clip: Any) -> bool:
    return kind == otio.schema.TrackKind.Audio and (
        clip.name == "song" or "/song/" in f"/{_url(clip)}"
    )


def _line_of(clip: Any) -> int | None:
    """The id of the line whose shot it is, 0 for one of no line; None for what is not ours."""
    told = _whole(_ours(clip).get("line_id"))
    if told is not None:
        return told
    named = SHOT_FILE.search(_url(clip).replace("\\", "/"))
    return None if named is None else int(named["line"])


def _ours(thing: Any) -> Any:
    ours = thing.metadata.get(OURS)
    return ours if hasattr(ours, "get") else {}


def _url(clip: Any) -> str:
    media = clip.media_reference
    return str(getattr(media, "target_url", "") or "")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**62 else None
